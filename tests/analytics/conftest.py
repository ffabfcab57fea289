"""Files as networks export them, written on the spot, and the folder of real ones."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from agency_core.analytics.rows import PostRow, RowError
from agency_core.analytics.upload import rows

EXPORTS = Path(__file__).parents[3] / "shared" / "data" / "exports"


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]], delimiter: str = ",", end: str = "\n") -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def parse(*file: object, **choice: object) -> Iterator[PostRow | RowError]:
    """The rows of a file, with every error of a row by itself; faults of the file come at once."""
    read = rows(*file, **choice)
    return (each for row in read for each in (row if isinstance(row, list) else [row]))


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
