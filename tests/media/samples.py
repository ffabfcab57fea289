"""Files to keep in the library, made when they are asked for: pictures of any shape, a short video, a PDF."""

from __future__ import annotations

import io
import random
from functools import cache

from PIL import Image

PLACE = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)}
"""Where a picture was taken, as a camera writes it."""


@cache
def picture(size=(600, 400), kind="JPEG", *, colour="teal", turned=1, placed=False, mode="RGB", noise=False) -> bytes:
    """A picture; `turned` is the EXIF orientation, `placed` writes a GPS position, `noise` makes it hard to pack."""
    image = _noise(size) if noise else Image.new(mode, size, colour)
    exif = image.getexif()
    if turned != 1:
        exif[0x0112] = turned
    if placed:
        exif[0x010F] = "SECRETCAMERA"
        exif.get_ifd(0x8825).update(PLACE)
    out = io.BytesIO()
    image.save(out, kind, **({"exif": exif} if len(exif) else {}), **({"quality": 95} if kind == "JPEG" else {}))
    return out.getvalue()


def _noise(size) -> Image.Image:
    return Image.frombytes("RGB", size, random.Random(7).randbytes(size[0] * size[1] * 3))


@cache
def animation() -> bytes:
    """A GIF of three frames."""
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


@cache
def video(suffix="mp4", size=(64, 48), seconds=4, codec="mpeg4") -> bytes:
    """A video of ten frames a second."""
    import av

    out = io.BytesIO()
    with av.open(out, "w", format={"mp4": "mp4", "mov": "mov", "webm": "webm"}[suffix]) as container:
        stream = container.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for number in range(seconds * 10):
            frame = av.VideoFrame.from_image(Image.new("RGB", size, (200, number % 250, 40)))
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return out.getvalue()


@cache
def document(pages=3) -> bytes:
    """A PDF with its pages named openly."""
    return b"%PDF-1.4\n" + b"".join(b"%d 0 obj <</Type /Page /Parent 1 0 R>> endobj\n" % (n + 3) for n in range(pages)) + (
        b"1 0 obj <</Type /Pages /Count %d>> endobj\n%%%%EOF" % pages
    )


def pieces(data: bytes, size=65_536):
    """`data` as a stream."""
    return (data[start : start + size] for start in range(0, len(data), size))
