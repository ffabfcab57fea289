"""Accounts as people see them: which profile on which platform, and whether it can publish now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from agency_core.domain.platform import Network


class AccountStatus(StrEnum):
    """Whether an account can be used. `disconnected`: a person ended it, and its login is wiped."""

    CONNECTED = "connected"
    PAUSED = "paused"
    RECONNECT = "reconnect"
    DISCONNECTED = "disconnected"


@dataclass(frozen=True)
class NewAccount:
    """A profile to act for on the real network. `token_variable` names the environment variable that holds its token."""

    client_id: str
    platform: str
    external_id: str
    display_name: str
    token_variable: str


@dataclass(frozen=True)
class AccountView:
    """An account without its secrets. `parked_until`: the network asked us to wait until then."""

    id: str
    client_id: str
    platform: str
    network: str
    external_id: str
    display_name: str
    status: str
    parked_until: datetime | None
    last_error: str
    created_at: datetime


@dataclass(frozen=True)
class CallsLeft:
    """How many calls a network still takes, out of how many, and when it counts anew."""

    remaining: int
    limit: int | None = None
    reset_at: datetime | None = None


@dataclass(frozen=True)
class AccountHealth:
    """How an account is: when it was last asked about and what was said, what its login allows and until when.

    `missing` are scopes that the login lacks (none when the network does not name them); `expires_at` is None for a token
    that does not run out; `renews_itself`: it is renewed before it runs out.
    """

    account_id: str
    base_url: str
    scopes: tuple[str, ...]
    missing: tuple[str, ...]
    expires_at: datetime | None
    renews_itself: bool
    checked_at: datetime | None
    check_said: str
    failures_in_a_row: int
    calls_left: CallsLeft | None
    spacing_seconds: int
    free_at: datetime | None


@dataclass(frozen=True)
class CheckedAccount:
    """What a test of a connection came to, in words."""

    ok: bool
    said: str


def calls_left(budget: Mapping[str, Any], now: datetime) -> CallsLeft | None:
    """What is left of the calls that a network told us of in `budget`; None when it told nothing that still counts."""
    remaining, limit, reset = budget.get("remaining"), budget.get("limit"), budget.get("reset_at")
    reset_at = datetime.fromisoformat(reset) if isinstance(reset, str) and reset else None
    if not isinstance(remaining, int) or (reset_at is not None and reset_at <= now):
        return None
    return CallsLeft(remaining, limit if isinstance(limit, int) else None, reset_at)


RENEWED_AHEAD = timedelta(days=7)
"""The longest time before its end at which a token is renewed."""
_LEAST_AHEAD = timedelta(minutes=10)


def is_due_for_renewal(expires_at: datetime, since: datetime | None, now: datetime) -> bool:
    """Whether a token that runs out at `expires_at` is renewed by now: in the last tenth of its life, and 10 minutes ahead.

    `since` is when it was given; not known, a token of unknown length is renewed a week ahead.
    """
    ahead = (expires_at - since) / 10 if since else RENEWED_AHEAD
    return now >= expires_at - min(max(ahead, _LEAST_AHEAD), RENEWED_AHEAD)


class Standing(Protocol):
    """What is looked at when an account is chosen."""

    @property
    def platform(self) -> str:
        """Its platform."""
        ...

    @property
    def network(self) -> str:
        """Sandbox or live."""
        ...

    @property
    def status(self) -> str:
        """A value of AccountStatus."""
        ...


A = TypeVar("A", bound=Standing)


def acting(accounts: Iterable[A]) -> dict[str, A]:
    """The account that acts for each platform: a live one before the sandbox, a connected one before others.

    One that a person disconnected acts for nothing. A live account that cannot publish is never replaced by the sandbox:
    what was meant for everybody would be out nowhere, and look published.
    """
    chosen: dict[str, A] = {}
    for each in accounts:
        if each.status == AccountStatus.DISCONNECTED:
            continue
        best = chosen.get(each.platform)
        if best is None or _rank(each) > _rank(best):
            chosen[each.platform] = each
    return chosen


def _rank(account: Standing) -> tuple[bool, bool]:
    return account.network == Network.LIVE, account.status == AccountStatus.CONNECTED


@dataclass(frozen=True)
class Terms:
    """On what terms an account acts: whether on the real network, and what its own server allows, as plain JSON."""

    live: bool = False
    limits: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reach:
    """Whether a client can publish on a platform today, and why not."""

    platform: str
    label: str
    can_publish: bool
    account_id: str
    network: str
    reason: str
