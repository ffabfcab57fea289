"""What requests say of people."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from agency_core.api.schemas.words import Line, OptionalWord, PageQuery, Word, Words, storable
from agency_core.domain.permission import Role
from agency_core.domain.person import PersonView

Secret = Annotated[str, StringConstraints(max_length=1_024), AfterValidator(storable)]
Roles = Annotated[dict[OptionalWord, Role | None], Field(min_length=1, max_length=500)]


class NewInvitation(Words):
    """Whom to invite: to be what, for a client or (without `client_id`) for the whole agency."""

    email: Line
    role: Role
    client_id: OptionalWord = ""


class PersonChanges(Words):
    """What to change of a person; what is left out stays as it is. `roles` by client, the empty one for the whole agency."""

    name: Line | None = None
    email: Line | None = None
    roles: Roles | None = None
    is_active: bool | None = None


class NewPassword(Words):
    """The old password and the new one."""

    old: Secret = Field(default="", repr=False)
    new: Secret = Field(repr=False)


class ProofGiven(Words):
    """The code of the second factor where there is one, else the password."""

    secret: Secret = Field(repr=False)


class Confirmation(Words):
    """The secret that was enrolled, and the code that the app shows now."""

    secret: Secret = Field(repr=False)
    code: Word = Field(repr=False)


class SessionQuery(PageQuery):
    """The sessions of a person; without `person_id`, your own."""

    person_id: OptionalWord = ""


class SessionsOf(Words):
    """Whose sessions: those of a person; without `person_id`, your own."""

    person_id: OptionalWord = ""


class Invitation(Words):
    """An invitation; `link` is in the answer to its making and in no other, `problem` says why no mail went out."""

    id: str
    email: str
    role: str
    client_id: str
    link: str
    problem: str


class Me(Words):
    """Who asks: `person` is null for agents, and on a machine without sign-in."""

    label: str
    person: PersonView | None
    session_id: str
    recovery_codes_left: int


class Enrolled(Words):
    """What an authenticator app needs, and no answer repeats."""

    secret: str
    address: str


class RecoveryCodes(Words):
    """Codes that are each good once, and that no answer repeats."""

    codes: tuple[str, ...]


