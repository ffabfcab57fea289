"""Uptime: times in which something ran, was down, or was stopped on purpose. Pure arithmetic of half-open intervals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from agency_core.domain.watching import GapView

OBJECTIVES = (0.995, 0.999)
METHOD = (
    "Uptime is 1 − down ÷ observed. Observed is the time from the beginning of the month (UTC), or of the installation, to its "
    "end or now, without planned stops and without hours that the clock was set forward by; both are listed. "
    "Engine, API and dashboard are down while they gave no sign of life for longer than they may; the database, while it "
    "refused work (alert “Database errors”). An agent is down while an alert says that it fails or is slow to answer, and, "
    "where a built-in persona answers for it, while the engine was down. What overlaps counts once; what lasts counts to now."
)


@dataclass(frozen=True, order=True)
class Span:
    """From `since` up to, but not with, `until`."""

    since: datetime
    until: datetime

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.until - self.since


@dataclass(frozen=True)
class Allowance:
    """What an objective allows in the time that was observed, in minutes; `left` is negative when it is overspent."""

    objective: float
    is_met: bool
    allowed: float
    left: float


@dataclass(frozen=True)
class Uptime:
    """How much of its observed time something was up. Minutes; `share` is None where nothing was observed."""

    kind: str
    name: str
    label: str
    observed: float
    down: float
    share: float | None
    allowances: tuple[Allowance, ...]
    outages: tuple[Span, ...]


@dataclass(frozen=True)
class UptimeReport:
    """A month, or what has passed of it: every component and agent, and the times that do not count."""

    month: date
    since: datetime
    until: datetime
    rows: tuple[Uptime, ...]
    apart: tuple[GapView, ...]
    method: str = METHOD


def month_of(day: date) -> Span:
    """The month of a day, in UTC."""
    first = datetime(day.year, day.month, 1, tzinfo=UTC)
    return Span(first, datetime(day.year + day.month // 12, day.month % 12 + 1, 1, tzinfo=UTC))


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time without overlaps, in order; what is empty or turned around is left out."""
    found: list[Span] = []
    for span in sorted(each for each in spans if each.since < each.until):
        if found and span.since <= found[-1].until:
            found[-1] = Span(found[-1].since, max(found[-1].until, span.until))
        else:
            found.append(span)
    return tuple(found)


def within(spans: Iterable[Span], limits: Span) -> tuple[Span, ...]:
    """What of some spans lies between two moments, merged."""
    return merged(Span(max(each.since, limits.since), min(each.until, limits.until)) for each in spans)


def without(spans: Iterable[Span], holes: Iterable[Span]) -> tuple[Span, ...]:
    """What is left of some spans when others are cut out."""
    left = list(merged(spans))
    for hole in merged(holes):
        left = [
            part for each in left
            for part in (Span(each.since, min(each.until, hole.since)), Span(max(each.since, hole.until), each.until))
            if part.since < part.until
        ]  # fmt: skip
    return tuple(left)


def minutes(spans: Iterable[Span]) -> float:
    """How many minutes some spans have that do not overlap."""
    return sum((each.length for each in spans), timedelta()) / timedelta(minutes=1)


def reckon(what: tuple[str, str, str], observed: Span, down: Iterable[Span], apart: Iterable[Span] = ()) -> Uptime:
    """The uptime of something (kind, name, label) in a time: what is `apart` counts neither as up nor as down."""
    counted = without([observed], apart)
    outages = merged(part for each in counted for part in within(down, each))
    total, lost = minutes(counted), minutes(outages)
    share = 1 - lost / total if total else None
    return Uptime(*what, total, lost, share, tuple(_allowance(each, total, lost) for each in OBJECTIVES), outages)


def _allowance(objective: float, total: float, lost: float) -> Allowance:
    allowed = (1 - objective) * total
    return Allowance(objective, lost <= allowed, allowed, allowed - lost)
