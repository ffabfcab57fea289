"""Accounts as people see them: which profile on which platform, and whether it can publish now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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


@dataclass(frozen=True)
class Reach:
    """Whether a client can publish on a platform today, and why not."""

    platform: str
    label: str
    can_publish: bool
    account_id: str
    network: str
    reason: str
