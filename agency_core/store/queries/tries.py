"""Questions about how often something was tried."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import case, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from agency_core.models import TriesRow


def count(session: Session, key: str, now: datetime, window: timedelta) -> tuple[int, datetime]:
    """Count one more try, and say how many there are within the window, and when that ends; exact, whoever else counts."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    ends = now + window
    is_over = (TriesRow.ends_at <= now) | (TriesRow.begins_at > now)
    question = (
        insert(TriesRow)
        .values(key=key, begins_at=now, ends_at=ends, count=1)
        .on_conflict_do_update(
            index_elements=["key"],
            set_={
                "begins_at": case((is_over, now), else_=TriesRow.begins_at),
                "ends_at": case((is_over, ends), else_=TriesRow.ends_at),
                "count": case((is_over, 1), else_=TriesRow.count + 1),
            },
        )
        .returning(TriesRow.count, TriesRow.ends_at)
    )
    found = session.execute(question).one()
    return found[0], found[1]


def take_back(session: Session, key: str) -> None:
    """Count one try less: it was no guess."""
    session.execute(update(TriesRow).where(TriesRow.key == key, TriesRow.count > 0).values(count=TriesRow.count - 1))


def forget(session: Session, now: datetime) -> int:
    """Delete windows that are over; how many."""
    gone = session.execute(delete(TriesRow).where(TriesRow.ends_at <= now).returning(TriesRow.key))
    return len(gone.all())
