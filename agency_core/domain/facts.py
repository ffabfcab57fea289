"""What rules may look at: the facts of one moment, without the database that they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from agency_core.domain.rule import Limit, RuleSetting
from agency_core.domain.watching import GapView, MaintenanceView


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
class SlowFacts:
    """How long messages to an active agent take, in seconds from the moment at which they could be taken.

    `waiting` and `longest_wait` are about those without an answer, `slowest_answer` about the answers of the last hour.
    """

    agent_id: str
    name: str
    client_id: str
    waiting: int = 0
    longest_wait: float = 0
    slowest_answer: float = 0


@dataclass(frozen=True)
class ClientFacts:
    """What the watch knows of one client: deliveries that ended in the last hour, those due soon that would fail, those
    whose answer was lost, and those that became too late.

    `failed_1h` leaves out what the network refused for its content (`rejected_1h`), what failed because an account was
    revoked or restricted (`revoked_1h`), and what was never sent because the post before it failed.
    `altered`: refused within a day, as it was not what had been approved.
    """

    id: str
    name: str
    backlog: int
    delivered_1h: int
    failed_1h: int
    is_demo: bool = False
    troubled: int = 0
    unconfirmed: int = 0
    rejected_1h: int = 0
    revoked_1h: int = 0
    missed: int = 0
    altered: int = 0


@dataclass(frozen=True)
class LatenessFacts:
    """How late a client's deliveries of the last hour were: the 95th percentile, in seconds after their time."""

    client_id: str
    client: str
    deliveries: int
    p95: float


@dataclass(frozen=True)
class EngagementFacts:
    """The posts of a client on a platform that are one to seven days old, their engagements and what these are divided by."""

    client_id: str
    client: str
    platform: str
    posts: int
    interactions: int
    base: int


@dataclass(frozen=True)
class AccountFacts:
    """What the watch knows of an account in use.

    Attributes:
        ends_at: when its login runs out; None: it does not.
        renews: whether the login is renewed by itself.
        renewal_overdue: whether it should have been renewed for an hour, and was not.
        lost: whether it must be connected again before it can be used.
        rests_until: until when it is left alone, because its network did not answer `failures` times in a row.
        spent: the share of its tightest allowance that is used up, 0 to 1.
    """

    id: str
    client_id: str
    platform: str
    name: str
    ends_at: datetime | None = None
    renews: bool = False
    renewal_overdue: bool = False
    lost: bool = False
    last_error: str = ""
    failures: int = 0
    rests_until: datetime | None = None
    spent: float = 0


@dataclass(frozen=True)
class PassedFacts:
    """A post whose views passed a round number within the hour."""

    post: int
    client_id: str
    platform: str
    title: str
    views: int
    mark: int


@dataclass(frozen=True)
class BestFacts:
    """A post that became the best of its client's month within the hour, by interactions, and the one it left behind."""

    post: int
    client_id: str
    platform: str
    title: str
    interactions: int
    next_best: int
    posts: int
    month: date


@dataclass(frozen=True)
class SummaryFacts:
    """Yesterday of a client, told in the hour from eight of its day. `lateness_p95` in seconds; None: nothing went out.

    Views and interactions are what came in on that day; `in_review` and `firing` stand as they are now.
    """

    client_id: str
    client: str
    day: date
    delivered: int = 0
    failed: int = 0
    missed: int = 0
    lateness_p95: float | None = None
    in_review: int = 0
    views: int = 0
    interactions: int = 0
    firing: int = 0


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
class Room:
    """How much of something there is, in bytes, and of what: a limit of this process's group, or the whole machine."""

    used: int
    total: int
    of: str

    @property
    def share(self) -> float:
        """The share that is used, 0 to 1."""
        return self.used / self.total if self.total else 0.0

    @property
    def free(self) -> int:
        """Bytes that are left."""
        return self.total - self.used


@dataclass(frozen=True)
class BackupFacts:
    """How often backups are made, the last sound one (None: there is none), and since when this installation works."""

    every: timedelta
    last_at: datetime | None
    since: datetime


@dataclass(frozen=True)
class DrillFacts:
    """How the last restore drill went: of which backup, when, and in words what failed."""

    place: str
    at: datetime
    failed: str


@dataclass(frozen=True)
class Facts:
    """Everything rules may look at, at one moment. `scheduler_beat_at` is the last sign of life of the engine.

    `gaps` are times without a sign of life that last, or ended a few minutes ago; `settings` is what people changed, by rule
    and client (an empty client: for the whole agency).
    """

    now: datetime
    scheduler_beat_at: datetime | None = None
    scheduler_expected: bool = True
    database_errors_5m: int = 0
    last_database_error: str = ""
    clients: tuple[ClientFacts, ...] = ()
    agents: tuple[AgentFacts, ...] = ()
    slow: tuple[SlowFacts, ...] = ()
    lateness: tuple[LatenessFacts, ...] = ()
    engagement: tuple[EngagementFacts, ...] = ()
    accounts: tuple[AccountFacts, ...] = ()
    passed: tuple[PassedFacts, ...] = ()
    best: tuple[BestFacts, ...] = ()
    summaries: tuple[SummaryFacts, ...] = ()
    sunsets: tuple[SunsetFacts, ...] = ()
    held: tuple[HeldFacts, ...] = ()
    gaps: tuple[GapView, ...] = ()
    maintenance: tuple[MaintenanceView, ...] = ()
    memory: Room | None = None
    disk: Room | None = None
    backup: BackupFacts | None = None
    drill: DrillFacts | None = None
    settings: Mapping[tuple[str, str], RuleSetting] = field(default_factory=dict)

    def limit(self, rule: str, limit: Limit, client_id: str = "") -> float:
        """A threshold of a rule for a client: its own, else the agency's, else the usual one."""
        for who in dict.fromkeys((client_id, "")):
            setting = self.settings.get((rule, who))
            if setting is not None and limit.name in setting.limits:
                return setting.limits[limit.name]
        return limit.usual
