"""Reports: a week or a month of a client, told in words and figures, archived as files, mailed to those who asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from agency_core.errors import Invalid

MOST_BACK = 36
"""So many periods back a report can be made."""


class ReportKind(StrEnum):
    """How long the period of a report is."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


class ReportState(StrEnum):
    """Where a report stands. `mailing`: its files are there, and it is on its way to somebody."""

    QUEUED = "queued"
    MAKING = "making"
    MAILING = "mailing"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNFINISHED = frozenset({ReportState.QUEUED, ReportState.MAKING})
"""Has no files yet."""
UNDER_WAY = UNFINISHED | {ReportState.MAILING}
KIND_LABELS = {ReportKind.WEEKLY: "Weekly", ReportKind.MONTHLY: "Monthly"}


class Mailing(StrEnum):
    """What became of the mail to one address. `unknown`: it was being sent when the engine ended, so it may be there."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Recipient:
    """One address that a report goes to, and what became of it."""

    address: str
    state: str
    at: datetime | None = None
    error: str = ""


@dataclass(frozen=True)
class Period:
    """Whole days of the client's zone, both included. `is_over` when its last day is."""

    kind: ReportKind
    first: date
    last: date
    is_over: bool = True

    @property
    def name(self) -> str:
        """What people call it: `October 2026`, `Week of 16 November 2026`; with how far it goes when it is not over."""
        month = f"{self.first:%B %Y}"
        name = month if self.kind is ReportKind.MONTHLY else f"Week of {self.first.day} {month}"
        return name if self.is_over else f"{name}, up to {self.last.day} {self.last:%B}"


@dataclass(frozen=True)
class ReportView:
    """A report. `progress` goes from 0 to 1; `files` are the names of what was made; `prose` is its summary,
    which a list leaves out.
    """

    id: str
    client_id: str
    kind: str
    first: date
    last: date
    title: str
    state: str
    progress: float
    files: tuple[str, ...]
    prose: Mapping[str, Any]
    notice: str
    recipients: tuple[Recipient, ...]
    sent_at: datetime | None
    error: str
    requested_by: str
    created_at: datetime
    finished_at: datetime | None


def starts(kind: ReportKind, day: date) -> date:
    """The first day of the week or month that `day` is in."""
    return day.replace(day=1) if kind is ReportKind.MONTHLY else day - timedelta(days=day.weekday())


def period_of(kind: ReportKind, first: date, today: date) -> Period:
    """The period that begins on `first`, up to today where it is not over.

    Raises:
        Invalid: no period begins on that day, it has not begun, or it is too long ago.
    """
    if starts(kind, first) != first:
        begins = "a Monday" if kind is ReportKind.WEEKLY else "the first of a month"
        raise Invalid(f"{first} is not {begins}.", field="first", remedy=f"A {kind} report begins on {begins}.")
    if first > today:
        raise Invalid("The period has not begun.", field="first", remedy="Choose one that has.")
    if first < (today - timedelta(days=MOST_BACK * 31)):
        raise Invalid("The period is too long ago.", field="first", remedy=f"Choose one of the last {MOST_BACK} months.")
    end = starts(kind, first + timedelta(days=32 if kind is ReportKind.MONTHLY else 7)) - timedelta(days=1)
    return Period(kind, first, min(end, today), end < today)


def last_over(kind: ReportKind, today: date) -> Period:
    """The latest period that is over."""
    before = starts(kind, today) - timedelta(days=1)
    return Period(kind, starts(kind, before), before)


def recent(kind: ReportKind, today: date, count: int) -> tuple[Period, ...]:
    """The latest `count` periods, the present one (which is not over) first."""
    found = [Period(kind, starts(kind, today), today, is_over=False)]
    while len(found) < count:
        found.append(last_over(kind, found[-1].first))
    return tuple(found)
