"""One table found in a file: its header and a way to walk its rows, whatever kind of file it came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from agency_core.analytics.limits import PREAMBLE_ROWS
from agency_core.analytics.rows import RowError
from agency_core.analytics.text import Text

Row = tuple[int, tuple[str, ...]]
"""The line of a text file or row of a sheet (from 1), and the text of its cells."""
Rows = Iterator[Row | RowError]
Scorer = Callable[[Sequence[str]], int]
"""How much a row looks like a header that is known: how many names it has."""

SURE = 3
"""So many known names make a header."""


@dataclass(frozen=True)
class Table:
    """A table: `rows()` walks the rows below the header anew each time; `rows_about` is an estimate of their number.

    `place` is the name of the sheet or of the file in an archive, empty where there is only one; `text` is the file
    itself where it is plain text; `above` is what stands above the header.
    """

    header: tuple[str, ...]
    rows: Callable[[], Rows]
    rows_about: int
    score: int
    place: str = ""
    text: Text | None = None
    above: str = ""


def header_at(rows: Sequence[Sequence[str]], score: Scorer) -> int:
    """Which of the first rows is the header: the one with most known names, or else the first that is full enough."""
    first = rows[:PREAMBLE_ROWS]
    scores = [score(row) for row in first]
    best = max(scores, default=0)
    if best >= SURE:
        return scores.index(best)
    filled = [sum(bool(cell.strip()) for cell in row) for row in first]
    half = max(filled, default=0) / 2
    return next((at for at, cells in enumerate(filled) if cells > half), 0)


def is_blank(cells: Sequence[str]) -> bool:
    """Whether a row says nothing."""
    return not any(cell.strip() for cell in cells)
