"""The files of media: how large they are, and pieces of them. A video is never read as a whole."""

from __future__ import annotations

from pathlib import Path

from agency_core.domain.publishing import Failure, Media, PlatformError
from agency_core.errors import SetupProblem, StorageFailed
from agency_core.security import kept_files


def size_of(media: Media) -> int:
    """Bytes of the file.

    Raises:
        PlatformError: MEDIA_REJECTED when it cannot be read or is empty.
    """
    try:
        size = kept_files.size_of(Path(media.path))
    except (OSError, SetupProblem, StorageFailed):
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
        with kept_files.opened(Path(media.path)) as file:
            file.seek(first)
            return file.read(count)
    except (OSError, SetupProblem, StorageFailed):
        raise _unreadable() from None


def _unreadable() -> PlatformError:
    message = "The file of this medium cannot be read here."
    return PlatformError(Failure.MEDIA_REJECTED, message, field="media", remedy="Upload it again.")
