"""Questions about connecting: our applications on the platforms, and logins that were begun."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from agency_core.errors import NotFound
from agency_core.models import ApplicationRow, LoginRow


def application(session: Session, platform: str, base_url: str) -> ApplicationRow | None:
    """Our application on a platform, or on one server of it."""
    return session.get(ApplicationRow, (platform, base_url))


def applications(session: Session) -> list[ApplicationRow]:
    """All of them, by platform."""
    return list(session.scalars(select(ApplicationRow).order_by(ApplicationRow.platform, ApplicationRow.base_url)))


def get(session: Session, login_id: str) -> LoginRow:
    """The login with this id.

    Raises:
        NotFound: there is none (any more).
    """
    row = session.get(LoginRow, login_id)
    if row is None:
        raise NotFound("There is no such login.", field="login_id", remedy="Connect the account again.")
    return row


def of_state(session: Session, state_hash: str) -> LoginRow | None:
    """The login that was begun with this state."""
    return session.scalar(select(LoginRow).where(LoginRow.state_hash == state_hash))


def use(session: Session, login_id: str, now: datetime) -> bool:
    """Mark a login as used; whether nobody had before."""
    unused = update(LoginRow).where(LoginRow.id == login_id, LoginRow.used_at.is_(None))
    return session.scalar(unused.values(used_at=now).returning(LoginRow.id)) is not None


def forget(session: Session, before: datetime) -> None:
    """Delete logins that ended by `before`."""
    session.execute(delete(LoginRow).where(LoginRow.expires_at <= before))
