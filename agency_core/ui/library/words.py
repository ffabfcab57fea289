"""A medium in words: its kind, its size, and what a platform is sent of it."""

from __future__ import annotations

from agency_core.domain.media import SUFFIXES, MediaView, Sending
from agency_core.domain.platform import LABELS, MediaSort, Platform
from agency_core.ui import kit

ICONS = {
    MediaSort.IMAGE: ":material/image:", MediaSort.VIDEO: ":material/movie:", MediaSort.DOCUMENT: ":material/picture_as_pdf:",
}
_NAMES = {"jpg": "JPEG", "webp": "WebP", "webm": "WebM"}


def kind(mime: str) -> str:
    """A type as people call it: `JPEG`, `MP4`, `PDF`."""
    suffix = SUFFIXES.get(mime, "")
    return _NAMES.get(suffix, suffix.upper()) or mime


def weight(size: int) -> str:
    """Bytes as people read them: `412 kB`, `3.1 MB`."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1_000_000:.1f} MB"


def shape(mime: str, width: int, height: int, size: int, seconds: float = 0.0) -> str:
    """What a file is, in one line: `JPEG 1080 × 1350, 412 kB`."""
    pixels = f" {width} × {height}" if width else ""
    return f"{kind(mime)}{pixels}{f', {seconds:.0f} s' if seconds else ''}, {weight(size)}"


def of_view(view: MediaView) -> str:
    """What a medium is, in one line."""
    return shape(view.mime, view.width, view.height, view.bytes, view.seconds)


def of_sending(sending: Sending) -> str:
    """What a platform is sent, in one line of Markdown."""
    label = LABELS[Platform(sending.platform)]
    if sending.problem:
        return f":red[:material/error: {label}: {kit.plain(sending.problem)}]"
    why = f" ({kit.plain(', '.join(sending.changed))})" if sending.changed else ""
    return f"{label}: will be sent as {shape(sending.mime, sending.width, sending.height, sending.bytes)}{why}"
