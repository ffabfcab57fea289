"""Logins: how a person lets us act for a profile, from the first click to the profiles that were found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from agency_core.domain.platform import Platform

STATE_LASTS = timedelta(minutes=10)
"""How long a person may take on the network's page."""
CHOICE_LASTS = timedelta(minutes=30)
"""How long what was found waits to be chosen from."""


@dataclass(frozen=True)
class LoginWish:
    """What is to be connected: a client on a platform, on one `server` of it where it has many, or on the sandbox."""

    client_id: str
    platform: str
    server: str = ""
    sandbox: bool = False


@dataclass(frozen=True)
class AppPassword:
    """A name and a password made for us on a platform. The password is used once and not kept."""

    client_id: str
    platform: str
    name: str
    password: str
    server: str = ""

    def __repr__(self) -> str:
        """All but the password."""
        return f"AppPassword({self.client_id!r}, {self.platform!r}, {self.name!r})"


@dataclass(frozen=True)
class Consent:
    """Where a person is asked, and until when the answer counts."""

    login_id: str
    url: str
    expires_at: datetime


@dataclass(frozen=True)
class ApplicationView:
    """Our application on a platform (or one server of it), without its secret; `source` is `desk` or `environment`."""

    platform: str
    base_url: str
    app_id: str
    source: str


class LoginState(StrEnum):
    """How far a login got."""

    ASKED = "asked"
    FOUND = "found"
    FAILED = "failed"


@dataclass(frozen=True)
class FoundProfile:
    """A profile that the login can act for; `status` of the account that acts for it already, empty when there is none."""

    external_id: str
    display_name: str
    status: str = ""


@dataclass(frozen=True)
class LoginView:
    """A login without its secrets; `problem` says why it failed."""

    id: str
    client_id: str
    platform: Platform
    sandbox: bool
    state: LoginState
    profiles: tuple[FoundProfile, ...]
    problem: str
    expires_at: datetime
