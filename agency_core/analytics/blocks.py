"""Plain text tables in blocks: cut at the ends of rows, and every cell of a block in one frame, as it stands.

A block is given only where it is certain that reading it row by row would find the same cells. Where it is not (a quote that
is not closed, bytes that are no characters, lone carriage returns), the rest of the file is left to be read row by row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

import polars as pl

from agency_core.analytics.delimited import below_header, fault
from agency_core.analytics.limits import FIELD_CHARS
from agency_core.analytics.rows import RowError
from agency_core.analytics.sheet import Row, is_blank
from agency_core.analytics.text import Rest, Text

BLOCK_BYTES = 14 * 1024 * 1024
"""So much is read at once: about 250,000 rows of ten short cells."""
FIRST_BYTES = 1024 * 1024
"""The first block is small: a file of which nothing can be read is told by it."""
_END = "\x01"
"""Stands behind the last cell of each row while a block is read, so that rows of another length are told."""


@dataclass(frozen=True)
class Block:
    """Rows of a table: `frame` has a column of text for each of the file's ("0", "1", ...).

    `line` is where each row begins; `whole` says whether it has as many cells as the header.
    """

    text: Text
    raw: bytes
    frame: pl.DataFrame

    def row(self, at: int) -> Row | RowError | None:
        """A row as it is read one by one; None when it is empty."""
        line = self.frame["line"][at]
        cells = self._cells(at)
        if is_blank(cells):
            return None
        return fault(line, cells, self.text.dialect.columns) or (line, tuple(cells[: len(self.text.dialect.columns)]))

    def _cells(self, at: int) -> list[str]:
        if self.frame["whole"][at]:
            return list(self.frame.row(at)[: len(self.text.dialect.columns)])
        return self._lines[at].decode().rstrip("\r").split(self.text.dialect.delimiter)

    @cached_property
    def _lines(self) -> list[bytes]:
        return self.raw.split(b"\n")


def blocks(text: Text) -> Iterator[Block | Rest]:
    """The rows of a table in blocks, and perhaps the rest of the file at the end."""
    start = below_header(text)
    read = _recoder(text.dialect.encoding.name)
    if start is None or read is None:
        yield Rest(0, 0)
        return
    offset, line = start.offset, start.line
    with text.opener() as file:
        file.seek(offset)
        for raw in _cut(file):
            block = _block(text, read(raw), line) if raw is not None else None
            if block is None:
                yield Rest(offset, line)
                return
            yield block
            offset, line = offset + len(raw or b""), line + (raw or b"").count(b"\n")


def _recoder(encoding: str) -> Callable[[bytes], bytes | None] | None:
    """How a block becomes UTF-8; None for encodings that cannot be cut at a byte."""
    if encoding in {"utf-8", "utf-8-sig"}:
        return lambda raw: raw if raw.isascii() or _is_utf8(raw) else None
    return _from_cp1252 if encoding == "cp1252" else None


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _from_cp1252(raw: bytes) -> bytes | None:
    try:
        return raw.decode("cp1252").encode()
    except UnicodeDecodeError:
        return None


def _cut(file: BinaryIO) -> Iterator[bytes | None]:
    """Pieces that end where a row does, if quotes are where they belong; None where no such end is found."""
    kept, size = b"", FIRST_BYTES
    while piece := file.read(size):
        piece, size = kept + piece, BLOCK_BYTES
        end = _row_end(piece)
        if end == 0:
            yield None
            return
        kept = piece[end:]
        yield piece[:end]
    if kept:
        yield None if kept.count(b'"') % 2 else kept


def _row_end(piece: bytes) -> int:
    """Behind the last end of a line outside of quotes; 0 when there is none."""
    end = piece.rfind(b"\n") + 1
    is_open = piece.count(b'"', 0, end) % 2
    while is_open and end:
        before = piece.rfind(b"\n", 0, end - 1) + 1
        is_open ^= piece.count(b'"', before, end) % 2
        end = before
    return end


def _block(text: Text, raw: bytes | None, line: int) -> Block | None:
    if raw is None or not _is_plain(raw):
        return None
    raw = raw if raw.endswith(b"\n") else raw + b"\n"
    is_quoted = b'"' in raw
    if is_quoted and not _is_well_quoted(raw, text.dialect.delimiter):
        return None
    frame = _framed(raw, text, is_quoted=is_quoted)
    breaks = sum((pl.col(name).str.count_matches("\n", literal=True).cast(pl.Int64) for name in frame.columns), pl.lit(0))
    above = breaks.cum_sum().shift(1, fill_value=0) if is_quoted else pl.lit(0)
    whole = (pl.col(frame.columns[-1]) == _END).alias("whole")
    numbered = frame.with_columns((pl.int_range(line + 1, pl.len() + line + 1, dtype=pl.Int64) + above).alias("line"), whole)
    lines = frame.height + (frame.select(breaks.sum()).item() if is_quoted else 0)
    if lines != raw.count(b"\n") or (is_quoted and not numbered["whole"].all()):
        return None
    return Block(text, raw, numbered)


def _is_plain(raw: bytes) -> bool:
    if b"\0" in raw or _END.encode() in raw or (b"\r" in raw and raw.count(b"\r") != raw.count(b"\r\n")):
        return False
    step = FIELD_CHARS // 2
    return all(raw.find(b"\n", at, at + step) >= 0 for at in range(0, len(raw) - step, step))


def _is_well_quoted(raw: bytes, delimiter: str) -> bool:
    """Whether every quote opens or closes a whole cell, or is one of a pair within."""
    around = re.escape(delimiter.encode()) + rb"\n"
    cell = rb'(?:(?<=[' + around + rb'])|\A)"(?:[^"]|"")*+"(?=[' + around + rb"\r])"
    return b'"' not in re.sub(cell, b"", raw)


def _framed(raw: bytes, text: Text, *, is_quoted: bool) -> pl.DataFrame:
    width = len(text.dialect.columns)
    delimiter = text.dialect.delimiter
    end = b"\r\n" if b"\r" in raw else b"\n"
    head = delimiter.join(str(at) for at in range(width + 1)).encode() + end
    marked = raw.replace(end, f"{delimiter}{_END}".encode() + end)
    frame = pl.read_csv(
        head + marked, separator=delimiter, quote_char='"' if is_quoted else None, infer_schema=False, empty_string_is_null=False,
        truncate_ragged_lines=True,
    )
    if not is_quoted:
        return frame
    return frame.with_columns(pl.col(frame.columns[:-1]).str.replace_all(f"{delimiter}{_END}", "", literal=True))
