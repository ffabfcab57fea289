"""Questions about accounts."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency_core.domain.account import AccountStatus, Terms, acting
from agency_core.domain.platform import Network
from agency_core.errors import NotFound
from agency_core.models import AccountRow
from agency_core.store.rows import fetch


def of_client(session: Session, client_id: str) -> list[AccountRow]:
    """Accounts of a client (of all clients when empty), by platform, live ones before the sandbox."""
    question = select(AccountRow).order_by(AccountRow.platform, AccountRow.network, AccountRow.created_at)
    if client_id:
        question = question.where(AccountRow.client_id == client_id)
    return list(session.scalars(question))


def terms(session: Session, client_id: str) -> dict[str, Terms]:
    """On what terms a client's account acts, by platform."""
    return {
        name: Terms(row.network == Network.LIVE, dict(row.limits or {}))
        for name, row in acting(of_client(session, client_id)).items()
    }


def get(session: Session, account_id: str) -> AccountRow:
    """The account with this id.

    Raises:
        NotFound: there is none.
    """
    row = fetch(session, AccountRow, account_id)
    if row is None:
        raise NotFound(f"There is no account {account_id!r}.", field="account_id", remedy="Check the id: it may be gone.")
    return row


def running_out(session: Session, before: datetime) -> list[AccountRow]:
    """Accounts in use whose token runs out before `before`, the first to do so first."""
    used = AccountRow.status.in_([AccountStatus.CONNECTED, AccountStatus.PAUSED])
    question = select(AccountRow).where(used, AccountRow.token_expires_at < before)
    return list(session.scalars(question.order_by(AccountRow.token_expires_at)))


def of_profile(session: Session, client_id: str, platform: str, external_id: str) -> AccountRow | None:
    """The account of a client for this profile, None when there is none."""
    mine = (AccountRow.client_id == client_id, AccountRow.platform == platform, AccountRow.external_id == external_id)
    return session.scalar(select(AccountRow).where(*mine))


def not_ahead(session: Session, now: datetime) -> None:
    """After the clock was set back: let no account wait longer for its next post than posts are kept apart."""
    for row in session.scalars(select(AccountRow).where(AccountRow.free_at > now)):
        if row.free_at is not None:
            row.free_at = min(row.free_at, now + timedelta(seconds=row.spacing_seconds))
