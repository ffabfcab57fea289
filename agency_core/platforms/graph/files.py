"""Reading the files that go up, whole or piece by piece."""

from __future__ import annotations

from pathlib import Path

from agency_core.domain.publishing import Failure, Media, PlatformError


def bytes_of(media: Media, first: int = 0, end: int | None = None) -> bytes:
    """The file of a medium, or its bytes from `first` up to but not including `end`.

    Raises:
        PlatformError: MEDIA_REJECTED when it cannot be read here.
    """
    try:
        with Path(media.path).open("rb") as file:
            file.seek(first)
            return file.read() if end is None else file.read(end - first)
    except OSError:
        raise _unreadable() from None


def size_of(media: Media) -> int:
    """How many bytes the file of a medium has.

    Raises:
        PlatformError: MEDIA_REJECTED when it cannot be read here.
    """
    try:
        return Path(media.path).stat().st_size
    except OSError:
        raise _unreadable() from None


def _unreadable() -> PlatformError:
    message = "The file of this medium cannot be read here."
    return PlatformError(Failure.MEDIA_REJECTED, message, field="media", remedy="Upload it again.")
