"""Sheets of counts by day: how many followed a profile, and what was public of competitors. One row is one day of one profile."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from agency_core.analytics.cells import count, fold, labels
from agency_core.analytics.moments import stamp
from agency_core.analytics.month_names import dated, day_of_year
from agency_core.analytics.rows import RowError, shown
from agency_core.analytics.sheet import Row
from agency_core.analytics.table import Table, read_table
from agency_core.errors import Invalid

MOST_ROWS = 20_000
_DATE = (
    "date", "day", "fecha", "datum", "data", "tarih", "tanggal", "ngay", "ngày", "jour", "dia", "día", "giorno", "tag", "дата",
    "日期", "날짜", "日付", "export date", "date (utc)",
)
_FOLLOWERS = (
    "followers", "follower", "total followers", "followers count", "follower count", "followers total", "subscribers",
    "total subscribers", "subscriber count", "seguidores", "total de seguidores", "abonnés", "abonnes", "nombre d'abonnés",
    "abonnenten", "follower insgesamt", "anzahl der follower", "volgers", "totaal aantal volgers", "seguaci", "takipçiler",
    "takipçi", "obserwujący", "pengikut", "người theo dõi", "подписчики", "フォロワー", "粉丝", "粉丝数", "팔로워",
    "fans", "page likes",
)
KINDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "followers": {"date": _DATE, "followers": _FOLLOWERS},
    "competitors": {
        "handle": ("handle", "profile", "account", "username", "user name", "competitor"),
        "platform": ("platform", "network", "social network"),
        "date": _DATE, "followers": _FOLLOWERS,
        "posts": ("posts", "post", "number of posts", "posts since", "new posts", "posts published"),
        "interactions": ("interactions", "engagements", "engagement", "total interactions", "reactions"),
    },
}
"""What a sheet of each kind may have, and what others call it (folded: case, spaces and underscores do not matter)."""
_NEEDED = {"followers": ("date", "followers"), "competitors": ("handle", "platform", "date")}
_COUNTS = ("followers", "posts", "interactions")
_CHANGES = frozenset({
    "sponsored followers", "organic followers", "auto-invited followers", "new followers", "followers gained", "net followers",
    "difference in followers from previous day", "follows", "unfollows", "neue follower", "nuevos seguidores",
    "nouveaux abonnés", "novos seguidores", "subscribers gained", "net subscribers",
})
"""Columns that tell how many came, not how many there are."""
_OF_LINKEDIN = frozenset({"sponsored followers", "organic followers"})
"""Beside these a column `Total followers` adds up those who came on the day."""
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_WEIGHT = 2
"""A header with two known names is sure."""


def counted(path: Path, kind: str, today: date) -> Iterator[dict[str, Any]]:
    """What is in the file, as JSON: the columns, then every row with its day and counts.

    Args:
        path: the file.
        kind: a key of `KINDS`.
        today: the last day that a row can be of.

    Raises:
        Invalid: it cannot be read as a table, lacks a needed column, tells changes instead of totals, or has too many rows.
    """
    known = {fold(name): ours for ours, names in KINDS[kind].items() for name in names}
    table = read_table(path, lambda cells: _WEIGHT * sum(fold(cell) in known for cell in cells))
    names = labels(table.header)
    columns: dict[str, str] = {}
    for name in names:
        if ours := known.get(fold(name)):
            columns.setdefault(ours, name)
    _demand(kind, columns, {fold(name) for name in table.header})
    ignored = [name for name in names if name not in columns.values() and not name.startswith("Column ")]
    yield {"columns": columns, "ignored": ignored}
    yield from _rows(_whole(table), {ours: names.index(name) for ours, name in columns.items()}, columns, today)


def _demand(kind: str, columns: Mapping[str, str], header: set[str]) -> None:
    if kind == "followers" and (header >= _OF_LINKEDIN or ("followers" not in columns and header & _CHANGES)):
        raise Invalid(
            "This sheet tells how many followers came on each day, not how many there were: totals cannot be made of it.",
            field="file", remedy="Send a sheet with the columns Date and Followers, where Followers is the total of that day.",
        )
    missing = [name for name in _NEEDED[kind] if name not in columns]
    if missing:
        raise Invalid(
            f"The file has no column {' and none '.join(repr(name) for name in missing)}.", field="file",
            remedy=f"Name the columns {', '.join(KINDS[kind])}.",
        )


def _whole(table: Table) -> list[Row | RowError]:
    rows: list[Row | RowError] = []
    for row in table.rows():
        if len(rows) == MOST_ROWS:
            raise Invalid(f"The file has more than {MOST_ROWS:,} rows.", field="file", remedy="Split it into several files.")
        rows.append(row)
    return rows


def _rows(
    rows: Sequence[Row | RowError], places: Mapping[str, int], columns: Mapping[str, str], today: date
) -> Iterator[dict[str, Any]]:
    texts = ["" if isinstance(row, RowError) else _cell(row, places["date"]) for row in rows]
    day_first = any(found and int(found[1]) > 12 for found in map(_SLASHED.fullmatch, texts))
    read = [_parts(text, day_first=day_first) for text in texts]
    days = dated([each if isinstance(each, tuple) else None for each in read], today)
    for row, text, part, day in zip(rows, texts, read, days, strict=True):
        if isinstance(row, RowError):
            yield {"error": asdict(row)}
        elif isinstance(part, Invalid) or day is None or day > today:
            yield {"error": asdict(RowError(row[0], columns["date"], shown(text), *_undated(part, day)))}
        else:
            yield _row(row, places, columns, day)


def _row(row: Row, places: Mapping[str, int], columns: Mapping[str, str], day: date) -> dict[str, Any]:
    found: dict[str, Any] = {"line": row[0], "day": day.isoformat()}
    for name, place in places.items():
        text = _cell(row, place)
        try:
            found[name] = _number(text) if name in _COUNTS else text
        except Invalid as error:
            return {"error": asdict(RowError(row[0], columns[name], shown(text), error.message, error.remedy))}
    if not any(found.get(name) is not None for name in _COUNTS):
        column = columns[next(name for name in _COUNTS if name in columns)] if set(columns) & set(_COUNTS) else ""
        remedy = "Fill in a number, or leave the row out."
        return {"error": asdict(RowError(row[0], column, "", "holds no count", remedy))}
    return {"row": found}


def _number(text: str) -> int | None:
    value = count(text)
    return None if value is None else int(value)


def _cell(row: Row, place: int) -> str:
    return row[1][place].strip() if place < len(row[1]) else ""


def _parts(text: str, *, day_first: bool) -> tuple[int, int, int] | Invalid:
    """Year (0 where none is written), month and day of a cell, or why it has none."""
    slashed = _SLASHED.fullmatch(text)
    if slashed and day_first:
        return int(slashed[3]), int(slashed[2]), int(slashed[1])
    if not text:
        return Invalid("has no date", remedy="Write it as 2026-03-31.")
    try:
        found = stamp(text)
        return (found.at.year, found.at.month, found.at.day) if found else Invalid("has no date", remedy="Write the date.")
    except Invalid as unread:
        try:
            return day_of_year(text)
        except Invalid:
            return unread


def _undated(part: tuple[int, int, int] | Invalid, day: date | None) -> tuple[str, str]:
    if isinstance(part, Invalid):
        return part.message, part.remedy
    if day is None:
        return "is a date that does not exist", "Write it as 2026-03-31."
    return "lies ahead", "Nobody can have counted it yet: check the year and the order of day and month."
