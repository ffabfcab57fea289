"""Writing CSV that a spreadsheet opens without running what somebody else wrote into it."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain

Value = str | int | float | date | datetime | None

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_STARTS = ("=", "+", "-", "@", "\t", "\r")
_UNSEEN = re.compile("^[\\s\\x00\u200b-\u200f\u2060\ufeff]+")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might run the text: it begins with = + - @ (full-width or after blanks), tab or CR."""
    if text.startswith(("\t", "\r")):
        return True
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).startswith(_STARTS) and not _NUMBER.fullmatch(text)


def safe(value: Value) -> str:
    """A value as the text of a cell; text that might be run gets a leading apostrophe, numbers stay numbers.

    Text that begins with an apostrophe gets another one where that is needed to read the cell back unchanged.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if is_formula(value) or _is_marked(value) else value
    return value.isoformat() if isinstance(value, date) else str(value)


def plain(cell: str) -> str:
    """The text that `safe` made this cell from."""
    return cell[1:] if _is_marked(cell) else cell


def _is_marked(cell: str) -> bool:
    return cell.startswith("'") and is_formula(cell.lstrip("'"))


def written(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """The lines of a CSV file, one string a row, the header first; encode as `utf-8-sig` for spreadsheets."""
    for row in chain([header], rows):
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow([safe(value) for value in row])
        yield line.getvalue()
