"""Questions about accounts."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency_core.errors import NotFound
from agency_core.models import AccountRow


def of_client(session: Session, client_id: str) -> list[AccountRow]:
    """Accounts of a client (of all clients when empty), by platform, live ones before the sandbox."""
    question = select(AccountRow).order_by(AccountRow.platform, AccountRow.network, AccountRow.created_at)
    if client_id:
        question = question.where(AccountRow.client_id == client_id)
    return list(session.scalars(question))


def get(session: Session, account_id: str) -> AccountRow:
    """The account with this id.

    Raises:
        NotFound: there is none.
    """
    row = session.get(AccountRow, account_id)
    if row is None:
        raise NotFound(f"There is no account {account_id!r}.", field="account_id", remedy="Check the id: it may be gone.")
    return row
