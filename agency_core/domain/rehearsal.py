"""Rehearsals: the calendar of the coming week played in advance, in a weather of one's choice, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from agency_core.domain.clock import zone as named_zone

WEEK = timedelta(days=7)
_SEARCHED_DAYS = 400


class Weather(StrEnum):
    """What goes wrong on purpose."""

    CALM = "calm"
    FLAKY = "flaky"
    OUTAGE = "outage"
    RATE_LIMITED = "rate_limited"
    TOKEN_EXPIRY = "token_expiry"  # noqa: S105 - the name of a weather
    DAYLIGHT_SAVING = "daylight_saving"


WEATHER_LABELS = {
    Weather.CALM: "Calm",
    Weather.FLAKY: "Flaky",
    Weather.OUTAGE: "Outage",
    Weather.RATE_LIMITED: "Rate limits",
    Weather.TOKEN_EXPIRY: "Expiring logins",
    Weather.DAYLIGHT_SAVING: "Clock change",
}
WEATHER_TELLS = {
    Weather.CALM: "Nothing goes wrong: is the plan itself possible?",
    Weather.FLAKY: "Some calls fail, break off or are answered with nonsense, on every network, all week.",
    Weather.OUTAGE: "The busiest network is down for six hours, another one loses its answers for three quarters of an hour.",
    Weather.RATE_LIMITED: "Every network refuses calls for half an hour, several times in the week.",
    Weather.TOKEN_EXPIRY: "Every login runs out in the week, and the first one cannot be renewed.",
    Weather.DAYLIGHT_SAVING: "The same plan in the next week in which the clocks of the client's zone change.",
}


class RehearsalStatus(StrEnum):
    """Where a rehearsal stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNFINISHED = frozenset({RehearsalStatus.QUEUED, RehearsalStatus.RUNNING})


@dataclass(frozen=True)
class RehearsalView:
    """A rehearsal. `progress` goes from 0 to 1; `report` is empty until it is done (docs/sandbox.md names its parts)."""

    id: str
    client_id: str
    weather: str
    starts_at: datetime
    ends_at: datetime
    state: str
    progress: float
    report: Mapping[str, Any]
    error: str
    requested_by: str
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Shift:
    """How a plan is moved to another week: by whole weeks on the client's clock, which changes at `change` on the way."""

    zone: ZoneInfo
    weeks: int
    change: datetime

    def moved(self, moment: datetime) -> datetime:
        """The same time of the clock on the wall, that many weeks later; what does not exist then is an hour later."""
        wall = moment.astimezone(self.zone).replace(tzinfo=None) + self.weeks * WEEK
        return wall.replace(tzinfo=self.zone).astimezone(moment.tzinfo)

    def remark(self, moment: datetime) -> str:
        """What the change does to this time once it is moved; empty when nothing."""
        wanted = moment.astimezone(self.zone).replace(tzinfo=None) + self.weeks * WEEK
        found = self.moved(moment).astimezone(self.zone)
        if found.replace(tzinfo=None) != wanted:
            return f"{wanted:%H:%M} does not exist on {wanted:%Y-%m-%d}: it goes out at {found:%H:%M}."
        if found.utcoffset() != found.replace(fold=1).utcoffset():
            return f"{wanted:%H:%M} comes twice on {wanted:%Y-%m-%d}: it goes out the first time."
        return ""


def shift_to_change(start: datetime, zone: str) -> Shift | None:
    """How the week from `start` is moved so that the clocks of `zone` change in it; None where they never do."""
    place = named_zone(zone)
    for day in range(_SEARCHED_DAYS):
        begin = start + timedelta(days=day)
        if begin.astimezone(place).utcoffset() != (begin + timedelta(days=1)).astimezone(place).utcoffset():
            return Shift(place, day // 7, _change(begin, place))
    return None


def _change(begin: datetime, place: ZoneInfo) -> datetime:
    """The minute in the day from `begin` at which the offset is another one."""
    before = begin.astimezone(place).utcoffset()
    low, high = 0, 24 * 60
    while high - low > 1:
        middle = (low + high) // 2
        same = (begin + timedelta(minutes=middle)).astimezone(place).utcoffset() == before
        low, high = (middle, high) if same else (low, middle)
    return begin + timedelta(minutes=high)
