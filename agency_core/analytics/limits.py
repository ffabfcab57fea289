"""How large an uploaded file may be, so that no file can stop the house; sizes in bytes and characters."""

from __future__ import annotations

from zipfile import ZipFile

from agency_core.errors import Invalid

UPLOAD_BYTES = 512 * 1024 * 1024
"""A file of figures, where the installation says nothing else."""
FILE_BYTES = 50 * 1024 * 1024
"""Any other sheet."""
COLUMNS = 500
FIELD_CHARS = 1024 * 1024
LINE_CHARS = 4 * 1024 * 1024
SHEET_ROWS = 1_000_000
TEXT_ROWS = 10_000_000
PREAMBLE_ROWS = 10
HOPELESS_ROWS = 10_000
"""After so many rows of which none can be read the reading stops."""
UNPACKED_BYTES = 200 * 1024 * 1024
UNPACKED_RATIO = 100
MEMBERS = 1_000


def check_archive(archive: ZipFile, packed_bytes: int) -> None:
    """Refuse an archive (a spreadsheet is one) that would unpack to far more than it is, before anything is unpacked.

    Raises:
        Invalid: more than 200 MB, 100 times its size or 1,000 members.
    """
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if unpacked > UNPACKED_BYTES or unpacked > UNPACKED_RATIO * packed_bytes or len(members) > MEMBERS:
        raise Invalid(
            f"The file unpacks to {unpacked / 1e6:,.0f} MB from {packed_bytes / 1e6:,.1f} MB.",
            field="file", remedy="Up to 200 MB and 100 times its own size are read. Export fewer posts, or export CSV.",
        )


def check_length(rows: int, most: int = SHEET_ROWS) -> None:
    """Refuse a table with too many rows, empty ones included.

    Raises:
        Invalid: more than `most`.
    """
    if rows > most:
        raise Invalid(
            f"The table has more than {most:,} rows.",
            field="file", remedy="Export a shorter period; delete empty rows if there are many.",
        )


def check_width(header_length: int) -> None:
    """Refuse a table with too many columns.

    Raises:
        Invalid: more than 500.
    """
    if header_length > COLUMNS:
        raise Invalid(
            f"The table has {header_length:,} columns; up to {COLUMNS} are read.",
            field="file", remedy="Export posts, one a row, with the metrics as columns.",
        )
