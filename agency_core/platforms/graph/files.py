"""Reading the files that go up, whole or piece by piece."""

from __future__ import annotations

from pathlib import Path

from agency_core.domain.publishing import Failure, Media, PlatformError
from agency_core.errors import SetupProblem, StorageFailed
from agency_core.security import kept_files


def bytes_of(media: Media, first: int = 0, end: int | None = None) -> bytes:
    """The file of a medium, or its bytes from `first` up to but not including `end`.

    Raises:
        PlatformError: MEDIA_REJECTED when it cannot be read here.
    """
    try:
        with kept_files.opened(Path(media.path)) as file:
            file.seek(first)
            return file.read() if end is None else file.read(end - first)
    except (OSError, SetupProblem, StorageFailed):
        raise _unreadable() from None


def size_of(media: Media) -> int:
    """How many bytes the file of a medium has.

    Raises:
        PlatformError: MEDIA_REJECTED when it cannot be read here.
    """
    try:
        return kept_files.size_of(Path(media.path))
    except (OSError, SetupProblem, StorageFailed):
        raise _unreadable() from None


def _unreadable() -> PlatformError:
    message = "The file of this medium cannot be read here."
    return PlatformError(Failure.MEDIA_REJECTED, message, field="media", remedy="Upload it again.")
