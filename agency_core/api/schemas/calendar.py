"""What requests say of slots, of what returns, of imports of posts, and of stopping everything."""

from __future__ import annotations

from datetime import time
from typing import Annotated

from pydantic import Field

from agency_core.api.schemas.words import Day, Note, OptionalWord, Words
from agency_core.domain.bulk import Want
from agency_core.domain.pause import Fate, Resumption
from agency_core.domain.recurrence import Every, Recurrence

Weekday = Annotated[int, Field(strict=True, ge=0, le=6, description="0 is Monday.")]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="HH:MM in the client's zone.")]


class NewSlot(Words):
    """A weekly time."""

    weekday: Weekday
    at: Clock


class Rule(Words):
    """Every `interval` days, weeks (on `weekdays`) or months (on `day`; a shorter month uses its last), at `at`.

    `until` is the last day, `count` how many times in all; nothing happens on `exceptions`. Without `timezone`: the client's.
    """

    every: Every
    at: Clock
    starts_on: Day
    interval: Annotated[int, Field(strict=True, ge=1, le=99)] = 1
    weekdays: Annotated[tuple[Weekday, ...], Field(max_length=7)] = ()
    day: Annotated[int, Field(strict=True, ge=0, le=31)] = 0
    until: Day | None = None
    count: Annotated[int, Field(strict=True, ge=0, le=10_000)] = 0
    exceptions: Annotated[tuple[Day, ...], Field(max_length=1_000)] = ()
    timezone: OptionalWord = ""

    def rule(self) -> Recurrence:
        """The rule in the agency's words."""
        return Recurrence(
            self.every, time.fromisoformat(self.at), self.timezone, self.starts_on, self.interval, self.weekdays, self.day,
            self.until, self.count, frozenset(self.exceptions),
        )


class Paused(Words):
    """Whether it rests for now."""

    paused: bool


class Ended(Words):
    """Whether what is in the calendar already is cancelled with it."""

    withdraw: bool = False


class Skipped(Words):
    """The day that is left out."""

    day: Day


class Wanted(Words):
    """What imported posts become."""

    want: Want


class Reason(Words):
    """Why everything is held back."""

    why: Note


class GoingOn(Words):
    """How to go on: of one client, or (without `client_id`) of the whole installation."""

    client_id: OptionalWord = ""
    fate: Fate = Fate.NOW
    gap_minutes: Annotated[int, Field(strict=True, ge=0, le=1440)] = 5
    hours: Annotated[int, Field(strict=True, ge=1, le=336)] = 24

    def choice(self) -> Resumption:
        """The choice in the agency's words."""
        return Resumption(self.fate, self.gap_minutes, self.hours)
