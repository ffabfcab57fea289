"""What requests say of clients and their accounts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from agency_core.api.schemas.words import Address, Line, OptionalNote, OptionalWord, PlatformName, Word, Words
from agency_core.domain.account import AccountStatus, NewAccount
from agency_core.domain.client import Approval, Brief, ClientChanges, NewClient

Few = Annotated[tuple[Line, ...], Field(max_length=200)]
Minutes = Annotated[int, Field(strict=True, ge=0, le=100_000)]


class BriefWords(Words):
    """What agents know of a client. `banned_words` may never appear."""

    about: OptionalNote = ""
    audience: OptionalNote = ""
    tone: OptionalNote = ""
    topics: Few = ()
    hashtags: Few = ()
    banned_words: Few = ()
    link: Address = ""

    def brief(self) -> Brief:
        """The brief in the agency's words."""
        return Brief(
            self.about, self.audience, self.tone, self.topics, self.hashtags, self.banned_words, self.link,
        )


class ClientStarted(Words):
    """A new client. `late_minutes`: how late content may still be published unasked."""

    name: Line
    timezone: Line = "UTC"
    id: OptionalWord = ""
    brief: BriefWords = Field(default_factory=BriefWords)
    approval: Approval = Approval.PERSON
    automatic_agents: Annotated[tuple[Word, ...], Field(max_length=200)] = ()
    late_minutes: Minutes = 60
    connect_sandbox: bool = True

    def new(self) -> NewClient:
        """The client in the agency's words."""
        return NewClient(
            self.name, self.timezone, self.id, self.brief.brief(), self.approval, self.automatic_agents,
            self.late_minutes, self.connect_sandbox,
        )


class ClientEdit(Words):
    """Some of what a client is; what is left out stays."""

    name: Line | None = None
    timezone: Line | None = None
    brief: BriefWords | None = None
    approval: Approval | None = None
    automatic_agents: Annotated[tuple[Word, ...], Field(max_length=200)] | None = None
    late_minutes: Minutes | None = None

    def changes(self) -> ClientChanges:
        """The edit in the agency's words."""
        return ClientChanges(
            self.name, self.timezone, self.brief.brief() if self.brief else None, self.approval,
            self.automatic_agents, self.late_minutes,
        )


class Publishing(Words):
    """Whether nothing is published for a client for now."""

    paused: bool


class SandboxAccount(Words):
    """A profile on the sandbox network."""

    client_id: Word
    platform: PlatformName


class LiveAccount(Words):
    """A profile on the real network. `token_variable` names the environment variable that holds its token."""

    client_id: Word
    platform: PlatformName
    external_id: Word
    display_name: Line
    token_variable: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{0,99}$")]

    def new(self) -> NewAccount:
        """The account in the agency's words."""
        return NewAccount(self.client_id, self.platform, self.external_id, self.display_name, self.token_variable)


class AccountStatusWish(Words):
    """Whether an account is used."""

    status: AccountStatus
