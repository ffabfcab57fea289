"""Time is asked for, never taken: services get a clock, tests get one they can move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agency_core.errors import Invalid


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment in UTC, with its zone."""
        ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)


class MovableClock:
    """A clock for tests and simulations: it stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        """Start at `at`."""
        self._at = aware(at)

    def now(self) -> datetime:
        """The moment it was set to."""
        return self._at

    def move(self, step: timedelta) -> None:
        """Go `step` on (or back, when negative)."""
        self._at += step


def aware(moment: datetime, field: str = "time") -> datetime:
    """`moment` in UTC.

    Raises:
        Invalid: the moment has no zone, or lies outside of the years 1 to 9999; the error names `field`.
    """
    if moment.tzinfo is None:
        raise Invalid(
            f"{field} has no time zone.",
            field=field,
            remedy="Send ISO 8601 with a zone, for example 2026-11-22T09:00:00Z or 2026-11-22T10:00:00+01:00.",
        )
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise Invalid(f"{field} is out of reach.", field=field, remedy="Use a year from 2000 to 2199.") from None


def zone(name: str, field: str = "timezone") -> ZoneInfo:
    """The IANA zone called `name`.

    Raises:
        Invalid: no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(f"{name!r} is not a time zone.", field=field, remedy="Use an IANA name such as Europe/Berlin.") from None


def wall_to_utc(wall: datetime, name: str, field: str = "scheduled_time") -> datetime:
    """The UTC moment at which the clocks of zone `name` show `wall` (naive); the earlier one where it happens twice.

    Raises:
        Invalid: the wall time does not exist in this zone (clocks go forward over it), or the zone is unknown.
    """
    local = wall.replace(tzinfo=zone(name), fold=0)
    moment = local.astimezone(UTC)
    if moment.astimezone(local.tzinfo).replace(tzinfo=None) != wall:
        raise Invalid(
            f"{wall:%Y-%m-%d %H:%M} does not exist in {name}: the clocks go forward over it.",
            field=field,
            remedy="Choose a time before or after the change.",
        )
    return moment
