"""Times without a sign of life: which of them were planned, which were failures, and which only a clock that was moved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Component(StrEnum):
    """What can be without a sign of life."""

    ENGINE = "engine"
    API = "api"
    DATABASE = "database"


class GapKind(StrEnum):
    """Why there was no sign of life: a failure, a plan, or nothing but the clock."""

    DOWN = "down"
    PLANNED = "planned"
    CLOCK = "clock"


@dataclass(frozen=True)
class Absence:
    """A time without a sign of life, and why."""

    since: datetime
    until: datetime
    kind: GapKind
    why: str


@dataclass(frozen=True)
class Window:
    """A time in which the installation was worked on, and why."""

    starts_at: datetime
    ends_at: datetime
    why: str


def divided(absence: Absence, windows: Iterable[Window]) -> tuple[Absence, ...]:
    """A failure without those parts that lie in maintenance, which are planned; one that was planned or is none, as it is."""
    if absence.kind is not GapKind.DOWN:
        return (absence,)
    parts: list[Absence] = []
    at = absence.since
    for window in sorted(windows, key=lambda each: each.starts_at):
        begin, end = max(at, window.starts_at), min(absence.until, window.ends_at)
        if begin >= end:
            continue
        if begin > at:
            parts.append(Absence(at, begin, GapKind.DOWN, absence.why))
        parts.append(Absence(begin, end, GapKind.PLANNED, f"Maintenance: {window.why}"))
        at = end
    if at < absence.until:
        parts.append(Absence(at, absence.until, GapKind.DOWN, absence.why))
    return tuple(parts)
