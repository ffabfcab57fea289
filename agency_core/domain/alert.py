"""Rules look at facts and return findings; a finding that persists becomes an alert: pending, firing, resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol


class Severity(StrEnum):
    """How bad it is."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


class AlertState(StrEnum):
    """Where an alert stands."""

    PENDING = "pending"
    FIRING = "firing"
    RESOLVED = "resolved"


@dataclass(frozen=True)
class AgentFacts:
    """What the watch knows of one agent."""

    id: str
    name: str
    client_id: str
    consecutive_failures: int
    last_error: str
    created_at: datetime


@dataclass(frozen=True)
class ClientFacts:
    """What the watch knows of one client: deliveries that ended in the last hour, those due soon that would fail, and those
    whose answer was lost.
    """

    id: str
    name: str
    backlog: int
    delivered_1h: int
    failed_1h: int
    is_demo: bool = False
    troubled: int = 0
    unconfirmed: int = 0


@dataclass(frozen=True)
class HeldFacts:
    """A repetition that goes on, and whose pattern is not approved as it stands."""

    recurrence_id: str
    client_id: str
    title: str


@dataclass(frozen=True)
class SunsetFacts:
    """The end of the interface version that a connector speaks, and how many accounts are used through it."""

    platform: str
    label: str
    version: str
    ends: date
    accounts: int


@dataclass(frozen=True)
class Facts:
    """Everything rules may look at, at one moment. `scheduler_beat_at` is the last sign of life of the engine."""

    now: datetime
    scheduler_beat_at: datetime | None = None
    scheduler_expected: bool = True
    database_errors_5m: int = 0
    last_database_error: str = ""
    clients: tuple[ClientFacts, ...] = ()
    agents: tuple[AgentFacts, ...] = ()
    sunsets: tuple[SunsetFacts, ...] = ()
    held: tuple[HeldFacts, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One wrong fact now. `subject` tells findings of one rule apart; `link` is the page that fixes it."""

    subject: str
    summary: str
    detail: str
    link: str
    client_id: str = ""
    values: Mapping[str, float] = field(default_factory=dict)


class Rule(Protocol):
    """A pure function of facts with a name, a severity and the time a finding must persist before it fires."""

    name: str
    label: str
    severity: Severity
    hold: timedelta
    explains: str

    def check(self, facts: Facts) -> list[Finding]:
        """What is wrong now; nothing on empty facts."""
        ...


@dataclass(frozen=True)
class AlertView:
    """An alert as its readers see it."""

    id: str
    client_id: str
    rule: str
    severity: str
    state: str
    subject: str
    summary: str
    detail: str
    link: str
    first_seen_at: datetime
    fired_at: datetime | None
    last_seen_at: datetime
    resolved_at: datetime | None
    acknowledged_by: str
    acknowledged_at: datetime | None


@dataclass(frozen=True)
class RuleView:
    """A rule as people see it."""

    name: str
    label: str
    severity: str
    hold_seconds: float
    explains: str
