"""What a platform is sent of a file: the file itself where it fits, a picture made to fit, never a changed video.

`plan` is arithmetic on what is known of the file; `make` follows it, in a process of its own, and may end smaller when the
bytes of a picture do not fit.
"""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agency_core.domain.media import SUFFIXES, Facts
from agency_core.domain.platform import FileLimits, MediaSort
from agency_core.errors import Invalid
from agency_core.media.clean import clean_jpeg, clean_png
from agency_core.media.look import on_white, opened, upright

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST_SIDE = 4096
"""Pixels of the longest side of a picture that is sent, where the platform names none: no network shows more, some refuse it."""
QUALITIES = (90, 82, 74, 66)
STEPS = (1.0, 0.8, 0.64, 0.5, 0.4, 0.3, 0.2, 0.1)
_CLEANED = {"image/jpeg": clean_jpeg, "image/png": clean_png}
_VERSION = 2


@dataclass(frozen=True)
class Plan:
    """What becomes of a file: its type, pixels and bytes (0: known once it is made), and why it is changed.

    `padded` is the picture's own size inside a larger canvas, None where nothing is added. `name` is that of the copy,
    empty when the file is sent as it is.
    """

    mime: str
    width: int
    height: int
    bytes: int
    changed: tuple[str, ...] = ()
    padded: tuple[int, int] | None = None
    name: str = ""

    @property
    def is_redrawn(self) -> bool:
        """Whether its pixels change; else only what is written beside them is taken out."""
        return self.bytes == 0


def plan(facts: Facts, limits: FileLimits) -> Plan:
    """What a platform with `limits` is sent of a file. Pure; the same file and limits give the same name."""
    if facts.sort is not MediaSort.IMAGE or not facts.width or not facts.height or _is_animation(facts, limits):
        return Plan(facts.mime, facts.width, facts.height, facts.bytes)
    mime = _mime(facts, limits)
    canvas, inner = _canvas(facts, limits.aspect)
    longest = limits.most_side or LONGEST_SIDE
    changed = tuple(_reasons(facts, limits, mime, padded=canvas != inner))
    if not changed:
        return Plan(mime, facts.width, facts.height, facts.bytes, (), None, _name(facts, limits, mime))
    scale = min(1.0, longest / max(canvas))
    width, height = (max(1, round(side * scale)) for side in canvas)
    padded = (min(width, round(inner[0] * scale)), min(height, round(inner[1] * scale))) if canvas != inner else None
    return Plan(mime, width, height, 0, changed, padded, _name(facts, limits, mime))


def make(source: Path, target: Path, planned: Plan, most_bytes: int) -> dict[str, Any]:
    """Write the copy that was planned; its mime, width, height and bytes.

    Raises:
        Invalid: the file is damaged, or cannot be made small enough.
    """
    with opened(source) as image:
        data = b"" if planned.is_redrawn else _clean(image, source, planned)
        if data and len(data) <= most_bytes:
            target.write_bytes(data)
            return {"mime": planned.mime, "width": planned.width, "height": planned.height, "bytes": len(data)}
        profile = image.info.get("icc_profile") if image.mode == "RGB" else None
        drawn = _drawn(upright(image, max(planned.width, planned.height)), planned)
    for size, data in _encoded(drawn, planned.mime, profile):
        if len(data) <= most_bytes:
            target.write_bytes(data)
            return {"mime": planned.mime, "width": size[0], "height": size[1], "bytes": len(data)}
    raise Invalid(f"The picture cannot be made smaller than {most_bytes:,} bytes.", field="media", remedy="Use another picture.")


def _is_animation(facts: Facts, limits: FileLimits) -> bool:
    return facts.mime == "image/gif" and "image/gif" in limits.types and facts.bytes <= limits.most_bytes


def _mime(facts: Facts, limits: FileLimits) -> str:
    """PNG stays PNG where it fits as it is; all else becomes JPEG, which every network takes."""
    if facts.mime == "image/png" and "image/png" in limits.types and not list(_reasons(facts, limits, "image/png", padded=False)):
        canvas, inner = _canvas(facts, limits.aspect)
        return "image/png" if canvas == inner else _picture_type(limits)
    return _picture_type(limits)


def _picture_type(limits: FileLimits) -> str:
    return "image/jpeg" if "image/jpeg" in limits.types else "image/png"


def _reasons(facts: Facts, limits: FileLimits, mime: str, *, padded: bool) -> Iterator[str]:
    if facts.mime != mime:
        yield f"{SUFFIXES[facts.mime].upper()} to {SUFFIXES[mime].upper()}"
    if padded:
        yield "padded to a shape that is taken"
    if max(facts.width, facts.height) > (limits.most_side or LONGEST_SIDE):
        yield "scaled down"
    if facts.bytes > limits.most_bytes:
        yield "packed smaller"


def _canvas(facts: Facts, aspect: tuple[float, float] | None) -> tuple[tuple[int, int], tuple[int, int]]:
    """The size of the picture with its padding, and without."""
    width, height = facts.width, facts.height
    if aspect and width / height < aspect[0]:
        return (math.ceil(height * aspect[0]), height), (width, height)
    if aspect and width / height > aspect[1]:
        return (width, math.ceil(width / aspect[1])), (width, height)
    return (width, height), (width, height)


def _name(facts: Facts, limits: FileLimits, mime: str) -> str:
    taken = (sorted(limits.types), limits.most_bytes, limits.aspect, limits.most_side)
    told = repr((_VERSION, facts.owner, *taken, facts.width, facts.height))
    return f"fit-{facts.sha256[:32]}-{hashlib.sha256(told.encode()).hexdigest()[:12]}.{SUFFIXES[mime]}"


def _clean(image: Image, source: Path, planned: Plan) -> bytes:
    """The file without what its camera wrote into it; empty where its pixels have to be turned or mixed anew."""
    if image.getexif().get(0x0112, 1) != 1 or image.mode == "CMYK":
        return b""
    return _CLEANED[planned.mime](source.read_bytes()) or b""


def _drawn(image: Image, planned: Plan) -> Image:
    from PIL import Image as Pictures
    from PIL import ImageFilter, ImageOps

    flat, size = on_white(image), (planned.width, planned.height)
    if planned.padded is None:
        return flat if flat.size == size else flat.resize(size, Pictures.Resampling.LANCZOS)
    small = tuple(max(1, side // 16) for side in size)
    around = ImageOps.fit(flat, (small[0], small[1])).filter(ImageFilter.GaussianBlur(3)).resize(size)
    inner = flat.resize(planned.padded, Pictures.Resampling.LANCZOS)
    around.paste(inner, ((size[0] - inner.width) // 2, (size[1] - inner.height) // 2))
    return around


def _encoded(drawn: Image, mime: str, profile: bytes | None) -> Iterator[tuple[tuple[int, int], bytes]]:
    """The picture packed harder and harder, then smaller and smaller."""
    for step in STEPS:
        size = (max(1, round(drawn.width * step)), max(1, round(drawn.height * step)))
        image = drawn if step == 1.0 else drawn.resize(size)
        for quality in QUALITIES if mime == "image/jpeg" else (100,):
            out = io.BytesIO()
            if mime == "image/jpeg":
                image.save(out, "JPEG", quality=quality, optimize=True, progressive=True, icc_profile=profile)
            else:
                image.save(out, "PNG", icc_profile=profile)
            yield size, out.getvalue()
