"""How numbers and times are written, the same on every page."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

MISSING = "–"
"""What stands where there is no number: missing is not zero."""
_THIN = "\u202f"


def number(value: float | None) -> str:
    """A count with thin spaces between thousands: `12 480`; one decimal when it is not whole and small."""
    if value is None:
        return MISSING
    if value != int(value) and abs(value) < 100:
        return f"{value:.1f}"
    return f"{round(value):,}".replace(",", _THIN)


def compact(value: float | None) -> str:
    """A large count in short: `950`, `12.5k`, `1.3M`."""
    if value is None:
        return MISSING
    for size, letter in ((1e9, "B"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= size:
            return f"{value / (1e3 if letter == 'k' else size):.1f}".removesuffix(".0") + letter
    return number(value)


def percent(fraction: float | None, digits: int = 1) -> str:
    """A fraction as a percentage: 0.034 becomes `3.4 %`."""
    return MISSING if fraction is None else f"{fraction * 100:.{digits}f}{_THIN}%"


def milliseconds(value: float | None) -> str:
    """A duration given in milliseconds: `3 ms`, `1.2 s`, `2 min`."""
    if value is None:
        return MISSING
    if value < 1000:
        return f"{value:.0f}{_THIN}ms"
    return f"{value / 1000:.1f}{_THIN}s" if value < 60_000 else span(timedelta(milliseconds=value))


def span(length: timedelta) -> str:
    """A length of time in its largest fitting unit: `4 s`, `13 min`, `2 h 5 min`, `3 d`."""
    seconds = int(abs(length.total_seconds()))
    if seconds < 60:
        return f"{seconds}{_THIN}s"
    if seconds < 3600:
        return f"{seconds // 60}{_THIN}min"
    if seconds < 86_400:
        rest = seconds % 3600 // 60
        return f"{seconds // 3600}{_THIN}h" + (f" {rest}{_THIN}min" if rest else "")
    return f"{seconds // 86_400}{_THIN}d"


def relative(moment: datetime | None, now: datetime) -> str:
    """How far a moment is from now: `in 13 min`, `4 s ago`, `now`; a dash for none."""
    if moment is None:
        return MISSING
    ahead = moment - now
    if abs(ahead) < timedelta(seconds=1):
        return "now"
    return f"in {span(ahead)}" if ahead > timedelta() else f"{span(ahead)} ago"


def day(moment: date) -> str:
    """A day: `Mon 23 Nov`."""
    return f"{moment:%a} {moment.day} {moment:%b}"


def clock(moment: datetime, zone: ZoneInfo, *, seconds: bool = False) -> str:
    """The time of day in `zone`: `14:45`, or `14:45:05`."""
    return f"{moment.astimezone(zone):{'%H:%M:%S' if seconds else '%H:%M'}}"


def absolute(moment: datetime | None, zone: ZoneInfo, now: datetime) -> str:
    """A moment in `zone`: the time alone today, with the day otherwise, with the year when it is another; a dash for none."""
    if moment is None:
        return MISSING
    local, today = moment.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return clock(moment, zone)
    year = f" {local.year}" if local.year != today.year else ""
    return f"{day(local)}{year} {local:%H:%M}"


def when(moment: datetime | None, zone: ZoneInfo, now: datetime) -> str:
    """A moment in `zone`, absolute and relative: `14:45, in 13 min`; a dash for none."""
    return MISSING if moment is None else f"{absolute(moment, zone, now)}, {relative(moment, now)}"


def zone_name(zone: ZoneInfo, now: datetime) -> str:
    """A zone by name and offset: `Europe/Berlin (UTC+1)`."""
    offset = now.astimezone(zone).utcoffset() or timedelta()
    minutes = int(offset.total_seconds() // 60)
    sign = "+" if minutes >= 0 else "−"
    hours, rest = divmod(abs(minutes), 60)
    shown = "" if not minutes else f"{sign}{hours}" + (f":{rest:02d}" if rest else "")
    return "UTC" if zone.key == "UTC" else f"{zone.key} (UTC{shown})"
