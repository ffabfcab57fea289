"""The table in an uploaded file: what kind of file it is by its first bytes, and which of its tables holds posts."""

from __future__ import annotations

import io
import zlib
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from agency_core.analytics.delimited import read_delimited
from agency_core.analytics.encoding import Opener
from agency_core.analytics.limits import FILE_BYTES, check_archive
from agency_core.analytics.sheet import Row, Rows, Scorer, Table
from agency_core.analytics.workbook import read_xls, read_xlsx
from agency_core.errors import Invalid

__all__ = ["Row", "Rows", "Scorer", "Table", "read_table"]

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")
_FOREIGN = (
    _ZIP, b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf",
    b"<!DOCTYPE", b"<!doctype", b"<html", b"<?xml",
)
_READ = "Upload CSV, XLSX, XLS, or the ZIP that YouTube or TikTok gives."


def read_table(path: Path, score: Scorer, most_bytes: int = FILE_BYTES) -> Table:
    """The table in a file: CSV, XLSX, XLS, or a ZIP with such files in it, of which the best known one is taken.

    Args:
        path: the file.
        most_bytes: of the file.
        score: how many known names a row of cells has, to find the header, the sheet and the member.

    Raises:
        Invalid: too large, broken, or no table at all.
    """
    _check_size(path.stat().st_size, most_bytes, "file")
    return _read(lambda: path.open("rb"), score)


def _check_size(size: int, most: int, what: str) -> None:
    if size > most:
        remedy = "Export a shorter period, or CSV." if what == "spreadsheet" else "Export a shorter period."
        raise Invalid(f"The {what} is larger than {most >> 20} MB.", field="file", remedy=remedy)


def _read(opener: Opener, score: Scorer, *, is_member: bool = False) -> Table:
    with opener() as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        start = file.read(16)
        if not start:
            raise Invalid("The file is empty.", field="file", remedy="Export again; the table has to have a header.")
        is_sheet = start.startswith(_ZIP) and _is_workbook(file)
    if is_sheet or start.startswith((_OLE, *_BIFF)):
        _check_size(size, FILE_BYTES, "spreadsheet")
        return read_xlsx(opener, score) if is_sheet else read_xls(opener, score)
    if start.startswith(_ZIP) and not is_member:
        return _read_archive(opener, score)
    if start.lstrip().startswith(_FOREIGN):
        raise Invalid("This is not a table.", field="file", remedy=_READ)
    return read_delimited(opener, score)


def _is_workbook(file: BinaryIO) -> bool:
    file.seek(0)
    try:
        with ZipFile(file) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except BadZipFile:
        raise Invalid("The file is broken.", field="file", remedy="Export or download it again.") from None


def _read_archive(opener: Opener, score: Scorer) -> Table:
    with opener() as file, ZipFile(file) as archive:
        check_archive(archive, file.seek(0, io.SEEK_END))
        names = [member.filename for member in archive.infolist() if _is_table(member)]
    if not names:
        raise Invalid("The archive holds no table.", field="file", remedy=_READ)
    tables = [replace(_read(_member(opener, name), score, is_member=True), place=name) for name in names]
    return max(tables, key=lambda table: (PurePosixPath(table.place).name.lower() == "table data.csv", table.score))


def _is_table(member: ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    is_hidden = path.name.startswith(".") or "__MACOSX" in path.parts
    is_filled = member.file_size > 0 and not member.is_dir()
    return is_filled and not is_hidden and path.suffix.lower() in {".csv", ".tsv", ".txt", ".xlsx", ".xls"}


def _member(opener: Opener, name: str) -> Opener:
    """Opens one file of an archive; it is unpacked anew each time, so that only one lies in memory."""

    def unpacked() -> BinaryIO:
        try:
            with opener() as file, ZipFile(file) as archive:
                return io.BytesIO(archive.read(name))
        except (BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, zlib.error):
            raise Invalid("The archive is broken or protected by a password.", field="file", remedy=_READ) from None

    return unpacked
