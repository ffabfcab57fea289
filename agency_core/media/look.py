"""Looking into a file: how large it is, whether it is whole, and a small picture of it. Runs in a process of its own."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agency_core.errors import Invalid
from agency_core.media.kinds import HEAD_BYTES, kind_of

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 64_000_000
"""The largest picture, or frame of a video, that is opened: about 9200 x 6900."""
MOST_PICTURE_BYTES = 64_000_000
"""More than any platform takes of a picture; a longer file that only begins like one would be searched for minutes."""
THUMB = 400
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_DEMUXERS = {"video/mp4": "mov", "video/quicktime": "mov", "video/webm": "matroska"}
_PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")
_DAMAGED = "Export the file again, or use another one."


def looked_at(path: Path, thumb: Path | None) -> dict[str, Any]:
    """The facts of a file: mime, width and height as shown, seconds, codec, pages; draws its small picture to `thumb`.

    Raises:
        Invalid: it is nothing that the library keeps, is damaged, or larger than can be opened.
    """
    with path.open("rb") as file:
        mime = kind_of(file.read(HEAD_BYTES))
    if mime == "application/pdf":
        return {"mime": mime, "pages": _pages(path)}
    if mime.startswith("video/"):
        return {"mime": mime, **_video(path, mime, thumb)}
    return {"mime": mime, **_picture(path, thumb)}


def opened(path: Path) -> Image:
    """A picture whose header is read and whose size can be dealt with; nothing is decoded yet.

    Raises:
        Invalid: it is no picture, or has too many pixels.
    """
    from PIL import Image, UnidentifiedImageError

    if path.stat().st_size > MOST_PICTURE_BYTES:
        raise Invalid(
            f"The picture has more than {MOST_PICTURE_BYTES // 1_000_000} MB.", field="file",
            remedy="Export it as a smaller JPEG.",
        )
    Image.MAX_IMAGE_PIXELS = None  # the same bound is kept below, in our own words
    try:
        image = Image.open(path, formats=_FORMATS)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Invalid("The picture is damaged: it cannot be opened.", field="file", remedy=_DAMAGED) from error
    if image.width * image.height > MOST_PIXELS:
        raise _too_many(image.width, image.height)
    return image


def upright(image: Image, longest: int = 0) -> Image:
    """The decoded picture, turned as its camera was held.

    Args:
        image: what `opened` gave.
        longest: the longest side that will be needed; a JPEG is then decoded at about that size only. 0: all of it.

    Raises:
        Invalid: it is damaged.
    """
    from PIL import ImageOps

    try:
        if longest:
            image.draft(None, (longest, longest))
        return ImageOps.exif_transpose(image)
    except (OSError, SyntaxError, ValueError, EOFError, ZeroDivisionError) as error:
        raise Invalid("The picture is damaged: it ends too early, or is mixed up.", field="file", remedy=_DAMAGED) from error


def on_white(image: Image) -> Image:
    """The picture without transparency and in red, green and blue."""
    from PIL import Image as Pictures

    if image.mode.startswith(("I;16", "I")):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        above = image.convert("RGBA")
        image = Pictures.new("RGBA", above.size, "white")
        image.alpha_composite(above)
    return image.convert("RGB")


def _picture(path: Path, thumb: Path | None) -> dict[str, Any]:
    with opened(path) as still:
        image = upright(still)
    size = {"width": image.width, "height": image.height}
    _small(image, thumb)
    return size


def _small(image: Image, thumb: Path | None) -> None:
    if thumb is not None:
        small = on_white(image)
        small.thumbnail((THUMB, THUMB))
        small.save(thumb, "JPEG", quality=82)


def _video(path: Path, mime: str, thumb: Path | None) -> dict[str, Any]:
    """Only the file itself is opened: a container cannot make the demuxer follow an address or another file."""
    import av

    try:
        with av.open(str(path), format=_DEMUXERS[mime], options={"protocol_whitelist": "file"}) as container:
            if not container.streams.video:
                raise Invalid("The file has no moving picture.", field="file", remedy="Use a video.")
            stream = container.streams.video[0]
            if stream.width * stream.height > MOST_PIXELS:
                raise _too_many(stream.width, stream.height)
            image, turned = _first_frame(container, stream)
            seconds = _seconds(container, stream)
            codec = stream.codec_context.name
    except av.error.FFmpegError as error:
        raise Invalid(f"The video cannot be read: {error.strerror}.", field="file", remedy=_DAMAGED) from error
    if turned:
        image = image.rotate(turned, expand=True)
    size = {"width": image.width, "height": image.height}
    _small(image, thumb)
    return {**size, "seconds": seconds, "codec": codec}


def _first_frame(container: Any, stream: Any) -> tuple[Image, int]:  # noqa: ANN401 - PyAV's own, imported late
    frame = next(container.decode(stream), None)
    if frame is None:
        raise Invalid("The video has no frame that can be shown.", field="file", remedy=_DAMAGED)
    return frame.to_image(), int(getattr(frame, "rotation", 0) or 0) % 360


def _seconds(container: Any, stream: Any) -> float:  # noqa: ANN401 - likewise
    known = float(stream.duration * stream.time_base) if stream.duration else (container.duration or 0) / 1_000_000
    return round(known, 3) if math.isfinite(known) and known > 0 else 0.0


def _pages(path: Path) -> int:
    """How many pages a PDF names openly; 0 when they stand in compressed objects."""
    found, tail = 0, b""
    with path.open("rb") as file:
        while block := file.read(1024 * 1024):
            found += sum(match.end() > len(tail) for match in _PAGE.finditer(tail + block))
            tail = block[-16:]
    return found


def _too_many(width: int, height: int) -> Invalid:
    return Invalid(
        f"The picture has {width} x {height} pixels.", field="file",
        remedy=f"Use at most {MOST_PIXELS // 1_000_000} million pixels.",
    )
