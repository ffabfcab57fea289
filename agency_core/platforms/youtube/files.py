"""The files of a publication: which one is the video, which one its thumbnail, and pieces of them as bytes."""

from __future__ import annotations

from pathlib import Path

from agency_core.domain.publishing import Failure, Media, PlatformError, Shaped
from agency_core.platforms.rules import is_video


def video_of(shaped: Shaped) -> Media:
    """The video.

    Raises:
        PlatformError: MEDIA_REJECTED when there is none.
    """
    found = next((media for media in shaped.media if is_video(media)), None)
    if found is None:
        raise PlatformError(Failure.MEDIA_REJECTED, "There is no video.", field="media", remedy="Add one.")
    return found


def thumbnail_of(shaped: Shaped) -> Media | None:
    """The picture that goes with the video."""
    return next((media for media in shaped.media if not is_video(media)), None)


def size_of(media: Media) -> int:
    """Bytes of the file.

    Raises:
        PlatformError: MEDIA_REJECTED when it cannot be read or is empty.
    """
    try:
        size = Path(media.path).stat().st_size
    except OSError:
        raise _unreadable() from None
    if not size:
        raise PlatformError(Failure.MEDIA_REJECTED, "The file is empty.", field="media", remedy="Upload it again.")
    return size


def piece_of(media: Media, first: int, count: int) -> bytes:
    """At most `count` bytes of the file from `first` on.

    Raises:
        PlatformError: MEDIA_REJECTED when it cannot be read.
    """
    try:
        with Path(media.path).open("rb") as file:
            file.seek(first)
            return file.read(count)
    except OSError:
        raise _unreadable() from None


def _unreadable() -> PlatformError:
    message = "The file of this medium cannot be read here."
    return PlatformError(Failure.MEDIA_REJECTED, message, field="media", remedy="Upload it again.")
