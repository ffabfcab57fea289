"""Questions about what is too old: how many there are, and taking a bounded number of them away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, delete, func, select, text, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import QueryableAttribute, Session

from agency_core.domain.alert import AlertState
from agency_core.domain.ids import first_id
from agency_core.domain.watching import NotificationState
from agency_core.models import AlertRow, AttemptRow, Base, GaugeRow, HistoryRow, JobRow, NotificationRow
from agency_core.store.bulk import among

AT_ONCE = 1000
Take = Callable[[Session, datetime], int]
_SLICE = timedelta(hours=6)
_FULL = func.length(cast(AttemptRow.steps, String)) > len("[]")


@dataclass(frozen=True)
class Old:
    """One kind: how many are older than a moment, and taking the oldest of them away (0: none is left)."""

    count: Take
    take: Take


def _numbered(row: type[Base], key: QueryableAttribute[int], at: QueryableAttribute[datetime]) -> Old:
    """Rows that are numbered in the order of their time: the front is looked at, and nothing behind what is young."""

    def count(session: Session, before: datetime) -> int:
        return session.scalar(select(func.count()).select_from(row).where(at < before)) or 0

    def take(session: Session, before: datetime) -> int:
        front = session.execute(select(key, at).order_by(key).limit(AT_ONCE)).all()
        old = [number for number, moment in front if moment < before]
        return _gone(session, row, key, old)

    return Old(count, take)


def _named(row: type[Base], key: QueryableAttribute[str], is_over: Callable[[datetime], ColumnElement[bool]]) -> Old:
    """Rows whose ids sort by the time they were made."""

    def old(before: datetime) -> ColumnElement[bool]:
        return and_(key < first_id(before), is_over(before))

    def count(session: Session, before: datetime) -> int:
        return session.scalar(select(func.count()).select_from(row).where(old(before))) or 0

    def take(session: Session, before: datetime) -> int:
        found = session.scalars(select(key).where(old(before)).order_by(key).limit(AT_ONCE)).all()
        return _gone(session, row, key, found)

    return Old(count, take)


def _gone(session: Session, row: type[Base], key: QueryableAttribute[Any], ids: Sequence[object]) -> int:
    if ids:
        session.execute(delete(row).where(among(session, key, ids)))
    return len(ids)


def _count_gauges(session: Session, before: datetime) -> int:
    return session.scalar(select(func.count()).select_from(GaugeRow).where(GaugeRow.at < before)) or 0


def _take_gauges(session: Session, before: datetime) -> int:
    first = session.scalar(select(func.min(GaugeRow.at)))
    if first is None or first >= before:
        return 0
    done = session.execute(delete(GaugeRow).where(GaugeRow.at < min(before, first + _SLICE)))
    return int(done.rowcount) if isinstance(done, CursorResult) else 0


def _old_steps(before: datetime) -> ColumnElement[bool]:
    return and_(AttemptRow.id < first_id(before), _FULL)


def _count_steps(session: Session, before: datetime) -> int:
    return session.scalar(select(func.count()).select_from(AttemptRow).where(_old_steps(before))) or 0


def _empty_steps(session: Session, before: datetime) -> int:
    found = session.scalars(select(AttemptRow.id).where(_old_steps(before)).order_by(AttemptRow.id).limit(AT_ONCE)).all()
    if found:
        session.execute(update(AttemptRow).where(among(session, AttemptRow.id, found)).values(steps=[]))
    return len(found)


KINDS: Mapping[str, Old] = {
    "attempt_steps": Old(_count_steps, _empty_steps),
    "history": _numbered(HistoryRow, HistoryRow.id, HistoryRow.at),
    "jobs": _numbered(JobRow, JobRow.id, JobRow.ended_at),
    "gauges": Old(_count_gauges, _take_gauges),
    "notifications": _named(
        NotificationRow, NotificationRow.id,
        lambda _before: NotificationRow.state.in_([NotificationState.SENT, NotificationState.FAILED]),
    ),
    "alerts": _named(
        AlertRow, AlertRow.id,
        lambda before: and_(AlertRow.state == AlertState.RESOLVED, AlertRow.resolved_at < before),
    ),
}
"""Kinds whose rows go one by one; snapshots are thinned elsewhere, as their sums have to stay right."""


def drop_snapshots(session: Session, keys: Sequence[tuple[int, int, str]]) -> None:
    """Delete snapshots by (post, milliseconds, source)."""
    statement = text("DELETE FROM snapshot WHERE post_pk = :post AND taken_at = :at AND source = :source")
    session.execute(statement, [{"post": post, "at": at, "source": source} for post, at, source in keys])

