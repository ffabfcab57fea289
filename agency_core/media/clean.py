"""Taking out of a picture what its camera wrote into it, without touching a pixel: place, owner, device, remarks."""

from __future__ import annotations

import re
import struct

_KEPT_SEGMENTS = frozenset({0xE0, 0xE2, 0xEE})
"""JFIF, colour profile, Adobe's colour transform: without them the colours change."""
_DROPPED_CHUNKS = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
_NEXT_MARK = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_END, _SCAN, _REMARK = 0xD9, 0xDA, 0xFE


def clean_jpeg(data: bytes) -> bytes | None:
    """The JPEG without EXIF, XMP, IPTC, comments and whatever follows its end; None when its segments cannot be followed."""
    out, place = bytearray(data[:2]), 2
    while found := _NEXT_MARK.search(data, place):
        mark, start = data[found.start() + 1], found.start()
        if mark == _END:
            return bytes(out + data[start : start + 2])
        if start + 4 > len(data):
            return None
        end = start + 2 + struct.unpack_from(">H", data, start + 2)[0]
        if mark == _SCAN:
            following = _NEXT_MARK.search(data, end)
            if following is None:
                return None
            end = following.start()
        if _is_kept(mark, data[start:end]):
            out += data[start:end]
        place = end
    return None


def clean_png(data: bytes) -> bytes | None:
    """The PNG without texts, EXIF, times and whatever follows its end; None when its chunks cannot be followed."""
    out, place = bytearray(data[:8]), 8
    while place + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        if kind not in _DROPPED_CHUNKS:
            out += data[place : place + 12 + length]
        place += 12 + length
        if kind == b"IEND":
            return bytes(out)
    return None


def _is_kept(mark: int, segment: bytes) -> bool:
    if mark == 0xE2:
        return segment[4:15] == b"ICC_PROFILE"
    return mark in _KEPT_SEGMENTS or not (0xE0 <= mark <= 0xEF or mark == _REMARK)
