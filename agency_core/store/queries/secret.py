"""Questions about what is kept sealed: every row that holds a secret, and the place it is sealed for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency_core.models import AccountRow, ApplicationRow, KeyRow, NotifierRow, PersonRow
from agency_core.security.sealing import Place, is_enveloped, is_sealed, key_of

SECRETS, FILES = "secrets", "files"
"""What data keys are for; what else lies in their table (the names of signing keys) is wrapped by nothing."""


@dataclass(frozen=True)
class Held:
    """One stored secret: its row, the column it is in, and its place."""

    row: AccountRow | ApplicationRow | NotifierRow | PersonRow
    column: str
    place: Place

    @property
    def stored(self) -> dict[str, Any]:
        """What the column holds."""
        return dict(getattr(self.row, self.column))


def place(row: AccountRow | ApplicationRow | NotifierRow | PersonRow) -> Place:
    """What the secret of this row is bound to."""
    if isinstance(row, AccountRow):
        return Place("account", "credentials", row.client_id, row.id)
    if isinstance(row, NotifierRow):
        return Place("notifier", "secret", row.client_id or "", row.id)
    if isinstance(row, PersonRow):
        return Place("person", "totp", "", row.id)
    return Place("application", "secret", "", f"{row.platform}|{row.base_url}")


def key_place(client_id: str, purpose: str, name: str) -> str:
    """What a wrapped data key is bound to."""
    return str(Place("data_key", "wrapped", client_id, f"{purpose}|{name}"))


def data_keys(session: Session, client_id: str, purpose: str) -> list[KeyRow]:
    """The data keys of a client for one purpose, newest first; those that no longer seal come last."""
    question = select(KeyRow).where(KeyRow.client_id == client_id, KeyRow.purpose == purpose)
    found = session.scalars(question.order_by(KeyRow.created_at.desc(), KeyRow.name)).all()
    return sorted(found, key=lambda row: row.retired_at is not None)


def wrapped(session: Session) -> list[KeyRow]:
    """Every data key."""
    return [row for row in session.scalars(select(KeyRow).where(KeyRow.purpose.in_((SECRETS, FILES)))) if is_sealed(row.wrapped)]


def roots(session: Session) -> set[str]:
    """The names of the keys of the key file that what is sealed needs."""
    direct = {key_of(held.stored) for held in kept(session) if is_sealed(held.stored) and not is_enveloped(held.stored)}
    return direct | {key_of(row.wrapped) for row in wrapped(session)}


def kept(session: Session) -> Iterator[Held]:
    """Every secret that outlives a login, sealed or not."""
    for account in session.scalars(select(AccountRow)):
        yield Held(account, "credentials", place(account))
    for application in session.scalars(select(ApplicationRow)):
        yield Held(application, "secret", place(application))
    for notifier in session.scalars(select(NotifierRow)):
        yield Held(notifier, "secret", place(notifier))
    for person in session.scalars(select(PersonRow)):
        yield Held(person, "totp", place(person))
