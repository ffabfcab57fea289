"""Looking at pictures as the networks do: what they are, how large, and a small copy for the feed page."""

from __future__ import annotations

import io
from dataclasses import dataclass

_THUMB = (640, 640)
_MOST_PIXELS = 40_000_000


@dataclass(frozen=True)
class Picture:
    """A picture: `format` is Pillow's name of it (JPEG, PNG, GIF), `thumb` a small JPEG copy."""

    format: str
    width: int
    height: int
    thumb: bytes


def looked_at(data: bytes) -> Picture | None:
    """What `data` shows; None when it is no picture, or one too large to look at."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "GIF")) as image:
            kind, (width, height) = image.format or "", image.size
            if width * height > _MOST_PIXELS:
                return None
            image.draft("RGB", _THUMB)
            small = image.convert("RGB")
            small.thumbnail(_THUMB)
            out = io.BytesIO()
            small.save(out, "JPEG", quality=80)
            return Picture(kind, width, height, out.getvalue())
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
