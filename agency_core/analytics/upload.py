"""Uploaded exports: what a file is and how it would be read, and the posts in it, one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cache
from itertools import islice
from pathlib import Path

from agency_core.analytics.cells import fold, labels
from agency_core.analytics.exported import exported_at
from agency_core.analytics.importers import IMPORTERS, Importer, RowReader, generic
from agency_core.analytics.importers.base import LAST
from agency_core.analytics.importers.refusals import kind_of, refuse
from agency_core.analytics.limits import HOPELESS_ROWS, UPLOAD_BYTES
from agency_core.analytics.rows import RowError
from agency_core.analytics.side_by_side import joined
from agency_core.analytics.table import Row, Table, read_table
from agency_core.domain.platform import Platform
from agency_core.errors import Invalid

SAMPLE_ROWS = 20
_RECOGNISED = 1_000


@dataclass(frozen=True)
class Manner:
    """What a file does not say of itself.

    `platform` is the network of all rows, needed with a mapping that has no `network`; `zone` that of dates that name none,
    where the format has none of its own. No row may have been counted after `now`. The file has at most `most_bytes`.
    """

    platform: Platform | None = None
    zone: tzinfo = UTC
    now: datetime = LAST
    most_bytes: int = UPLOAD_BYTES


@dataclass(frozen=True)
class Inspection:
    """What a file is, before anything is read from it.

    `importer` is None when the format is not known: then `mapping` is a suggestion, otherwise what will be read.
    `header` holds distinct column names; `sample` the first rows as they stand; `row_count_estimate` the number of rows
    below the header (of a sheet that does not say its size, only of the sample); `fingerprint` is equal for files with
    the same set of columns. `place` is the sheet, or the file in an archive;
    `exported_at` when the network made the file (UTC), None where nothing says it.
    """

    filename: str
    importer: str | None
    label: str
    platform: Platform | None
    header: tuple[str, ...]
    mapping: Mapping[str, str]
    sample: tuple[tuple[str, ...], ...]
    row_count_estimate: int
    fingerprint: str
    place: str = ""
    exported_at: datetime | None = None


def recognise(header: Sequence[str]) -> Importer | None:
    """The importer that knows most of the columns, None when none knows enough."""
    scores = [(importer.recognise(header), importer) for importer in IMPORTERS.all()]
    best, importer = max(scores, key=lambda scored: scored[0])
    return importer if best else None


def fingerprint(header: Sequence[str]) -> str:
    """A short name for a set of columns: their order, case and spaces do not matter."""
    return hashlib.sha256("\n".join(sorted(fold(name) for name in header)).encode("utf-8", "replace")).hexdigest()[:16]


@cache
def _known_names() -> frozenset[str]:
    return frozenset(name for importer in IMPORTERS.all() for name in importer.names())


def _score(header: Sequence[str]) -> int:
    known = len(_known_names() & {fold(name) for name in header})
    return known + (_RECOGNISED if known and recognise(header) and kind_of(header) is None else 0)


def inspect(path: Path, filename: str, how: Manner) -> Inspection:
    """Look into a file: its format, columns, first rows and a mapping.

    Raises:
        Invalid: it cannot be read as a table.
        Refused: it is an export without posts; the remedy says which one to take.
    """
    table = joined(read_table(path, _score, how.most_bytes))
    refuse(table.header)
    importer = recognise(table.header)
    first = islice(table.rows(), HOPELESS_ROWS)
    sample = tuple(islice((row for row in first if not isinstance(row, RowError)), SAMPLE_ROWS))
    reader = RowReader.of(importer, table.header) if importer else None
    if reader is not None:
        _peruse(reader, sample)
    return Inspection(
        filename,
        importer.name if importer else None,
        importer.label if importer else "Unknown format",
        importer.platform if importer else None,
        labels(table.header),
        _mapping(importer, table.header) if importer else generic.suggest(table.header),
        tuple(cells for _, cells in sample),
        max(table.rows_about, len(sample)),
        fingerprint(table.header),
        table.place,
        exported_at(filename, table.above, reader, sample, how.now),
    )


def _peruse(reader: RowReader, sample: Sequence[Row]) -> None:
    """Read the first rows for what only rows show, such as a daily breakdown."""
    for line, cells in sample:
        reader.read(line, cells)


def _mapping(importer: Importer, header: Sequence[str]) -> dict[str, str]:
    names = labels(header)
    return {our_field: names[position] for our_field, position in importer.positions(header).items()}


def opened(path: Path, filename: str, mapping: Mapping[str, str] | None, how: Manner) -> tuple[Table, RowReader]:
    """The table in a file, and the reader of its rows.

    Args:
        path: where it lies.
        filename: what its owner calls it, for messages.
        mapping: our field to their column (as `Inspection.header` names it); overrules the recognised format.
        how: what the file itself does not say.

    Raises:
        Invalid: it cannot be read as a table, or not in this way.
        Refused: it is an export without posts.
    """
    table = joined(read_table(path, _score, how.most_bytes))
    has_comma = table.text is not None and table.text.dialect.delimiter == ";"
    if mapping is not None:
        return table, generic.reader(table.header, mapping, how.platform, how.zone, how.now, has_comma=has_comma)
    refuse(table.header)
    importer = recognise(table.header)
    if importer is None:
        raise Invalid(
            f"The format of {filename} is not known.",
            field="mapping", remedy="Say which column is what, and import again.",
        )
    return table, RowReader.of(importer, table.header, how.zone, how.now, has_comma=has_comma)
