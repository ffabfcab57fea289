"""Questions about tasks and their jobs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from agency_core.domain.operations import JobView, TaskView
from agency_core.domain.paging import Listing, Page
from agency_core.errors import NotFound
from agency_core.models import JobRow, ReplayRow, TaskRow, WorkerRow
from agency_core.store.queries import hint
from agency_core.store.queries.paging import newest_first
from agency_core.store.rows import fetch

KEEP_REPLAYS = timedelta(days=7)
KEEP_WORKERS = timedelta(days=7)


@dataclass(frozen=True)
class Order:
    """What people want of a task."""

    paused: bool
    requested: bool


@dataclass(frozen=True)
class Standing:
    """What is worth keeping of a task when another process takes over."""

    next_run_at: datetime | None
    consecutive_failures: int


@dataclass(frozen=True)
class Booked:
    """What a number of runs add to the row of a task; `values` overwrites columns."""

    name: str
    runs: int
    failures: int
    values: dict[str, Any]


def orders(session: Session) -> dict[str, Order]:
    """What people want of each task: the one question of every second."""
    found = session.execute(select(TaskRow.name, TaskRow.paused, TaskRow.run_requested)).all()
    return {name: Order(paused, requested) for name, paused, requested in found}


def adopt(session: Session, tasks: Iterable[tuple[str, str, timedelta]]) -> dict[str, Standing]:
    """Make the table agree with `tasks` (name, label, rhythm); whatever is marked as running is not."""
    known = {row.name: row for row in session.scalars(select(TaskRow))}
    for name, label, every in tasks:
        row = known.pop(name, None)
        if row is None:
            session.add(TaskRow(name=name, label=label, every_seconds=every.total_seconds(), next_run_at=None))
        else:
            row.label, row.every_seconds, row.running = label, every.total_seconds(), False
    for row in known.values():
        session.delete(row)
    session.flush()
    found = session.execute(select(TaskRow.name, TaskRow.next_run_at, TaskRow.consecutive_failures)).all()
    return {name: Standing(next_run_at, failures) for name, next_run_at, failures in found}


def show(session: Session, name: str, at: datetime) -> None:
    """Write that a task runs since `at`."""
    session.execute(update(TaskRow).where(TaskRow.name == name).values(running=True, last_run_at=at))


def grant(session: Session, name: str, at: datetime) -> None:
    """Write that a task runs since `at` because somebody asked for it; the wish is thereby granted."""
    session.execute(
        update(TaskRow).where(TaskRow.name == name).values(running=True, run_requested=False, last_run_at=at)
    )


def take_slot(session: Session, name: str, due: datetime, following: datetime, absurd: datetime) -> bool:
    """Take the run of a task that is due by `due` and set the time of the one `following`; False when another process was
    quicker. A time later than `absurd` comes from a clock that was set back.
    """
    free = or_(TaskRow.next_run_at.is_(None), TaskRow.next_run_at <= due, TaskRow.next_run_at > absurd)
    took = update(TaskRow).where(TaskRow.name == name, free).values(next_run_at=following).returning(TaskRow.name)
    return session.execute(took).one_or_none() is not None


def not_ahead(session: Session, now: datetime) -> None:
    """After the clock was set back: let no run lie in the future, where it would be taken for a sign of life."""
    session.execute(update(TaskRow).where(TaskRow.last_run_at > now).values(last_run_at=now))


def book(session: Session, entries: Iterable[Booked], jobs: list[dict[str, Any]]) -> None:
    """Write what runs came to, and a row for each that is worth one."""
    for entry in entries:
        session.execute(
            update(TaskRow)
            .where(TaskRow.name == entry.name)
            .values(runs=TaskRow.runs + entry.runs, failures=TaskRow.failures + entry.failures, **entry.values)
        )
    if jobs:
        session.execute(insert(JobRow), jobs)


def get(session: Session, name: str) -> TaskRow:
    """The task called `name`.

    Raises:
        NotFound: there is none.
    """
    row = fetch(session, TaskRow, name)
    if row is None:
        raise NotFound(f"There is no task {name!r}.", field="name", remedy="See the list of tasks.")
    return row


def every(session: Session) -> tuple[TaskView, ...]:
    """Every task, the most frequent first."""
    rows = session.scalars(select(TaskRow).order_by(TaskRow.every_seconds, TaskRow.name))
    return tuple(row.view() for row in rows)


def jobs(session: Session, task: str, page: Page) -> Listing[JobView]:
    """Runs of a task (of all when empty), newest first."""
    question = select(JobRow)
    if task:
        question = question.where(JobRow.task == task)
    rows, cursor = newest_first(session, question, JobRow.id, page)
    return Listing(tuple(row.view() for row in rows), cursor)


def forget(session: Session, now: datetime) -> int:
    """Delete what is too old to be of use: answered request keys, workers that are gone. How many rows."""
    gone = [
        session.execute(delete(ReplayRow).where(ReplayRow.created_at < now - KEEP_REPLAYS)),
        session.execute(delete(WorkerRow).where(WorkerRow.beat_at < now - KEEP_WORKERS, WorkerRow.leading.is_(False))),
    ]
    return hint.forget(session) + sum(int(result.rowcount) for result in gone if isinstance(result, CursorResult))
