"""Tables in spreadsheets (XLSX and XLS): every cell as text, the sheet chosen whose header is known."""

from __future__ import annotations

import io
import os
import struct
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, time
from functools import partial
from itertools import islice
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from agency_core.analytics.cells import labels
from agency_core.analytics.limits import COLUMNS, FIELD_CHARS, PREAMBLE_ROWS, check_archive, check_length, check_width
from agency_core.analytics.rows import RowError, shown
from agency_core.analytics.sheet import Rows, Scorer, Table, header_at, is_blank
from agency_core.errors import Invalid

Lines = Callable[[], Iterator[tuple[str, ...]]]

_SHEETS = 50
_BROKEN_XLSX = (BadZipFile, KeyError, ValueError, TypeError, IndexError, AttributeError, EOFError, ParseError, OSError)
_BROKEN_XLS = (struct.error, ValueError, IndexError, AssertionError, KeyError, TypeError, AttributeError)


def read_xlsx(opener: Callable[[], BinaryIO], score: Scorer) -> Table:
    """The best table in an XLSX workbook.

    Raises:
        Invalid: it is broken, unpacks to too much, or has no table.
    """
    with opener() as file:
        packed = file.seek(0, os.SEEK_END)
        try:
            with ZipFile(file) as archive:
                check_archive(archive, packed)
        except BadZipFile:
            raise _broken() from None
    with _readable(_BROKEN_XLSX), opener() as file, closing(_book(file)) as book:
        sheets = [(sheet.title, sheet.max_row or 0, _first(_cells(sheet))) for sheet in book.worksheets[:_SHEETS]]
    return _best([_table(name, first, partial(_xlsx_rows, opener, name), size, score) for name, size, first in sheets])


def _book(file: BinaryIO) -> Any:  # noqa: ANN401 - the library is untyped
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)


class _readable:  # noqa: N801 - reads as a statement
    """Turns what a library raises on a broken file into one sentence for the reader."""

    def __init__(self, broken: tuple[type[Exception], ...]) -> None:
        self._broken = broken

    def __enter__(self) -> None:
        """Start."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, self._broken):
            raise _broken() from error


def _broken() -> Invalid:
    return Invalid(
        "The spreadsheet is broken or protected by a password.",
        field="file", remedy="Open it, save it as CSV, and upload that; or export again.",
    )


def _xlsx_rows(opener: Callable[[], BinaryIO], name: str) -> Iterator[tuple[str, ...]]:
    with _readable(_BROKEN_XLSX), opener() as file, closing(_book(file)) as book:
        yield from _cells(book[name])


def _cells(sheet: Any) -> Iterator[tuple[str, ...]]:  # noqa: ANN401 - the library is untyped
    """The rows of a sheet; what the file says of its size is not trusted."""
    sheet.reset_dimensions()
    for row in sheet.iter_rows(max_col=COLUMNS + 1):
        yield tuple(_percent_or_text(cell) if isinstance(cell.value, float) else _text(cell.value) for cell in row)


def _percent_or_text(cell: Any) -> str:  # noqa: ANN401 - the library is untyped
    """A fraction as the sheet shows it; the format is looked up only here, as that takes long."""
    return f"{cell.value * 100:.10g}%" if cell.number_format.endswith("%") else _text(cell.value)


def _first(lines: Iterator[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [_trimmed(cells) for cells in islice(lines, PREAMBLE_ROWS)]


def _text(value: object) -> str:
    """A cell as text: whole numbers without a point, dates as 2026-03-31 14:05:00.

    Spreadsheets keep 15 digits: a longer number is written 1.2e+17, so that nobody takes it for an id.
    """
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, int) and abs(value) >= 1e16 and value % 1000 == 0:
        return repr(float(value))
    if isinstance(value, datetime):
        return str(value.date()) if value.time() == time(0) else value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def read_xls(opener: Callable[[], BinaryIO], score: Scorer) -> Table:
    """The best table in an XLS workbook (Excel 97-2003).

    Raises:
        Invalid: it is broken or has no table.
    """
    import xlrd
    from xlrd.compdoc import CompDocError

    with opener() as file, _readable((xlrd.XLRDError, CompDocError, *_BROKEN_XLS)):
        book = xlrd.open_workbook(file_contents=file.read(), ragged_rows=True, logfile=io.StringIO())
        sheets = book.sheets()[:_SHEETS]
    readers = [(sheet, partial(_xls_rows, sheet, book.datemode)) for sheet in sheets]
    return _best([_table(sheet.name, _first(lines()), lines, sheet.nrows, score) for sheet, lines in readers])


def _xls_rows(sheet: Any, datemode: int) -> Iterator[tuple[str, ...]]:  # noqa: ANN401 - the library is untyped
    import xlrd

    for at in range(sheet.nrows):
        yield tuple(
            _text(xlrd.xldate_as_datetime(cell.value, datemode) if cell.ctype == xlrd.XL_CELL_DATE else cell.value)
            for cell in sheet.row(at)[: COLUMNS + 1]
        )


def _table(name: str, first: list[tuple[str, ...]], lines: Lines, size: int, score: Scorer) -> Table:
    at = header_at(first, score)
    header = first[at] if first else ()
    check_width(len(header))
    above = "\n".join(cell for cells in first[:at] for cell in cells if cell)
    return Table(header, partial(_below, lines, at, labels(header)), max(0, size - at - 1), score(header), name, above=above)


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """The cells without the empty ones at the end, which depend on what else the sheet holds."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return tuple(cells[:end])


def _below(lines: Lines, header: int, columns: Sequence[str]) -> Rows:
    width = len(columns)
    for line, cells in enumerate(lines(), start=1):
        check_length(line - header - 1)
        if line <= header + 1 or is_blank(cells):
            continue
        yield _fault(line, cells, columns) or (line, tuple(cells[:width]) + ("",) * (width - len(cells)))


def _fault(line: int, cells: tuple[str, ...], columns: Sequence[str]) -> RowError | None:
    width = len(columns)
    if len(cells) > width and not is_blank(cells[width:]):
        rule = f"has cells to the right of the {width} columns that the header names"
        return RowError(line, f"Column {width + 1}", shown(cells[width]), rule, "Delete the cell or name its column.")
    for column, cell in zip(columns, cells, strict=False):
        if len(cell) > FIELD_CHARS or "\x00" in cell:
            rule = "contains a NUL character" if "\x00" in cell else "is longer than 1 MB"
            return RowError(line, column, shown(cell), rule, "Correct the cell, or export again.")
    return None


def _best(tables: list[Table]) -> Table:
    filled = [table for table in tables if table.header]
    if not filled:
        raise Invalid("The spreadsheet is empty.", field="file", remedy="Export again; the table has to have a header.")
    return max(filled, key=lambda table: table.score)
