"""When a post was published: reading the dates of exports, and settling them with what the id of the post says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from agency_core.analytics.cells import is_missing
from agency_core.analytics.month_names import day_of_year
from agency_core.analytics.rows import TimeFrom
from agency_core.errors import Invalid

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: at for at, name in enumerate(_MONTH_NAMES, start=1)}
_TIME = (
    r"(?:,?[ T]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?"
    r"\s*(?P<half>[AaPp][Mm])?\s*(?P<zone>Z|UTC|[+-]\d\d:?\d\d)?)?"
)
_DATES = tuple(
    re.compile(pattern + _TIME, re.ASCII)
    for pattern in (
        r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})",
        r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})",
        r"(?:[A-Za-z]{3,9},? +)?(?P<name>[A-Za-z]{3,9})\.? +(?P<day>\d{1,2}),? +(?P<year>\d{4})",
        r"(?:[A-Za-z]{3,9},? +)?(?P<day>\d{1,2})\.? +(?P<name>[A-Za-z]{3,9})\.?,? +(?P<year>\d{4})",
    )
)
_DAY_AND_TIME = re.compile(r"(?P<words>.{4,40}?)" + _TIME)
_UNREADABLE = "Write it as 2026-03-31, or 2026-03-31 14:05; with slashes the month comes first."


@dataclass(frozen=True)
class Stamp:
    """A date as a file gives it: `at` has no zone unless the file names one; `has_time`: it has a time of day."""

    at: datetime
    has_time: bool


@dataclass(frozen=True)
class Published:
    """When a post was published, in UTC, and how that is known."""

    at: datetime | None = None
    known_from: TimeFrom = TimeFrom.NOWHERE


def stamp(text: str, field: str = "published_at") -> Stamp | None:
    """The date in a cell, None when it is not given. With slashes the month comes first, with dots the day.

    Raises:
        Invalid: it is no date; the error names `field`.
    """
    if is_missing(text):
        return None
    trimmed = text.strip()
    found = next((match for match in (date.fullmatch(trimmed) for date in _DATES) if match), None)
    parts = found.groupdict() if found and _is_english(found.groupdict().get("name")) else _named(trimmed, field)
    try:
        return Stamp(_built(parts), parts["hour"] is not None)
    except ValueError:
        raise Invalid("is a date that does not exist", field=field, remedy=_UNREADABLE) from None


def _is_english(month: str | None) -> bool:
    return month is None or month[:3].lower() in _MONTHS


def _named(text: str, field: str) -> dict[str, str | None]:
    """A date with the name of its month in any language, such as `18 dic 2022` or `2022年12月18日 14:05`."""
    parts = _DAY_AND_TIME.fullmatch(text)
    try:
        year, month, day = day_of_year(parts["words"] if parts else "")
    except Invalid:
        year = 0
    if not parts or not year:
        raise Invalid("is not a date that can be read", field=field, remedy=_UNREADABLE)
    return {**parts.groupdict(), "year": str(year), "month": str(month), "day": str(day), "name": None}


def _built(parts: dict[str, str | None]) -> datetime:
    month = _MONTHS[str(parts["name"])[:3].lower()] if parts.get("name") else int(parts.get("month") or 0)
    hour = int(parts["hour"] or 0)
    if parts["half"]:
        hour = hour % 12 + (12 if parts["half"].lower() == "pm" else 0)
    year, day, minute, second = (int(parts[name] or 0) for name in ("year", "day", "minute", "second"))
    return datetime(year, month, day, hour, minute, second, tzinfo=_zone(parts["zone"]))


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text in {"Z", "UTC"}:
        return UTC
    digits = text[1:].replace(":", "")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-shift if text[0] == "-" else shift)


def in_utc(written: Stamp, zone: tzinfo, field: str = "published_at") -> datetime:
    """The moment of a date, in UTC; `zone` is that of dates which name none.

    Raises:
        Invalid: it lies outside of the years 1 to 9999; the error names `field`.
    """
    local = written.at if written.at.tzinfo else written.at.replace(tzinfo=zone)
    try:
        return local.astimezone(UTC)
    except OverflowError:
        raise Invalid("is a date that does not exist", field=field, remedy=_UNREADABLE) from None


def settle(written: Stamp | None, carried: datetime | None, zone: tzinfo, *, trust_file: bool = False) -> Published:
    """When a post was published, from what the file says and what the id carries.

    Args:
        written: the file's date.
        carried: the time in the id of the post, UTC.
        zone: the zone of the file's dates where they name none.
        trust_file: prefer the file's time within half an hour of the id's (some ids are a few minutes early).

    Raises:
        Invalid: the two are too far apart to be of one post.
    """
    if written is None:
        return Published(carried, TimeFrom.ID) if carried else Published()
    from_file = in_utc(written, zone)
    if carried is None:
        return Published(from_file, TimeFrom.CLOCK if written.has_time else TimeFrom.DAY)
    _agree(written, carried)
    if trust_file and written.has_time and abs(from_file - carried) <= timedelta(minutes=30):
        return Published(from_file, TimeFrom.CLOCK)
    return Published(carried, TimeFrom.ID)


def _agree(written: Stamp, carried: datetime) -> None:
    """No zone moves a day by more than one; a post may be made ready up to a day before it goes out."""
    days = abs((written.at.date() - carried.date()).days)
    if days > (2 if written.has_time else 1):
        raise Invalid(
            f"contradicts the id of the post, which was made on {carried:%Y-%m-%d}",
            field="published_at", remedy="Compare the row with the original export; the id or the date was changed.",
        )
