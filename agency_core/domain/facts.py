"""What rules may look at: the facts of one moment, without the database that they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from agency_core.domain.rule import Limit, RuleSetting


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
    settings: Mapping[tuple[str, str], RuleSetting] = field(default_factory=dict)
    """What people changed, by rule and client (an empty client: for the whole agency)."""

    def limit(self, rule: str, limit: Limit, client_id: str = "") -> float:
        """A threshold of a rule for a client: its own, else the agency's, else the usual one."""
        for who in dict.fromkeys((client_id, "")):
            setting = self.settings.get((rule, who))
            if setting is not None and limit.name in setting.limits:
                return setting.limits[limit.name]
        return limit.usual
