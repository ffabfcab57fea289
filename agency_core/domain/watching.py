"""Who is told of what, and when nobody is: notifiers and notifications, silences, maintenance, rules that people made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why somebody is told."""

    FIRED = "fired"
    WORSE = "worse"
    MORE = "more"
    REPEATED = "repeated"
    ESCALATED = "escalated"
    RESOLVED = "resolved"
    SUMMARY = "summary"
    TEST = "test"


class NotificationState(StrEnum):
    """Where a notification stands: it waits, is being sent, was taken, or was given up."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True)
class Matcher:
    """What a silence or a notifier is about: each list names what fits, and an empty one fits all."""

    rules: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuietHours:
    """Hours of the day (minutes from midnight in `timezone`) in which only critical alerts are told; from = to: none."""

    begin: int = 0
    end: int = 0
    timezone: str = "UTC"


@dataclass(frozen=True)
class NotifierView:
    """A way to tell people. Secrets never leave the service: `settings` is what is not secret, `target` says where it leads.

    Attributes:
        client_id: whose alerts it tells of; empty: all clients' and the system's own.
        after_minutes: it is only told of what nobody acknowledged for so long (a step of escalation); 0: at once.
        repeat_minutes: how often it is told again while something fires unacknowledged; 0: once.
        tells_resolved: whether it also says that something is over.
    """

    id: str
    client_id: str
    kind: str
    name: str
    is_on: bool
    target: str
    settings: Mapping[str, str]
    match: Matcher
    quiet: QuietHours
    after_minutes: int
    repeat_minutes: int
    tells_resolved: bool
    created_at: datetime
    last_sent_at: datetime | None
    last_error: str


@dataclass(frozen=True)
class Told:
    """One alert within a notification: what, since when, how bad, why (with its figures), and the page that fixes it."""

    alert_id: str
    severity: str
    state: str
    summary: str
    detail: str
    since: datetime
    link: str
    client: str = ""
    rule: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class NotificationView:
    """One message to one notifier, with its reason and how its sending went."""

    id: str
    notifier_id: str
    client_id: str
    reason: str
    title: str
    severity: str
    told: tuple[Told, ...]
    state: str
    attempts: int
    created_at: datetime
    next_attempt_at: datetime
    sent_at: datetime | None
    error: str


@dataclass(frozen=True)
class SilenceView:
    """A mute by matcher and time. `ended_at`: it was ended early. An empty client: for the whole agency."""

    id: str
    client_id: str
    match: Matcher
    starts_at: datetime
    ends_at: datetime
    why: str
    created_by: str
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class MaintenanceView:
    """A planned time in which the installation is worked on: nobody is told of alerts, and it counts as planned downtime.

    `holds_publishing`: publishing is paused meanwhile and goes on afterwards by itself.
    """

    id: str
    starts_at: datetime
    ends_at: datetime
    why: str
    holds_publishing: bool
    created_by: str
    created_at: datetime
    ended_at: datetime | None


class Comparison(StrEnum):
    """How a value is held against a threshold."""

    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True)
class CustomRuleView:
    """A rule that people made: fires when `metric` over `window_minutes` is above or below `threshold` for `hold_minutes`.

    `metric` is a name of domain/kpi.py; with fewer than `fewest` cases nothing is said; an empty client: each by itself.
    """

    id: str
    client_id: str
    name: str
    metric: str
    comparison: str
    threshold: float
    window_minutes: int
    fewest: int
    hold_minutes: int
    severity: str
    is_on: bool
    created_by: str
    created_at: datetime


@dataclass(frozen=True)
class GapView:
    """A time without a sign of life of a component (`engine`, `api`, `database`); `until` is None while it lasts.

    `kind` is down, planned (maintenance, an orderly stop) or clock (the wall clock was moved, nothing stood still).
    """

    id: int
    component: str
    since: datetime
    until: datetime | None
    kind: str
    why: str


@dataclass(frozen=True)
class BackupView:
    """A backup: where it is, how large, what was verified, and how the last restore drill with it went."""

    id: str
    started_at: datetime
    ended_at: datetime | None
    kind: str
    state: str
    place: str
    size: int
    rows: int
    error: str
    verified_at: datetime | None
    drilled_at: datetime | None
    drill: str
