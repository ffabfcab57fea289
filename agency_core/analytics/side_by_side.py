"""Two lists of the same posts beside each other in one sheet, as LinkedIn gives to members: joined into one by their links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from agency_core.analytics.cells import fold
from agency_core.analytics.rows import RowError
from agency_core.analytics.sheet import Rows, Table

_NAME = "post url"


def joined(table: Table) -> Table:
    """The table with one row a post, if it holds two lists that begin with the same column; otherwise as it is."""
    starts = [at for at, name in enumerate(table.header) if fold(name) == _NAME]
    if len(starts) != 2:
        return table
    left, right = (slice(starts[0], _end(table.header, starts[0])), slice(starts[1], _end(table.header, starts[1])))
    known = {fold(name) for name in table.header[left]}
    more = [at for at in range(right.start, right.stop) if fold(table.header[at]) not in known]
    header = (*table.header[left], *(table.header[at] for at in more))
    return replace(table, header=header, rows=partial(_rows, table, left, right, more))


def _end(header: Sequence[str], start: int) -> int:
    """Where the list that begins at `start` ends: at the next nameless column."""
    return next((at for at in range(start, len(header)) if not header[at].strip()), len(header))


def _rows(table: Table, left: slice, right: slice, more: Sequence[int]) -> Rows:
    """First what the left list says of each post, then what only the right one does; a post stands where it is first named."""
    lines: dict[str, int] = {}
    lefts: dict[str, tuple[str, ...]] = {}
    rights: dict[str, tuple[str, ...]] = {}
    for row in table.rows():
        if isinstance(row, RowError):
            yield row
            continue
        for part, said in ((left, lefts), (right, rights)):
            if name := row[1][part.start]:
                said.setdefault(name, row[1])
                lines.setdefault(name, row[0])
    for name, line in lines.items():
        yield line, _cells(lefts.get(name), rights.get(name), left, right, more)


def _cells(
    one: tuple[str, ...] | None, other: tuple[str, ...] | None, left: slice, right: slice, more: Sequence[int]
) -> tuple[str, ...]:
    extra = tuple(other[at] for at in more) if other else ("",) * len(more)
    if one:
        return (*one[left], *extra)
    assert other is not None  # noqa: S101 - a post stands in one of the lists
    shared = right.stop - right.start - len(more)
    return (*other[right.start : right.start + shared], *("",) * (left.stop - left.start - shared), *extra)
