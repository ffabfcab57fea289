"""Hints: on a server, a job for each delivery that waits, deferred in the transaction that makes it wait.

A job says "look at this delivery"; the ledger says whether there is anything to do. So a job that is lost, late or done twice
does no harm, and the queue may be begun anew whenever a newer version of it wants other tables.
"""

from __future__ import annotations

from datetime import UTC
from functools import cache
from importlib.metadata import version
from typing import Any

from procrastinate import App, SyncPsycopgConnector
from procrastinate.jobs import Job
from procrastinate.schema import SchemaManager
from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import get_history

from agency_core.domain.delivery import DeliveryState
from agency_core.models import DeliveryRow
from agency_core.store.database import Database
from agency_core.store.queries import hint
from agency_core.store.turns import take_turn

QUEUE = "deliveries"
LOOK = "look"


def prepare(db: Database) -> None:
    """Make sure that the queue has the tables of the installed version, and defer a job with whatever comes to wait."""
    with db.transaction() as session:
        take_turn(session, "queue")
        if hint.version(session) != _version():
            hint.begin(session, SchemaManager.get_schema(), _version())
    event.listen(db.sessions, "after_flush", _defer)


def _defer(session: Session, _flush: object) -> None:
    touched = [row for row in session.dirty if isinstance(row, DeliveryRow) and _moved(row)]
    if touched:
        hint.withdraw(session, [row.id for row in touched])
    made = [row for row in session.new if isinstance(row, DeliveryRow)]
    jobs = [_job(row) for row in (*made, *touched) if row.state == DeliveryState.PENDING]
    if jobs:
        connection: Any = session.connection().connection.driver_connection
        _app().job_manager.batch_defer_jobs(jobs=jobs, connection=connection)


def _moved(row: DeliveryRow) -> bool:
    """Whether a row began or ceased to wait, or waits for another moment. A claim is seen by its attempt; what was claimed has
    no job any more.
    """
    if row.state == DeliveryState.PENDING:
        return any(get_history(row, name).has_changes() for name in ("state", "next_attempt_at"))
    return get_history(row, "attempts").has_changes() or DeliveryState.PENDING in (get_history(row, "state").deleted or ())


def _job(row: DeliveryRow) -> Job:
    return Job(
        id=None, queue=QUEUE, lock=None, queueing_lock=row.id, task_name=LOOK, task_kwargs={"delivery_id": row.id},
        scheduled_at=row.next_attempt_at.astimezone(UTC), priority=row.priority,
    )


@cache
def _app() -> App:
    """Only speaks over connections that it is given."""
    return App(connector=SyncPsycopgConnector())


@cache
def _version() -> str:
    return version("procrastinate")
