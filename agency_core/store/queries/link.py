"""Questions about links that are good once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from agency_core.models import LinkRow


def open_one(session: Session, token: str, purpose: str, now: datetime) -> LinkRow | None:
    """The link with this hash, when it is for this purpose and still good."""
    row = session.get(LinkRow, token)
    is_good = row is not None and row.purpose == purpose and row.used_at is None and row.revoked_at is None
    return row if is_good and row and row.expires_at > now else None


def use(session: Session, token: str, purpose: str, now: datetime) -> LinkRow | None:
    """Take it: of many who try at the same time, one gets it."""
    taken = session.scalar(
        update(LinkRow)
        .where(
            LinkRow.token == token, LinkRow.purpose == purpose, LinkRow.used_at.is_(None), LinkRow.revoked_at.is_(None),
            LinkRow.expires_at > now,
        )
        .values(used_at=now)
        .returning(LinkRow.token)
        .execution_options(synchronize_session=False)
    )
    return session.get(LinkRow, taken, populate_existing=True) if taken else None


def revoke(session: Session, purpose: str, subject_id: str, now: datetime) -> None:
    """End what is still good for this purpose and subject."""
    session.execute(
        update(LinkRow)
        .where(
            LinkRow.expires_at > now, LinkRow.purpose == purpose, LinkRow.subject_id == subject_id, LinkRow.used_at.is_(None),
            LinkRow.revoked_at.is_(None),
        )
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )


def forget(session: Session, before: datetime) -> int:
    """Delete links that ended before a moment; how many."""
    gone = session.execute(delete(LinkRow).where(LinkRow.expires_at < before).returning(LinkRow.token))
    return len(gone.all())


