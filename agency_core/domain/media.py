"""Media of the library: pictures, videos and documents that a client owns, as people see them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from agency_core.domain.platform import MediaSort

ADDRESS = "/api/media/"
"""Where the files of the media folder are served; content names a medium of the library by this and the file's name."""
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}\.(jpg|jpeg|png|gif|webp|mp4|mov|webm|pdf)")
"""What a file of the media folder may be called to be served."""
_SORTS = {"image": MediaSort.IMAGE, "video": MediaSort.VIDEO}
SUFFIXES = {
    "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp", "video/mp4": "mp4",
    "video/quicktime": "mov", "video/webm": "webm", "application/pdf": "pdf",
}
"""What the library keeps, and the ending of such a file."""


@dataclass(frozen=True)
class Facts:
    """What a file is, by its content: sizes in pixels as it is shown, bytes, and seconds of a video. 0: has none.

    `owner` is the client that it is of: copies are made for each client apart.
    """

    mime: str
    bytes: int
    width: int = 0
    height: int = 0
    seconds: float = 0.0
    sha256: str = ""
    owner: str = ""

    @property
    def sort(self) -> MediaSort:
        """Whether it is a picture, a video or a document."""
        return sort_of(self.mime)


@dataclass(frozen=True)
class MediaView:
    """One medium of a client. `url` is how content names it, `thumb_url` a small picture of it (empty: there is none)."""

    id: str
    client_id: str
    name: str
    url: str
    thumb_url: str
    sha256: str
    mime: str
    bytes: int
    width: int
    height: int
    seconds: float
    alt_text: str
    created_by: str
    created_at: datetime

    @property
    def file(self) -> str:
        """Its name in the media folder."""
        return self.url.removeprefix(ADDRESS)

    @property
    def sort(self) -> MediaSort:
        """Whether it is a picture, a video or a document."""
        return sort_of(self.mime)

    @property
    def facts(self) -> Facts:
        """What the file is."""
        return Facts(self.mime, self.bytes, self.width, self.height, self.seconds, self.sha256, self.client_id)


@dataclass(frozen=True)
class MediaFilter:
    """Which media a list shows; `text` is looked for in names and descriptions, `sort` is a value of MediaSort."""

    client_id: str = ""
    text: str = ""
    sort: str = ""


@dataclass(frozen=True)
class MediaChanges:
    """What an edit changes; None leaves a field as it is."""

    name: str | None = None
    alt_text: str | None = None


@dataclass(frozen=True)
class MediaUse:
    """One piece of content that shows a medium."""

    content_id: str
    title: str
    status: str


@dataclass(frozen=True)
class Sending:
    """What a platform is sent of a medium. `changed` says in words what was done to it, `problem` why it cannot be sent."""

    platform: str
    mime: str
    width: int
    height: int
    bytes: int
    changed: tuple[str, ...] = ()
    problem: str = ""


def sort_of(mime: str) -> MediaSort:
    """Whether a type is that of a picture, a video or a document."""
    return _SORTS.get(mime.partition("/")[0], MediaSort.DOCUMENT)


def file_of(url: str, bases: tuple[str, ...] = ()) -> str:
    """The name in the media folder that an address stands for, empty when it leads elsewhere.

    Args:
        url: `/api/media/<file>`, or the same below one of `bases`.
        bases: addresses at which this agency is reached.
    """
    for base in bases:
        if base and url.startswith(f"{base}/"):
            url = url.removeprefix(base)
    name = url.removeprefix(ADDRESS)
    return name if url.startswith(ADDRESS) and FILE_NAME.fullmatch(name) and not urlsplit(url).query else ""
