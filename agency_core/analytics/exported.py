"""When a network made an export: from the name it gave the file, the lines above the table, or a column that says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import PurePath

from agency_core.analytics.importers import RowReader
from agency_core.analytics.month_names import day_of_year
from agency_core.analytics.rows import PostRow
from agency_core.analytics.sheet import Row
from agency_core.errors import Invalid

_NAMED = re.compile(
    r"(?<!\d)20\d\d-\d\d-\d\d(?!\d)|(?<!\d)20\d\d[01]\d[0-3]\d(?!\d)|(?<![A-Za-z])[A-Z][a-z]{2}-\d\d-20\d\d(?!\d)"
)
"""Days in names of files: 2026-08-14, 20260814, Aug-14-2026."""
_MILLISECONDS = re.compile(r"(?<!\d)(1[4-9]\d{11}|2[0-9]\d{11})(?!\d)")
_LAST_DAY = re.compile(r"end date\W+([^\r\n]+)", re.IGNORECASE)
_EARLIEST = datetime(2010, 1, 1, tzinfo=UTC)


def exported_at(filename: str, above: str, reader: RowReader | None, sample: Sequence[Row], now: datetime) -> datetime | None:
    """The moment at which an export was made, in UTC; of a day only the end of it is certain, or `now`, if that comes first.

    Args:
        filename: as the network named it; a range of days is one up to the day of the export.
        above: the text above the header.
        reader: of the rows, None when the format is not known.
        sample: the first rows.
        now: no export was made after it.

    Returns:
        None where nothing says it, or what says it is nonsense.
    """
    found = _in_name(filename) or _in_lines(above) or (_in_rows(reader, sample) if reader else None)
    if isinstance(found, date) and not isinstance(found, datetime):
        found = min(datetime.combine(found, time(23, 59, 59), UTC), now) if found <= now.date() else None
    return found if found and _EARLIEST <= found <= now else None


def _in_name(filename: str) -> datetime | date | None:
    name = PurePath(filename).stem
    stamped = _MILLISECONDS.search(name)
    if stamped:
        return datetime.fromtimestamp(int(stamped[1]) / 1000, UTC)
    days = [day for found in _NAMED.finditer(name) if (day := _day(found[0]))]
    return max(days, default=None)


def _day(text: str) -> date | None:
    try:
        if text.isdigit():
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
        return date.fromisoformat(text) if text[0].isdigit() else date(*day_of_year(text))
    except (Invalid, ValueError):
        return None  # digits that look like a day and are none


def _in_lines(above: str) -> date | None:
    found = _LAST_DAY.search(above)
    try:
        return date(*day_of_year(found[1].strip(' ",;'))) if found else None
    except (Invalid, ValueError):
        return None  # the line says something else


def _in_rows(reader: RowReader, sample: Sequence[Row]) -> date | None:
    """The newest day of the column `exported`; a day without a year is the first one after the newest post."""
    place = reader.positions.get("exported")
    if place is None:
        return None
    read = [reader.read(*row) for row in sample]
    posts = [row.published_at for row in read if isinstance(row, PostRow) and row.published_at]
    return _latest((row[1][place] for row in sample), max(posts, default=None))


def _latest(texts: Iterable[str], newest: datetime | None) -> date | None:
    days = []
    for text in texts:
        try:
            year, month, day = day_of_year(text)
            days.append(date(year, month, day) if year else _after(newest, month, day))
        except (Invalid, ValueError):
            continue  # a cell that names no day says nothing of the file
    return max((day for day in days if day), default=None)


def _after(newest: datetime | None, month: int, day: int) -> date | None:
    if newest is None:
        return None
    first = newest.date() - timedelta(days=1)  # days are told in the zone of whoever exported
    found = date(first.year, month, day)
    return found if found >= first else date(first.year + 1, month, day)
