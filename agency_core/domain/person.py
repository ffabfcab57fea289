"""People, how they prove who they are, and what other programs act with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from agency_core.domain.permission import Role

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=7)
"""A session ends after so long without a request, and after so long in any case."""
ACCESS_FOR = timedelta(minutes=15)
REFRESH_FOR = timedelta(days=30)
LINK_FOR = timedelta(minutes=30)
INVITED_FOR = timedelta(days=7)
SECOND_FACTOR_FOR = timedelta(minutes=10)
PROVIDER_FOR = timedelta(minutes=10)
"""So long may pass between the password (or the way to the identity provider) and what follows."""


class Purpose(StrEnum):
    """What a link or token is for; one made for another purpose is refused."""

    FIRST_RUN = "first_run"
    INVITE = "invite"
    RESET = "reset"
    REVIEW = "review"
    ACCESS = "access"
    REFRESH = "refresh"
    AGENT = "agent"
    PERSONAL = "personal"
    SECOND_FACTOR = "second_factor"
    PROVIDER = "provider"


class PersonStatus(StrEnum):
    """Whether somebody may come in."""

    ACTIVE = "active"
    DISABLED = "disabled"


@dataclass(frozen=True)
class PersonView:
    """Somebody who signs in. `roles` by client; the empty client stands for the whole agency."""

    id: str
    email: str
    name: str
    status: str
    roles: Mapping[str, Role]
    has_password: bool
    has_totp: bool
    created_at: datetime
    last_seen_at: datetime | None


@dataclass(frozen=True)
class SessionView:
    """A browser that is signed in. `id` is a name for it, never what it signs in with."""

    id: str
    person_id: str
    how: str
    address: str
    browser: str
    created_at: datetime
    seen_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class InvitationView:
    """Somebody who was asked to come."""

    id: str
    email: str
    client_id: str
    role: str
    created_by: str
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None


@dataclass(frozen=True)
class TokenView:
    """A token of an agent or a personal key: what it may do, never what it is."""

    id: str
    purpose: str
    owner_id: str
    client_id: str
    name: str
    scopes: tuple[str, ...]
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
