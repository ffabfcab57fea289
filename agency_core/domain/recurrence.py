"""What returns: content that is published again by a rule of wall time, whatever daylight saving does in between."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any

from agency_core.domain.clock import zone
from agency_core.errors import Invalid

LONGEST = timedelta(days=366 * 20)
"""How far ahead a rule is followed; one that never meets a day within it has ended."""


class Every(StrEnum):
    """The unit in which a rule counts."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Recurrence:
    """A rule: every `interval` days, weeks (on `weekdays`, 0 is Monday) or months (on `day`), at `at` in `timezone`.

    A month without that day uses its last one. `until` is the last day, `count` how many times in all; both may be absent.
    On the days in `exceptions` nothing happens; they still count as times of `count`.
    """

    every: Every
    at: time
    timezone: str
    starts_on: date
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    day: int = 0
    until: date | None = None
    count: int = 0
    exceptions: frozenset[date] = frozenset()

    def times(self, after: datetime, most: int) -> list[datetime]:
        """Up to `most` moments of the rule later than `after`, in UTC and in order."""
        return list(islice((moment for moment in self._moments() if moment > after), most))

    def next(self, after: datetime) -> datetime | None:
        """The first moment of the rule later than `after`; None when it has ended."""
        return next(iter(self.times(after, 1)), None)

    def to_json(self) -> dict[str, Any]:
        """Plain values for the database."""
        return {
            "every": self.every.value, "at": f"{self.at:%H:%M}", "timezone": self.timezone,
            "starts_on": self.starts_on.isoformat(), "interval": self.interval, "weekdays": list(self.weekdays),
            "day": self.day, "until": self.until.isoformat() if self.until else None, "count": self.count,
            "exceptions": sorted(each.isoformat() for each in self.exceptions),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Recurrence:
        """The rule that `to_json` wrote."""
        return cls(
            Every(stored["every"]), time.fromisoformat(stored["at"]), stored["timezone"],
            date.fromisoformat(stored["starts_on"]), stored["interval"], tuple(stored["weekdays"]), stored["day"],
            date.fromisoformat(stored["until"]) if stored["until"] else None, stored["count"],
            frozenset(date.fromisoformat(each) for each in stored["exceptions"]),
        )

    def _moments(self) -> Iterator[datetime]:
        for number, day in enumerate(self._days()):
            if (self.until and day > self.until) or (self.count and number >= self.count):
                return
            if day not in self.exceptions:
                yield moment_of(day, self.at, self.timezone)

    def _days(self) -> Iterator[date]:
        """Every day of the rule from `starts_on` on, in order."""
        end = self.starts_on + LONGEST
        if self.every is Every.MONTH:
            yield from (day for day in self._month_days(end) if day >= self.starts_on)
            return
        monday = self.starts_on - timedelta(days=self.starts_on.weekday())
        steps = sorted(set(self.weekdays)) if self.every is Every.WEEK else [0]
        first = monday if self.every is Every.WEEK else self.starts_on
        leap = timedelta(days=self.interval * (7 if self.every is Every.WEEK else 1))
        while first < end:
            yield from (day for step in steps if (day := first + timedelta(days=step)) >= self.starts_on)
            first += leap

    def _month_days(self, end: date) -> Iterator[date]:
        month = self.starts_on.year * 12 + self.starts_on.month - 1
        while date(month // 12, month % 12 + 1, 1) < end:
            year, number = month // 12, month % 12 + 1
            yield date(year, number, min(self.day, monthrange(year, number)[1]))
            month += self.interval


@dataclass(frozen=True)
class RecurrenceView:
    """A rule by which content is repeated, as people see it. `next_at` is the next time not yet laid; None: it has ended.

    `held` says why nothing is laid although it is due; `times` are the next ten, laid or not.
    """

    id: str
    client_id: str
    content_id: str
    title: str
    rule: Recurrence
    next_at: datetime | None
    paused: bool
    held: str
    times: tuple[datetime, ...]
    created_by: str
    created_at: datetime


def checked(rule: Recurrence) -> Recurrence:
    """`rule`, when it makes sense.

    Raises:
        Invalid: naming the field, the rule and the remedy.
    """
    zone(rule.timezone)
    if not 1 <= rule.interval <= 99:
        raise Invalid(f"{rule.interval} is no interval.", field="interval", remedy="Use a number from 1 to 99.")
    if rule.every is Every.WEEK and (not rule.weekdays or not set(rule.weekdays) <= set(range(7))):
        raise Invalid("A weekly rule needs its days.", field="weekdays", remedy="Name days from 0 (Monday) to 6 (Sunday).")
    if rule.every is Every.MONTH and not 1 <= rule.day <= 31:
        raise Invalid("A monthly rule needs its day.", field="day", remedy="Use a day from 1 to 31.")
    if not 2000 <= rule.starts_on.year <= 2199:
        raise Invalid("The first day is out of reach.", field="starts_on", remedy="Use a year from 2000 to 2199.")
    if rule.until and rule.until < rule.starts_on:
        raise Invalid("The last day is before the first.", field="until", remedy="Choose a later last day.")
    if rule.count < 0:
        raise Invalid(f"{rule.count} is no number of times.", field="count", remedy="Use a positive number, or none.")
    return rule


def moment_of(day: date, at: time, timezone: str) -> datetime:
    """A wall time as a moment in UTC.

    A time that the clocks skip comes as much later as they skip; of one that comes twice it is the first.
    """
    return datetime.combine(day, at, tzinfo=zone(timezone)).astimezone(UTC)
