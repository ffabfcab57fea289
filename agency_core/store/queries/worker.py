"""Questions about workers: who runs the engine, and when it gave its last sign of life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from agency_core.domain.operations import WorkerView
from agency_core.models import TaskRow, WorkerRow
from agency_core.store.dialect import upsert

SERVING = ("all", "api", "ui")
"""Roles of processes that serve."""


@dataclass(frozen=True)
class Life:
    """`beat_at`: the last beat of a worker that leads. `seen_at`: the last sign of life of any that ever led."""

    beat_at: datetime | None
    seen_at: datetime | None


def beat(session: Session, worker: WorkerView) -> None:
    """Write that a worker lives. When it leads, nobody else does."""
    upsert(session, WorkerRow, ["id"], vars(worker))
    if worker.leading:
        session.execute(
            update(WorkerRow).where(WorkerRow.id != worker.id, WorkerRow.leading.is_(True)).values(leading=False)
        )


def life(session: Session) -> Life:
    """The last signs of life of the engine; that of a worker that ended in order is its last run of a task."""
    beat_at = session.scalar(select(func.max(WorkerRow.beat_at)).where(WorkerRow.leading.is_(True)))
    ran_at = session.scalar(select(func.max(TaskRow.last_run_at)))
    signs = [sign for sign in (beat_at, ran_at) if sign is not None]
    return Life(beat_at, max(signs, default=None))


def served_at(session: Session) -> datetime | None:
    """The last sign of life of a process that serves the API or the dashboard."""
    return session.scalar(select(func.max(WorkerRow.beat_at)).where(WorkerRow.role.in_(SERVING)))


def serving(session: Session, but: str, since: datetime) -> bool:
    """Whether another process than `but` that serves gave a sign of life since a moment."""
    others = select(WorkerRow.id).where(WorkerRow.role.in_(SERVING), WorkerRow.id != but, WorkerRow.beat_at > since)
    return session.scalar(others.limit(1)) is not None


def newest(session: Session) -> tuple[WorkerView, ...]:
    """Every worker, the one that leads first, then by the last beat."""
    rows = session.scalars(select(WorkerRow).order_by(WorkerRow.leading.desc(), WorkerRow.beat_at.desc()))
    return tuple(row.view() for row in rows)
