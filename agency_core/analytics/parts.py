"""A file of figures in parts, each small enough to be kept in one transaction; the file is never in memory as a whole.

Plain text that is read by a mapping goes block by block, a column at a time; everything else, and rows with an odd cell, one
by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

import polars as pl

from agency_core.analytics.blocks import Block, blocks
from agency_core.analytics.chunk import Counted, Parsed, frames_of
from agency_core.analytics.columns import columns
from agency_core.analytics.delimited import rest_of
from agency_core.analytics.importers import RowReader
from agency_core.analytics.limits import HOPELESS_ROWS, TEXT_ROWS, check_length
from agency_core.analytics.rows import PostRow, RowError
from agency_core.analytics.sheet import Row, Rows
from agency_core.analytics.text import Text
from agency_core.analytics.upload import Manner, opened
from agency_core.errors import Invalid

GATHERED = 5_000
"""So many rows are read one by one before they are handed on."""


def parts(path: Path, filename: str, mapping: Mapping[str, str] | None, how: Manner) -> Iterator[Parsed]:
    """The file in parts, the same ones whenever it is read in the same way; see `upload.opened`.

    Raises:
        Invalid: it cannot be read as a table, or not in this way, or none of it can be read. While the parts are walked
            only where the file breaks off or passes a limit, and then nothing of it should be kept.
        Refused: it is an export without posts.
    """
    table, reader = opened(path, filename, mapping, how)
    walk = _Walk(reader)
    return walk.blocks(table.text) if table.text and mapping is not None else walk.rows(table.rows())


class _Walk:
    """One way through a file."""

    def __init__(self, reader: RowReader) -> None:
        self._reader = reader
        self._counted = Counted()
        self._hopeless = 0
        self._is_hopeful = False

    def rows(self, given: Rows) -> Iterator[Parsed]:
        """Rows one by one."""
        while some := list(islice(given, GATHERED)):
            posts, errors = self._one_by_one(some)
            yield self._counted.part(*frames_of(posts), errors)

    def blocks(self, text: Text) -> Iterator[Parsed]:
        """Rows by blocks, then one by one from where there are no more blocks."""
        done = 0
        for block in blocks(text):
            if isinstance(block, Block):
                done += block.frame.height
                check_length(done, TEXT_ROWS)
                yield self._block(block)
            else:
                yield from self.rows(rest_of(text, block))

    def _block(self, block: Block) -> Parsed:
        read = columns(self._reader, block.frame)
        first = read.rows["line"][0] if read.rows.height else None
        posts, errors = self._one_by_one(self._odd(block, read.odd, first))
        self._is_hopeful = self._is_hopeful or first is not None
        told, rows = frames_of(posts)
        rows = rows.with_columns(pl.col("post") + read.posts.height)
        return self._counted.part(pl.concat([read.posts, told]), pl.concat([read.rows, rows]), errors)

    def _odd(self, block: Block, places: Iterable[int], first: int | None) -> Iterator[Row | RowError]:
        """The rows of a block that are read by themselves; those below the `first` line that could be read come with hope."""
        for at in places:
            row = block.row(at)
            if row is not None:
                self._is_hopeful = self._is_hopeful or (first is not None and _line(row) > first)
                yield row

    def _one_by_one(self, given: Iterable[Row | RowError]) -> tuple[list[PostRow], list[RowError]]:
        posts: list[PostRow] = []
        errors: list[RowError] = []
        for row in given:
            read = [row] if isinstance(row, RowError) else self._reader.read(*row)
            if isinstance(read, list):
                errors += read
                self._despair(read[0])
            elif read is not None:
                posts.append(read)
                self._is_hopeful = True
        return posts, errors

    def _despair(self, error: RowError) -> None:
        self._hopeless += 1
        if self._is_hopeful or self._hopeless <= HOPELESS_ROWS:
            return
        where = f"line {error.line:,}, column {error.column}" if error.column else f"line {error.line:,}"
        raise Invalid(
            f"None of the first {HOPELESS_ROWS:,} rows can be read; {where}: {error.rule}.",
            field="file", remedy="Check that the columns are the right ones, or export again.",
        )


def _line(row: Row | RowError) -> int:
    return row.line if isinstance(row, RowError) else row[0]
