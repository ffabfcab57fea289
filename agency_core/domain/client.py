"""Clients: the brands the agency works for, with the brief that agents write from and the policy that decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Approval(StrEnum):
    """Who approves: a person for everything, or nobody for the agents that the client named."""

    PERSON = "person"
    NAMED_AGENTS = "named_agents"


@dataclass(frozen=True)
class Brief:
    """What agents know of a client. `link` is where posts lead; `banned_words` may never appear."""

    about: str = ""
    audience: str = ""
    tone: str = ""
    topics: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    banned_words: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True)
class NewClient:
    """What a person says when starting a client."""

    name: str
    timezone: str = "UTC"
    id: str = ""
    brief: Brief = field(default_factory=Brief)
    approval: Approval = Approval.PERSON
    automatic_agents: tuple[str, ...] = ()
    late_minutes: int = 60
    connect_sandbox: bool = True


@dataclass(frozen=True)
class ClientView:
    """A client. `late_minutes`: how late content may still be published unasked; `is_demo` marks made-up data."""

    id: str
    name: str
    timezone: str
    brief: Brief
    approval: str
    automatic_agents: tuple[str, ...]
    late_minutes: int
    is_demo: bool
    publishing_paused: bool
    created_at: datetime


@dataclass(frozen=True)
class ClientChanges:
    """What an edit changes; None leaves a field as it is."""

    name: str | None = None
    timezone: str | None = None
    brief: Brief | None = None
    approval: Approval | None = None
    automatic_agents: tuple[str, ...] | None = None
    late_minutes: int | None = None
    publishing_paused: bool | None = None
