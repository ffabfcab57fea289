"""Questions about gauges: figures that were written down because nobody can count them afterwards."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, delete, func, insert, select, type_coerce
from sqlalchemy.orm import Session

from agency_core.domain.content import ContentStatus
from agency_core.domain.windows import Cell
from agency_core.models import ContentRow, GaugeRow
from agency_core.store.queries.kpi import Asked, Counted
from agency_core.store.step import step_of


@dataclass(frozen=True)
class NewGauge:
    """A figure of the installation, or (with a client) of a client; `cases` is what a mean is made of."""

    name: str
    value: float
    client_id: str = ""
    cases: int = 1


def write(session: Session, at: datetime, gauges: Iterable[NewGauge]) -> int:
    """Keep figures as they are at a moment; how many."""
    rows = [
        {"name": each.name, "client_id": each.client_id, "subject": "", "at": at, "value": each.value, "cases": each.cases}
        for each in gauges
    ]
    if rows:
        session.execute(insert(GaugeRow), rows)
    return len(rows)


def cells(session: Session, asked: Asked, name: str) -> list[Counted]:
    """What was written down in a time, oldest first; the value of a cell is the sum over its cases."""
    return _cells(session, asked, name, func.sum(GaugeRow.value * GaugeRow.cases))


def least_cells(session: Session, asked: Asked, name: str) -> list[Counted]:
    """The same, each with the least value in it."""
    return _cells(session, asked, name, func.min(GaugeRow.value))


def _cells(session: Session, asked: Asked, name: str, value: ColumnElement[float]) -> list[Counted]:
    step = step_of(type_coerce(GaugeRow.at, BigInteger) // 1000, asked.shifts)
    question = select(GaugeRow.client_id, step, value, func.sum(GaugeRow.cases)).where(
        GaugeRow.name == name, GaugeRow.client_id.in_(asked.clients), GaugeRow.subject == "", GaugeRow.at >= asked.since,
        GaugeRow.at < asked.until,
    )
    found = session.execute(question.group_by(GaugeRow.client_id, step).order_by(step))
    return [Counted(client, "", Cell(int(at), float(worth), int(cases))) for client, at, worth, cases in found]


def first_at(session: Session, name: str, clients: Collection[str]) -> datetime | None:
    """Since when a figure is written down."""
    question = select(func.min(GaugeRow.at)).where(GaugeRow.name == name, GaugeRow.client_id.in_(clients), GaugeRow.subject == "")
    return session.scalar(question)


def forget(session: Session, before: datetime) -> int:
    """Delete what was written down before a moment; how many."""
    found = session.execute(delete(GaugeRow).where(GaugeRow.at < before).returning(GaugeRow.at))
    return len(found.all())


def in_review(session: Session) -> dict[str, int]:
    """How much content of each client waits for a decision."""
    question = select(ContentRow.client_id, func.count()).where(ContentRow.status == ContentStatus.IN_REVIEW)
    return {client: count for client, count in session.execute(question.group_by(ContentRow.client_id))}
