"""Spreadsheets for the tests: XLSX by the library, XLS byte by byte, archives."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

import openpyxl


def xlsx(sheets: Mapping[str, Sequence[Sequence[object]]], percent: Sequence[str] = ()) -> bytes:
    """A workbook; cells named in `percent` (as `Sheet!B2`) get a percent format."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    for place in percent:
        sheet, _, cell = place.partition("!")
        book[sheet][cell].number_format = "0.00%"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def archive(members: Mapping[str, bytes | str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return file.getvalue()


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def xls(rows: Sequence[Sequence[str | float]]) -> bytes:
    """A worksheet in the plain stream of Excel 2 (BIFF2), the simplest that Excel still opens as .xls."""
    stream = _record(0x0009, struct.pack("<HH", 2, 0x0010))
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            place = struct.pack("<HH", at, column) + b"\x00\x00\x00"
            if isinstance(value, str):
                stream += _record(0x0004, place + bytes([len(value)]) + value.encode("cp1252"))
            else:
                stream += _record(0x0003, place + struct.pack("<d", value))
    return stream + _record(0x000A, b"")
