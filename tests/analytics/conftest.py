"""Files as networks export them, written on the spot, and the folder of real ones."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, tzinfo
from pathlib import Path

import pytest

from agency_core.analytics.importers import RowReader
from agency_core.analytics.rows import PostRow, RowError
from agency_core.analytics.table import Table
from agency_core.analytics.upload import Inspection, Manner, inspect, opened
from agency_core.domain.platform import Platform

ANY = Manner()
EXPORTS = Path(__file__).parents[3] / "shared" / "data" / "exports"


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]], delimiter: str = ",", end: str = "\n") -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def parse(
    path: Path, filename: str, mapping: Mapping[str, str] | None = None, platform: Platform | None = None, zone: tzinfo = UTC
) -> Iterator[PostRow | RowError]:
    """The rows of a file one by one, with every error of a row by itself; faults of the file come at once."""
    table, reader = opened(path, filename, mapping, Manner(platform, zone))
    return _read(table, reader)


def _read(table: Table, reader: RowReader) -> Iterator[PostRow | RowError]:
    for row in table.rows():
        read = row if isinstance(row, RowError) else reader.read(*row)
        yield from (read if isinstance(read, list) else [] if read is None else [read])


def look(path: Path, filename: str = "upload.csv", how: Manner = ANY) -> Inspection:
    """What a file is."""
    return inspect(path, filename, how)


def split(read: Iterable[PostRow | RowError]) -> tuple[list[PostRow], list[RowError]]:
    posts: list[PostRow] = []
    errors: list[RowError] = []
    for row in read:
        (posts if isinstance(row, PostRow) else errors).append(row)  # type: ignore[arg-type]
    return posts, errors


@pytest.fixture
def real() -> Callable[[str], Path]:
    def find(name: str) -> Path:
        if not (EXPORTS / name).is_file():
            pytest.skip("the real exports are not here")
        return EXPORTS / name

    return find


@pytest.fixture
def upload(tmp_path) -> Callable[..., Path]:
    """Writes a file to upload: text as UTF-8, bytes as they are."""

    def write(content: str | bytes, name: str = "upload.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def posts_of(upload) -> Callable[..., tuple[list[PostRow], list[RowError]]]:
    """What an upload with this content brings."""

    def read(content: str | bytes, **choice: object) -> tuple[list[PostRow], list[RowError]]:
        return split(parse(upload(content), "upload.csv", **choice))

    return read
