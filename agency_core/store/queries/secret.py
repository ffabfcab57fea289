"""Questions about what is kept sealed: every row that holds a secret, and the place it is sealed for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency_core.models import AccountRow, ApplicationRow, NotifierRow, PersonRow


@dataclass(frozen=True)
class Held:
    """One stored secret: its row, the column it is in, and its place."""

    row: AccountRow | ApplicationRow | NotifierRow | PersonRow
    column: str
    place: str

    @property
    def stored(self) -> dict[str, Any]:
        """What the column holds."""
        return dict(getattr(self.row, self.column))


def place(row: AccountRow | ApplicationRow | NotifierRow | PersonRow) -> str:
    """What the secret of this row is bound to."""
    if isinstance(row, AccountRow):
        return f"account|{row.id}"
    if isinstance(row, NotifierRow):
        return f"notifier|{row.id}"
    if isinstance(row, PersonRow):
        return f"person|{row.id}"
    return f"application|{row.platform}|{row.base_url}"


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
