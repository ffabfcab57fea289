"""Questions about the jobs of the distributed engine, which live in a schema of their own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from agency_core.domain.delivery import DeliveryState
from agency_core.models import DeliveryRow

_LEFT_BEHIND = text(
    "DELETE FROM procrastinate_jobs WHERE status <> 'todo' AND (worker_id IS NULL OR worker_id NOT IN "
    "(SELECT id FROM procrastinate_workers WHERE last_heartbeat > now() - interval '5 minutes')) RETURNING 1"
)
"""Jobs whose worker gave no sign of life for five minutes: it is gone."""


def version(session: Session) -> str:
    """Which version made the tables of the queue; empty when there are none."""
    return session.scalar(text("SELECT obj_description(to_regnamespace('procrastinate'), 'pg_namespace')")) or ""


def begin(session: Session, schema: str, version: str) -> None:
    """Make the tables of the queue by its `schema`; what was in them is forgotten, and found again by the ledger."""
    for sentence in (
        "DROP SCHEMA IF EXISTS procrastinate CASCADE", "CREATE SCHEMA procrastinate",
        "SET LOCAL search_path = procrastinate, public",
    ):
        session.execute(text(sentence))
    cursor = session.connection().connection.cursor()
    cursor.execute(schema)
    cursor.execute(f"COMMENT ON SCHEMA procrastinate IS '{version}'")
    cursor.close()
    session.execute(text("SET LOCAL search_path = public, procrastinate"))


def withdraw(session: Session, ids: Collection[str]) -> None:
    """Take away the jobs of these deliveries that nobody has begun."""
    session.execute(
        text("DELETE FROM procrastinate_jobs WHERE queueing_lock = ANY(:ids) AND status = 'todo'"), {"ids": list(ids)}
    )


def next_due(session: Session, now: datetime, horizon: datetime) -> datetime | None:
    """The next moment after `now`, up to `horizon`, at which a delivery stops waiting."""
    coming = DeliveryRow.next_attempt_at
    question = select(func.min(coming)).where(DeliveryRow.state == DeliveryState.PENDING, coming > now, coming <= horizon)
    return session.scalar(question)


def overdue(session: Session, now: datetime) -> bool:
    """Whether any delivery has waited long enough, be it held back or not."""
    question = select(DeliveryRow.id).where(DeliveryRow.state == DeliveryState.PENDING, DeliveryRow.next_attempt_at <= now)
    return session.scalar(question.limit(1)) is not None


def forget(session: Session) -> int:
    """Delete what dead workers left behind; how many jobs. Nothing on an embedded database, which has none."""
    if session.get_bind().dialect.name != "postgresql" or not version(session):
        return 0
    return len(session.execute(_LEFT_BEHIND).all())
