"""Every KPI and every figure that a rule can watch, defined once: what it is made of, its target, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from agency_core.domain.delivery import BEFORE_FAILED
from agency_core.domain.platform import ENGAGEMENT_TARGETS, LABELS, Platform
from agency_core.domain.publishing import Failure

REJECTED = frozenset({Failure.CONTENT_REJECTED, Failure.MEDIA_REJECTED, Failure.DUPLICATE_CONTENT})
"""Failures of what was said: the network refused these words or media."""
REVOKED = frozenset(
    {Failure.AUTH_REVOKED, Failure.ACCOUNT_RESTRICTED, Failure.PERMISSION_DENIED, Failure.BILLING_REQUIRED}
)
"""Failures of an account that its owner, or the network, took from us."""
APART: frozenset[str] = frozenset({*REJECTED, *REVOKED, BEFORE_FAILED})
"""Failures that say nothing about how well we publish: they are counted apart, not as failures of distribution."""
STEP = timedelta(minutes=5)
"""How often what cannot be counted afterwards is written down, and how finely the past can be told."""
LONGEST_DAYS = 92
"""The longest period that KPIs are told for."""
_DAY, _MONTH = timedelta(days=1), timedelta(days=30)


class Scope(StrEnum):
    """Whose figure it is by definition."""

    SYSTEM = "system"
    AGENT = "agent"
    PLATFORM = "platform"
    CLIENT = "client"


class Better(StrEnum):
    """Which way is good."""

    HIGHER = "higher"
    LOWER = "lower"


class Unit(StrEnum):
    """What a value counts. A share is a fraction from 0 to 1."""

    SHARE = "share"
    SECONDS = "seconds"
    MS = "ms"
    PER_DAY = "per_day"
    COUNT = "count"
    DAYS = "days"
    BYTES = "bytes"


class Kind(StrEnum):
    """How a window of it is made: added up, top over base, 95th percentile, mean or least of what was written down."""

    SUM = "sum"
    RATIO = "ratio"
    P95 = "p95"
    MEAN = "mean"
    LEAST = "least"


@dataclass(frozen=True)
class Definition:
    """One figure.

    Attributes:
        name: its id everywhere.
        formula: how it is computed, in words, with what is left out.
        source: the stored facts it is computed from.
        cases: what its sample counts, in the plural.
        window: over how long it is judged by itself.
        least_window: the shortest window that a rule may look at.
        fewest: with a smaller sample nothing is said.
        target: what is aimed at; None: there is no target.
        target_high: the upper end, where the target is a range.
        platform: the only network it is about; empty: all.
        is_objective: whether missing the target by share has an error budget.
        is_watched: whether rules that people make can use it.
        is_gauge: whether it is written down every five minutes and cannot be counted afterwards.
        is_of_clients: whether each client has its own; else it is one for the installation.
    """

    name: str
    label: str
    scope: Scope
    unit: Unit
    better: Better
    kind: Kind
    formula: str
    source: str
    cases: str
    window: timedelta = _MONTH
    least_window: timedelta = STEP
    fewest: int = 1
    target: float | None = None
    target_high: float | None = None
    platform: str = ""
    is_objective: bool = False
    is_watched: bool = True
    is_gauge: bool = False
    is_of_clients: bool = True

    def meets(self, value: float) -> bool | None:
        """Whether a value reaches the target; None where there is none."""
        if self.target is None:
            return None
        return value >= self.target if self.better is Better.HIGHER else value < self.target


_KPIS = (
    Definition(
        "agent_uptime", "Agent uptime", Scope.SYSTEM, Unit.SHARE, Better.HIGHER, Kind.RATIO,
        "1 − the minutes in which an agent was failing or slow to answer (or, for built-in personas, the engine stood still) "
        "over the minutes since it registered, all active agents together. Planned stops are left out of both.",
        "alerts of agent_failure and agent_slow from firing to resolved, gaps of the engine", "minutes", fewest=60,
        target=0.995,
        is_objective=True, is_watched=False,
    ),
    Definition(
        "message_seconds", "Message processing time", Scope.SYSTEM, Unit.SECONDS, Better.LOWER, Kind.RATIO,
        "Mean time from the moment a message may be taken until it is answered, of those answered within 7 days. Rests between "
        "tries, and waiting that a network asked for (Retry-After), begin a new moment and are not counted.",
        "messages by the moment they were answered", "messages", fewest=5, target=300.0,
    ),
    Definition(
        "distribution_success", "Distribution success", Scope.SYSTEM, Unit.SHARE, Better.HIGHER, Kind.RATIO,
        "Delivered over delivered and failed. Counted apart: content or media that the network rejected, accounts that were "
        "revoked or restricted, and what was never sent because the post before it failed. Missed, "
        "cancelled and unconfirmed ones have not ended.",
        "deliveries by the moment they ended, with the class of their failure", "deliveries", fewest=20, target=0.95,
        is_objective=True,
    ),
    Definition(
        "api_ms", "API response", Scope.SYSTEM, Unit.MS, Better.LOWER, Kind.MEAN,
        "Mean time to the end of an answer of the API, over all requests.",
        "gauge api_ms, written every 5 minutes from the API's own histogram", "requests", fewest=20, target=100.0,
        is_gauge=True, is_of_clients=False,
    ),
    Definition(
        "lateness_p95", "Lateness, 95th percentile", Scope.SYSTEM, Unit.SECONDS, Better.LOWER, Kind.P95,
        "95 of 100 delivered posts were out within this time of their due moment, in whole seconds, rounded down.",
        "deliveries that are out: delivered less due", "deliveries", fewest=20, target=60.0,
    ),
    Definition(
        "content_per_day", "Content per day", Scope.AGENT, Unit.PER_DAY, Better.HIGHER, Kind.SUM,
        "Pieces of content that an agent proposed, over the days of the period. For a client: of an active agent "
        "that writes, on average.",
        "content by the moment it was proposed, with its agent", "pieces", least_window=_DAY, fewest=0, target=10.0,
    ),
    Definition(
        "agent_engagement", "Engagement of agents' posts", Scope.AGENT, Unit.SHARE, Better.HIGHER, Kind.RATIO,
        "Interactions over the base that each post's network is judged by, of posts published in the period, as last counted.",
        "daily totals of posts by agent", "posts", least_window=_DAY, fewest=5, target=0.05,
    ),
    Definition(
        "brand_consistency", "Brand consistency", Scope.AGENT, Unit.SHARE, Better.HIGHER, Kind.RATIO,
        "Of what agents proposed in the period and people have decided on: the share that was approved and never sent back, "
        "nor changed in its words after it was submitted, for whatever reason. The built-in personas keep no proposal that "
        "breaks the banned words or the tone of the brief, so this counts what these checks did not see.",
        "content of agents, and its history (approved, back to draft)", "proposals", least_window=_DAY, fewest=10,
        target=0.95, is_objective=True,
    ),
    Definition(
        "agent_response", "Agent response", Scope.AGENT, Unit.SECONDS, Better.LOWER, Kind.RATIO,
        "Message processing time, of the messages to one agent.",
        "messages that were answered, by agent", "messages", fewest=5, target=300.0, is_watched=False,
    ),
    *(
        Definition(
            f"engagement_{platform}", f"Engagement on {LABELS[platform]}", Scope.PLATFORM, Unit.SHARE, Better.HIGHER, Kind.RATIO,
            "Interactions over the base that the network is judged by, of posts published in the period, as last counted.",
            "daily totals of posts by platform", "posts", least_window=_DAY, fewest=5, target=low, target_high=high,
            platform=platform,
        )
        for platform, (low, high) in ENGAGEMENT_TARGETS.items()
    ),
)  # fmt: skip

_FIGURES = (
    Definition(
        "delivered", "Posts delivered", Scope.CLIENT, Unit.COUNT, Better.HIGHER, Kind.SUM, "Deliveries that went out.",
        "deliveries by the moment they ended", "deliveries", fewest=0,
    ),
    Definition(
        "failed", "Deliveries failed", Scope.CLIENT, Unit.COUNT, Better.LOWER, Kind.SUM,
        "Deliveries that failed, those of rejected content and revoked accounts included.",
        "deliveries by the moment they ended", "deliveries", fewest=0,
    ),
    Definition(
        "missed", "Deliveries missed", Scope.CLIENT, Unit.COUNT, Better.LOWER, Kind.SUM,
        "Deliveries that became too late to be sent unasked.", "deliveries by the moment they were given up", "deliveries",
        fewest=0,
    ),
    Definition(
        "backlog", "Backlog", Scope.CLIENT, Unit.COUNT, Better.LOWER, Kind.MEAN,
        "Due deliveries and unanswered messages that wait, on average over the window.", "gauge backlog", "looks",
        is_gauge=True,
    ),
    Definition(
        "unconfirmed", "Deliveries unconfirmed", Scope.CLIENT, Unit.COUNT, Better.LOWER, Kind.MEAN,
        "Deliveries whose answer was lost, on average over the window.", "gauge unconfirmed", "looks", is_gauge=True,
    ),
    Definition(
        "in_review", "Waiting for review", Scope.CLIENT, Unit.COUNT, Better.LOWER, Kind.MEAN,
        "Content that waits for a decision, on average over the window.", "gauge in_review", "looks", is_gauge=True,
    ),
    Definition(
        "token_days", "Days left of a token", Scope.CLIENT, Unit.DAYS, Better.HIGHER, Kind.LEAST,
        "The fewest days that the token of a connected account has left.", "gauge token_days, by account", "looks",
        is_gauge=True,
    ),
    Definition(
        "memory_share", "Memory in use", Scope.SYSTEM, Unit.SHARE, Better.LOWER, Kind.MEAN,
        "Memory in use over what the machine, or its control group, allows.", "gauge memory_share", "looks", is_gauge=True,
        is_of_clients=False,
    ),
    Definition(
        "disk_share", "Disk in use", Scope.SYSTEM, Unit.SHARE, Better.LOWER, Kind.MEAN,
        "Space in use over the size of the disk of the data folder.", "gauge disk_share", "looks", is_gauge=True,
        is_of_clients=False,
    ),
    Definition(
        "database_bytes", "Size of the database", Scope.SYSTEM, Unit.BYTES, Better.LOWER, Kind.MEAN,
        "Bytes that the database takes.", "gauge database_bytes", "looks", is_gauge=True, is_of_clients=False,
    ),
)

KPIS: Mapping[str, Definition] = {each.name: each for each in _KPIS}
"""The figures with a target, in the order in which they are shown."""
METRICS: Mapping[str, Definition] = {**KPIS, **{each.name: each for each in _FIGURES}}
"""Every figure by name: the KPIs, then those that rules can watch beside them."""
WATCHED: Mapping[str, Definition] = {name: each for name, each in METRICS.items() if each.is_watched}
"""What a rule that people make can be about."""


def engagement_target(platform: str) -> tuple[float, float] | None:
    """Low and high end of the engagement rate aimed at on a platform; None where no target is set."""
    return ENGAGEMENT_TARGETS.get(Platform(platform)) if platform in set(Platform) else None


@dataclass(frozen=True)
class Budget:
    """What an objective allows to go wrong: `allowed` and `spent` in `unit`; `left` is a share, below 0 when overspent."""

    allowed: float
    spent: float
    left: float
    unit: str


@dataclass(frozen=True)
class DayPoint:
    """A value on a day (client's zone), made of `cases`; None where there were none."""

    day: date
    value: float | None
    cases: int


@dataclass(frozen=True)
class KpiView:
    """A KPI over a period, of a client or of a `subject` of it (an agent or a platform).

    `is_met` is None without a target, or while the sample is too small (`enough` is false). `note` says what else is to be
    known, for example how many deliveries were counted apart.
    """

    name: str
    label: str
    scope: str
    subject: str
    subject_label: str
    unit: str
    better: str
    value: float | None
    target: float | None
    target_high: float | None
    sample: int
    fewest: int
    cases: str
    enough: bool
    is_met: bool | None
    trend: tuple[DayPoint, ...]
    budget: Budget | None
    formula: str
    source: str
    note: str = ""


def budget_of(definition: Definition, top: float, base: float, unit: str = "") -> Budget | None:
    """The error budget of a share objective: of `base`, `top` were right. None where there is none, or nothing to count."""
    if not definition.is_objective or definition.target is None or base <= 0:
        return None
    allowed, spent = (1 - definition.target) * base, base - top
    return Budget(allowed, spent, 1 - spent / allowed, unit or definition.cases)
