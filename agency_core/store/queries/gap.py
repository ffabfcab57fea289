"""Questions about gaps: times without a sign of life of the engine, the API or the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from agency_core.domain.downtime import Absence, Component, Window
from agency_core.domain.watching import GapView
from agency_core.models import GapRow, MaintenanceRow


def between(session: Session, component: str, first: datetime, last: datetime) -> tuple[GapView, ...]:
    """Every gap of a component (of all, when it is empty) that touches the time from `first` to `last`, oldest first."""
    question = select(GapRow).where(GapRow.since < last, or_(GapRow.until.is_(None), GapRow.until > first))
    components = [component] if component else list(Component)
    question = question.where(GapRow.component.in_(components)).order_by(GapRow.since, GapRow.id)
    return tuple(row.view() for row in session.scalars(question))


def lasting(session: Session, component: str) -> GapRow | None:
    """The gap of a component that has not ended."""
    return session.scalar(select(GapRow).where(GapRow.component == component, GapRow.until.is_(None)))


def note(session: Session, component: str, absence: Absence) -> None:
    """Keep a gap that is over."""
    session.add(
        GapRow(component=component, since=absence.since, until=absence.until, kind=absence.kind, why=absence.why)
    )


def begin(session: Session, component: str, since: datetime, kind: str, why: str) -> None:
    """Keep that a gap begins, unless one lasts already."""
    if lasting(session, component) is None:
        session.add(GapRow(component=component, since=since, until=None, kind=kind, why=why))


def maintenance(session: Session, first: datetime, last: datetime) -> tuple[Window, ...]:
    """Every maintenance that touches the time from `first` to `last`, as long as it really was."""
    ended = func.coalesce(MaintenanceRow.ended_at, MaintenanceRow.ends_at)
    question = select(MaintenanceRow).where(MaintenanceRow.ends_at > first, MaintenanceRow.starts_at < last, ended > first)
    return tuple(
        Window(row.starts_at, row.ended_at or row.ends_at, row.why)
        for row in session.scalars(question.order_by(MaintenanceRow.starts_at))
    )
