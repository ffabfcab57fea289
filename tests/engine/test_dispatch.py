"""The seam between what waits and who sends: a job in the same transaction, a wake-up at once, one leader, one run a slot."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from agency_core.domain.clock import SystemClock
from agency_core.engine import hints
from agency_core.engine.dispatch import dispatch_of
from agency_core.engine.lock import ServerLock, lead_of
from agency_core.models import AccountRow, ClientRow, ContentRow, DeliveryRow, TaskRow
from agency_core.store.database import Database
from agency_core.store.queries import hint
from agency_core.store.queries import task as tasks
from tests.engine.conftest import until
from tests.faults.fleet import account_row, client_row, content_row, delivery_row

FAR = timedelta(days=300)


@pytest.fixture
def db(empty_server):
    """A server's database with one delivery, `d000000`, due far ahead, and its job."""
    opened = Database(empty_server)
    hints.prepare(opened)
    now = datetime.now(UTC)
    with opened.transaction() as session:
        session.execute(text("DELETE FROM procrastinate_jobs"))
        rows = (ClientRow(**client_row(now)), AccountRow(**account_row(0, now)), ContentRow(**content_row("000000", now)))
        for row in (*rows, DeliveryRow(**delivery_row("000000", now + FAR, now))):
            session.add(row)
            session.flush()
    yield opened
    opened.close()


def jobs(db) -> list[tuple[str, str]]:
    with db.reading() as session:
        return [tuple(each) for each in session.execute(text("SELECT queueing_lock, status::text FROM procrastinate_jobs"))]


def wait_until_now(session) -> None:
    row = session.get_one(DeliveryRow, "d000000")
    row.due_at = row.next_attempt_at = datetime.now(UTC)


def test_what_waits_has_one_job_however_often_it_is_moved(db):
    for _ in range(3):
        with db.transaction() as session:
            wait_until_now(session)
    assert jobs(db) == [("d000000", "todo")]


def test_a_job_goes_with_the_transaction_that_was_rolled_back(db):
    def cancel_and_fail() -> None:
        with db.transaction() as session:
            session.get_one(DeliveryRow, "d000000").state = "cancelled"
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cancel_and_fail()
    assert jobs(db) == [("d000000", "todo")]


@pytest.mark.parametrize("change", [{"state": "cancelled"}, {"state": "sending", "attempts": 1}])
def test_what_waits_no_longer_has_no_job(db, change):
    with db.transaction() as session:
        for name, value in change.items():
            setattr(session.get_one(DeliveryRow, "d000000"), name, value)
    assert jobs(db) == []


def test_what_a_dead_worker_left_is_forgotten_and_what_waits_is_not(db):
    with db.transaction() as session:
        session.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))
        wait_until_now(session)
    with db.transaction() as session:
        assert hint.forget(session) == 1
    assert jobs(db) == [("d000000", "todo")]


def test_a_queue_of_another_version_is_begun_anew(db):
    with db.transaction() as session:
        session.execute(text("COMMENT ON SCHEMA procrastinate IS '0.1'"))
    again = Database(db.engine.url.render_as_string(hide_password=False))
    hints.prepare(again)
    with again.reading() as session:
        assert hint.version(session).startswith("3.")
    again.close()
    assert jobs(db) == []


@pytest.mark.parametrize("kind", ["server", "embedded"])
def test_who_sends_is_woken_by_the_commit(kind, db, desk_on, request):
    used = db if kind == "server" else desk_on().db
    if kind == "embedded":
        now = datetime.now(UTC)
        with used.transaction() as session:
            for row in (ClientRow(**client_row(now)), AccountRow(**account_row(0, now)), ContentRow(**content_row("000000", now)),
                        DeliveryRow(**delivery_row("000000", now + FAR, now))):
                session.add(row)
                session.flush()
    looked = threading.Event()
    dispatch = dispatch_of(used, SystemClock(), looked.set)
    dispatch.start()
    try:
        time.sleep(1.5)  # the queue is listened to, and nothing was due
        assert not looked.is_set()
        with used.transaction() as session:
            wait_until_now(session)
        at = time.monotonic()
        assert looked.wait(3)
        assert time.monotonic() - at < 0.9  # by the commit, not by the look of every second
    finally:
        dispatch.stop()


def test_one_leads_on_a_server_and_the_next_when_its_connection_ends(db, empty_server):
    other = Database(empty_server)
    one, two = lead_of(db, None), ServerLock(other)
    assert (one.try_acquire(), two.try_acquire(), one.still()) == (True, False, True)
    with other.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
        ))
    assert until(two.try_acquire)
    assert (one.still(), two.still()) == (False, True)
    two.release()
    assert one.try_acquire()
    one.release()
    other.close()


def test_a_run_is_taken_by_one_process_only(db):
    now = datetime.now(UTC)
    with db.transaction() as session:
        session.add(TaskRow(name="prune", label="Prune", every_seconds=60, next_run_at=None))
    took = []
    for _ in range(2):
        with db.transaction() as session:
            took.append(tasks.take_slot(session, "prune", now, now + timedelta(seconds=60), now + timedelta(seconds=120)))
    assert took == [True, False]
