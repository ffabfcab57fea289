"""Tables in text files: which encoding, which delimiter, where the header is, and the rows one by one."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TextIO

from agency_core.analytics.cells import labels
from agency_core.analytics.encoding import Encoding, Opener, detect
from agency_core.analytics.limits import FIELD_CHARS, LINE_CHARS, TEXT_ROWS, check_length, check_width
from agency_core.analytics.rows import RowError, shown
from agency_core.analytics.sheet import Rows, Scorer, Table, header_at, is_blank
from agency_core.analytics.text import Dialect, Rest, Text
from agency_core.errors import Invalid

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_CHARS = 256 * 1024
_REEXPORT = "Export the file again and upload it unchanged."


def read_delimited(opener: Opener, score: Scorer) -> Table:
    """The table in a text file.

    Raises:
        Invalid: it is empty, no text, or has too many columns.
    """
    written = detect(opener)
    sample = _sample(opener, written)
    announced, skip = _announced(sample)
    looks = [_look(sample[skip:], delimiter, score) for delimiter in announced or _DELIMITERS]
    look = max(looks, key=lambda look: (look.score, len(look.header)))
    check_width(len(look.header))
    if is_blank(look.header) or any(_odd(name) for name in look.header):
        raise Invalid("The file is empty, or no text.", field="file", remedy=_REEXPORT)
    dialect = Dialect(written, look.delimiter, skip, look.at, labels(look.header))
    above = "".join(sample[: skip + look.at])
    about = round(written.lines * look.rows / max(1, len(sample))) - look.at - 1
    return Table(look.header, partial(_rows, opener, dialect), max(0, about), look.score, text=Text(opener, dialect), above=above)


def below_header(text: Text) -> Rest | None:
    """Where the rows begin; None where lines do not end as they should."""
    with _text(text.opener, text.dialect.encoding) as file:
        lines = _below(_Feed(_lines(file), 0), text.dialect).number
    with text.opener() as raw:
        above = b"".join(raw.readline() for _ in range(lines))
    return Rest(len(above), lines) if above.count(b"\r") == above.count(b"\r\n") else None


def rest_of(text: Text, rest: Rest) -> Rows:
    """The rows of a part of the file; of the whole when it begins at 0."""
    if not rest.offset:
        yield from _rows(text.opener, text.dialect)
        return
    _allow_long_fields()
    encoding = text.dialect.encoding
    with text.opener() as raw:
        raw.seek(rest.offset)
        with io.TextIOWrapper(raw, encoding=encoding.name.removesuffix("-sig"), errors=encoding.errors, newline="") as file:
            feed = _Feed(_lines(file), rest.line)
            yield from _checked(csv.reader(feed, delimiter=text.dialect.delimiter), feed, text.dialect.columns)


@dataclass(frozen=True)
class _Look:
    """What the beginning of a file looks like with one delimiter: row `at` of `rows` would be the header."""

    delimiter: str
    header: tuple[str, ...]
    at: int
    rows: int
    score: int


def _look(sample: list[str], delimiter: str, score: Scorer) -> _Look:
    _allow_long_fields()
    rows = list(csv.reader(sample, delimiter=delimiter)) or [[]]
    at = header_at(rows, score)
    return _Look(delimiter, tuple(rows[at]), at, len(rows), score(rows[at]))


def _allow_long_fields() -> None:
    """The limit of `csv` is one for the whole process; ours is checked row by row, this one only bounds memory."""
    if csv.field_size_limit() < LINE_CHARS:
        csv.field_size_limit(LINE_CHARS)


def _lines(file: TextIO) -> Iterator[str]:
    number = 0
    while line := file.readline(LINE_CHARS):
        number += 1
        if len(line) == LINE_CHARS:
            raise Invalid(f"Line {number:,} has no end: this is not a table.", field="file", remedy=_REEXPORT)
        yield line


def _text(opener: Opener, encoding: Encoding) -> TextIO:
    return io.TextIOWrapper(opener(), encoding=encoding.name, errors=encoding.errors, newline="")


def _sample(opener: Opener, encoding: Encoding) -> list[str]:
    """The first lines, up to 256 KB: enough for the header and the rows around it."""
    with _text(opener, encoding) as file:
        text = _decoded(lambda: file.read(_SAMPLE_CHARS))
    lines = list(islice(io.StringIO(text, newline=""), 200))
    return lines[:-1] if len(text) == _SAMPLE_CHARS and len(lines) > 1 else lines


def _decoded(read: Callable[[], str]) -> str:
    try:
        return read()
    except UnicodeError:
        raise Invalid("The file ends in the middle of a character.", field="file", remedy=_REEXPORT) from None


def _announced(sample: list[str]) -> tuple[str, int]:
    """The delimiter that the file itself names in a first line `sep=;`, and how many lines that takes."""
    first = sample[0].strip().strip('"').lower() if sample else ""
    if not first.startswith("sep="):
        return "", 0
    return (sample[0].strip().strip('"')[4:5] or "\t"), 1


class _Feed:
    """Lines on their way to the reader: remembers whether the current row has odd characters, and where the file ended.

    The reader asks for a line beyond the last one within a row only when a quote is still open.
    """

    def __init__(self, lines: Iterator[str], number: int) -> None:
        self._lines = lines
        self.is_odd = False
        self.is_over = False
        self.number = number

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = next(self._lines, "")
        if not line:
            self.is_over = True
            raise StopIteration
        self.number += 1
        if not line.isascii() and not _is_encodable(line):
            self.is_odd = True
        self.is_odd = self.is_odd or "\x00" in line or len(line) > FIELD_CHARS
        return line


def _is_encodable(line: str) -> bool:
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return True


def _rows(opener: Opener, dialect: Dialect) -> Rows:
    _allow_long_fields()
    with _text(opener, dialect.encoding) as file:
        feed = _below(_Feed(_lines(file), 0), dialect)
        yield from _checked(csv.reader(feed, delimiter=dialect.delimiter), feed, dialect.columns)


def _below(feed: _Feed, dialect: Dialect) -> _Feed:
    """The lines below the header."""
    for _ in range(dialect.skip):
        next(feed, None)
    reader = csv.reader(feed, delimiter=dialect.delimiter)
    for _ in range(dialect.header + 1):
        next(reader, None)
    return feed


def _checked(reader: Iterator[list[str]], feed: _Feed, columns: Sequence[str]) -> Rows:
    seen = 0
    while True:
        feed.is_odd = False
        line = feed.number + 1
        try:
            cells = next(reader, None)
        except UnicodeError:
            raise Invalid(f"Line {line:,} cannot be read as text.", field="file", remedy=_REEXPORT) from None
        except csv.Error as error:
            yield RowError(line, "", "", f"cannot be read as a row: {error}", _REEXPORT)
            continue
        if cells is None:
            return
        seen += 1
        check_length(seen, TEXT_ROWS)
        if is_blank(cells):
            continue
        is_suspect = feed.is_odd or feed.is_over or feed.number > line or len(cells) != len(columns)
        problem = fault(line, cells, columns, is_over=feed.is_over) if is_suspect else None
        yield problem or (line, tuple(cells))


def fault(line: int, cells: list[str], columns: Sequence[str], *, is_over: bool = False) -> RowError | None:
    """What is wrong with a row; `is_over`: the file ended within it."""
    width = len(columns)
    for position, cell in enumerate(cells):
        rule = _odd(cell)
        if rule:
            return RowError(line, columns[min(position, width - 1)], shown(cell), rule, _REEXPORT)
    if is_over:
        column = columns[min(len(cells), width) - 1]
        return RowError(line, column, shown(cells[-1]), "opens a quote that is never closed", _REEXPORT)
    if len(cells) == width or (len(cells) > width and is_blank(cells[width:])):
        return None
    rule = f"has {len(cells)} cells where the header names {width}"
    return RowError(line, "", shown(cells[0]), rule, "Check the row for a missing quote or delimiter, or export again.")


def _odd(cell: str) -> str:
    if "\x00" in cell:
        return "contains a NUL character"
    if len(cell) > FIELD_CHARS:
        return "is longer than 1 MB"
    return "" if _is_encodable(cell) else "contains bytes that are no characters"
