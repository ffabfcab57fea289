"""Deliveries: one variant to one account at one time; how they move, and what follows from each failure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from agency_core.domain.publishing import Failure, PlatformError


class DeliveryState(StrEnum):
    """Where a delivery stands. `missed`: too late to send unasked. `unconfirmed`: sent, and the answer was lost."""

    PENDING = "pending"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"
    MISSED = "missed"
    CANCELLED = "cancelled"


_D = DeliveryState
ALLOWED: dict[DeliveryState, frozenset[DeliveryState]] = {
    _D.PENDING: frozenset({_D.SENDING, _D.MISSED, _D.CANCELLED, _D.FAILED, _D.UNCONFIRMED}),
    _D.SENDING: frozenset({_D.PENDING, _D.DELIVERED, _D.FAILED, _D.UNCONFIRMED}),
    _D.UNCONFIRMED: frozenset({_D.DELIVERED, _D.PENDING, _D.FAILED, _D.CANCELLED}),
    _D.MISSED: frozenset({_D.PENDING, _D.CANCELLED, _D.FAILED}),
    _D.FAILED: frozenset({_D.PENDING, _D.CANCELLED}),
    _D.DELIVERED: frozenset(),
    _D.CANCELLED: frozenset({_D.PENDING}),
}
OPEN = frozenset({_D.PENDING, _D.SENDING, _D.UNCONFIRMED, _D.MISSED})
BEFORE_FAILED = "before_failed"
"""Why a follow-up failed: the post it belongs to did."""
NOT_AS_APPROVED = "not_as_approved"
"""The failure of a delivery that was refused, as what it would have sent was not what had been approved."""

CALL_DEADLINE = timedelta(seconds=30)
COMMIT_DEADLINE = timedelta(seconds=15)
"""How long the irreversible call may take where no handle or key protects it from being made twice."""
LEASE = timedelta(seconds=90)
"""Longer than one call's deadline and any settling time: a lease that ran out means nobody is calling."""
MOST_ATTEMPTS = 5
UNSEEN = timedelta(hours=1)
"""So long a post that its network works on waits for a look; then a person decides, where nobody can look any more."""
GIVE_UP_RECONCILING = timedelta(minutes=5)
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=5)
MOST_LOOKS = 40
LONGEST_LOOK = timedelta(minutes=1)
"""Media that a network still works on are waited for about half an hour: 40 looks, at most a minute apart."""


@dataclass(frozen=True)
class Decision:
    """What becomes of a delivery after a failure: its next state, when it is tried again, and why, in words."""

    state: DeliveryState
    why: str
    retry_at: datetime | None = None
    parks_account_until: datetime | None = None
    disconnects_account: bool = False
    starts_over: bool = False
    refreshes: bool = False


_PAUSES = {
    Failure.RATE_LIMITED: timedelta(minutes=1),
    Failure.QUOTA_EXHAUSTED: timedelta(hours=1),
}
_DISCONNECTS = frozenset({Failure.AUTH_REVOKED, Failure.ACCOUNT_RESTRICTED, Failure.BILLING_REQUIRED})


_MEANINGLESS = frozenset({Failure.TRANSIENT, Failure.AUTH_EXPIRED, Failure.MEDIA_EXPIRED, Failure.UNKNOWN_OUTCOME})
COUNTED: dict[Failure, frozenset[Failure]] = {
    **dict.fromkeys(_MEANINGLESS, _MEANINGLESS),
    Failure.DUPLICATE_CONTENT: _MEANINGLESS,
}
"""Which earlier failures use up the tries of one: waiting that the network asked for, or for its media, does not."""


def decide(error: PlatformError, *, attempt: int, now: datetime, jitter: float) -> Decision:
    """What to do about `error`, the `attempt`-th of its kind (`COUNTED`); `jitter` is a random number from 0 to 1.

    The table of PLATFORMS' error taxonomy: only failures that prove nothing was published are tried again by themselves.
    """
    failure = error.failure
    if failure is Failure.UNKNOWN_OUTCOME or (failure is Failure.DUPLICATE_CONTENT and attempt > 1):
        # After an earlier try the duplicate may be our own post whose answer was lost: ask before deciding.
        return Decision(DeliveryState.UNCONFIRMED, f"The answer is not certain: {error.message}")
    if failure in _PAUSES:
        until = error.retry_at or now + _PAUSES[failure] * (1 + jitter)
        return Decision(DeliveryState.PENDING, f"The network asked us to wait: {error.message}", until, until)
    if failure is Failure.MEDIA_PROCESSING and attempt < MOST_LOOKS:
        wait = min(FIRST_WAIT * attempt, LONGEST_LOOK)
        return Decision(DeliveryState.PENDING, error.message, error.retry_at or now + wait)
    if failure in {Failure.TRANSIENT, Failure.AUTH_EXPIRED, Failure.MEDIA_EXPIRED} and attempt < MOST_ATTEMPTS:
        at = error.retry_at or now + backoff(attempt, jitter)
        over = failure is Failure.MEDIA_EXPIRED
        return Decision(
            DeliveryState.PENDING, f"Try {attempt} failed: {error.message}", at, starts_over=over,
            refreshes=failure is Failure.AUTH_EXPIRED,
        )
    return Decision(DeliveryState.FAILED, error.message, disconnects_account=failure in _DISCONNECTS)


def backoff(attempt: int, jitter: float) -> timedelta:
    """The wait after the `attempt`-th failure: 5 s, 15 s, 45 s, 135 s, at most 5 min, each up to half as long again."""
    wait: timedelta = min(FIRST_WAIT * 3 ** (attempt - 1), LONGEST_WAIT)
    return wait * (1 + jitter / 2)


@dataclass(frozen=True)
class AttemptView:
    """One try of a delivery. `steps` are [{at, phase, ms, note}], oldest first."""

    id: str
    number: int
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    failure: str
    detail: str
    network_code: str
    http_status: int | None
    steps: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class DeliveryFilter:
    """Which deliveries a list shows; empty fields do not filter."""

    client_id: str = ""
    state: str = ""
    platform: str = ""
    content_id: str = ""


@dataclass(frozen=True)
class DeliveryView:
    """A delivery as its readers see it; `title` and `text` are what is (or will be) said, `part` its place in a thread of
    `parts` posts (0 is the first), `request_id` what the log calls the request that laid it. `approved` is the hash of the
    words that were approved, `sent` of those that were sent (empty: none yet).
    """

    id: str
    client_id: str
    content_id: str
    account_id: str
    platform: str
    state: str
    due_at: datetime
    next_attempt_at: datetime
    attempts: int
    phase: str
    external_id: str
    url: str
    delivered_at: datetime | None
    why: str
    failure: str
    title: str
    text: str
    network: str
    account_name: str
    created_at: datetime
    updated_at: datetime
    part: int = 0
    after_id: str = ""
    preflight: Mapping[str, Any] = field(default_factory=dict)
    parts: int = 1
    request_id: str = ""
    approved: str = ""
    sent: str = ""

    @property
    def sends_at(self) -> datetime:
        """When it goes out: its time, or the next try where that is later (preparing media begins before)."""
        return max(self.due_at, self.next_attempt_at)

    @property
    def place(self) -> str:
        """Its place among what follows one post, `2 of 3`; empty for a post alone."""
        return f"{self.part + 1} of {self.parts}" if self.parts > 1 else ""

    @property
    def problems(self) -> tuple[Mapping[str, str], ...]:
        """What the look ahead found while it waits: {about, said, remedy} each."""
        return tuple(self.preflight.get("problems", ())) if self.state == DeliveryState.PENDING else ()

    @property
    def lateness(self) -> timedelta | None:
        """How long after its time it was delivered; None while it is not."""
        return self.delivered_at - self.due_at if self.delivered_at else None


MEASURE_AGES = (
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(hours=6),
    *(timedelta(days=day) for day in range(1, 8)),
    *(timedelta(days=7 * week) for week in range(2, 14)),
)
"""Ages of a post at which its figures are collected: at once, 1 h, 6 h, daily for a week, weekly for a quarter."""


def next_measure(delivered_at: datetime, now: datetime) -> datetime | None:
    """When the figures are due next; a time that was slept through is not made up for. None after the last."""
    return next((delivered_at + age for age in MEASURE_AGES if delivered_at + age > now), None)


FAR = datetime(9999, 1, 1, tzinfo=UTC)
"""Never, as a time."""


def next_look(committed_at: datetime | None, now: datetime) -> datetime:
    """When the network is asked again what became of a lost answer: soon at first, then never (a person decides)."""
    waited = now - committed_at if committed_at else timedelta(0)
    if waited >= GIVE_UP_RECONCILING:
        return FAR
    return now + max(timedelta(seconds=3), waited / 2)
