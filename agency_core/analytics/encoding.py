"""Which encoding a text file is written in; networks and spreadsheet programs do not agree on one."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

Opener = Callable[[], BinaryIO]
"""Opens a file anew, at its beginning."""

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_STRAY = re.compile("[\udc80-\udcff]")
_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Encoding:
    """An encoding, what becomes of bytes that do not fit it (lone surrogates, for rows to report), and how many lines."""

    name: str
    errors: str
    lines: int


def detect(opener: Opener) -> Encoding:
    """The encoding of a file by its byte order mark, its zero bytes, or whether it is UTF-8. Reads the whole file once."""
    with opener() as file:
        start = file.read(4096)
    marked = next((name for mark, name in _BOMS if start.startswith(mark)), "") or _unmarked_utf16(start)
    if marked.startswith("utf-16"):
        return Encoding(marked, "surrogatepass", _line_count(opener))
    return _eight_bit(opener, marked or "utf-8")


def _unmarked_utf16(start: bytes) -> str:
    """Plain letters in UTF-16 have a zero in every second byte."""
    if start[1::2].count(0) > len(start) / 4:
        return "utf-16-le"
    return "utf-16-be" if start[0::2].count(0) > len(start) / 4 else ""


def _line_count(opener: Opener) -> int:
    with opener() as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b"")) + 1


def _eight_bit(opener: Opener, utf8: str) -> Encoding:
    """UTF-8 unless more bytes contradict it than agree with it."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    agree = contradict = lines = 0
    end = b"\n"
    with opener() as file:
        for chunk in iter(lambda: file.read(_CHUNK), b""):
            lines, end = lines + chunk.count(b"\n"), chunk[-1:]
            if chunk.isascii() and not decoder.getstate()[0]:
                continue
            text = decoder.decode(chunk)
            contradict += len(_STRAY.findall(text))
            agree += len(chunk) - len(text)
    return Encoding("cp1252" if contradict > agree else utf8, "surrogateescape", lines + (end != b"\n"))
