"""Slots: the weekly times at which an account likes to publish, and the next one that is free."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from agency_core.domain.clock import zone
from agency_core.domain.recurrence import moment_of
from agency_core.errors import Invalid

HORIZON = timedelta(days=365)
"""How far ahead a free slot is looked for."""
_AT = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True)
class SlotView:
    """A weekly time of an account: `weekday` 0 is Monday, `at` is HH:MM in the client's zone."""

    id: str
    client_id: str
    account_id: str
    weekday: int
    at: str


def checked(weekday: int, at: str) -> tuple[int, str]:
    """A weekday and a time of day, when they are.

    Raises:
        Invalid: naming the field, the rule and the remedy.
    """
    if not 0 <= weekday <= 6:
        raise Invalid(f"{weekday} is no weekday.", field="weekday", remedy="Use a number from 0 (Monday) to 6 (Sunday).")
    if not _AT.fullmatch(at):
        raise Invalid(f"{at!r} is no time of day.", field="at", remedy="Write it as HH:MM, for example 09:30.")
    return weekday, at


def moments(slots: Iterable[tuple[int, str]], timezone: str, after: datetime) -> Iterator[datetime]:
    """The moments of weekly slots later than `after`, in order, for a year; the same moment once."""
    by_day: dict[int, set[time]] = {}
    for weekday, at in slots:
        by_day.setdefault(weekday, set()).add(time.fromisoformat(at))
    first, last = after.astimezone(zone(timezone)).date(), datetime.min.replace(tzinfo=UTC)
    for step in range(-1, HORIZON.days + 1):
        day = first + timedelta(days=step)
        for moment in sorted({moment_of(day, at, timezone) for at in by_day.get(day.weekday(), ())}):
            if moment > max(after, last):
                last = moment
                yield moment


def next_free(
    slots: Iterable[tuple[int, str]], timezone: str, after: datetime, taken: Collection[datetime]
) -> datetime | None:
    """The first slot later than `after` at whose minute nothing is planned; None when all of a year are taken."""
    minutes = {each.replace(second=0, microsecond=0) for each in taken}
    return next((moment for moment in moments(slots, timezone, after) if moment not in minutes), None)


@dataclass(frozen=True)
class FreeSlot:
    """The next slot at which nothing is planned yet on `accounts`, the ones that act for the content's platforms."""

    at: datetime
    timezone: str
    accounts: tuple[str, ...]

    @property
    def said(self) -> str:
        """The time as the client's clocks show it, for example `Tue 24 Nov 09:00 (Europe/Berlin)`."""
        local = self.at.astimezone(zone(self.timezone))
        return f"{local:%a} {local.day} {local:%b %H:%M} ({self.timezone})"


@dataclass(frozen=True)
class SuggestedSlot:
    """A weekly time that did better than others; `posts` and `rate` are its evidence."""

    weekday: int
    at: str
    posts: int
    rate: float | None
