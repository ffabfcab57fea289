"""Accounts as people see them: which profile on which platform, and whether it can publish now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from agency_core.domain.platform import Network


class AccountStatus(StrEnum):
    """Whether an account can be used."""

    CONNECTED = "connected"
    PAUSED = "paused"
    RECONNECT = "reconnect"


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

    A live account that cannot publish is never replaced by the sandbox: what was meant for everybody would be out nowhere,
    and look published.
    """
    chosen: dict[str, A] = {}
    for each in accounts:
        best = chosen.get(each.platform)
        if best is None or _rank(each) > _rank(best):
            chosen[each.platform] = each
    return chosen


def _rank(account: Standing) -> tuple[bool, bool]:
    return account.network == Network.LIVE, account.status == AccountStatus.CONNECTED


@dataclass(frozen=True)
class Reach:
    """Whether a client can publish on a platform today, and why not."""

    platform: str
    label: str
    can_publish: bool
    account_id: str
    network: str
    reason: str
