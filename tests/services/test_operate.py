"""Operate: tasks and who may steer them, health that also answers without a database, and what is forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agency_core.domain.operations import Change, Health, WorkerView
from agency_core.domain.paging import Page
from agency_core.errors import Forbidden, NotFound, StorageFailed
from agency_core.models import JobRow, ReplayRow, TaskRow, WorkerRow
from agency_core.store.queries import history, worker

DAY = timedelta(days=1)


@pytest.fixture
def task(agency, clock):
    """One task of an idle engine."""
    now = clock.now()
    with agency.db.transaction() as session:
        session.add(TaskRow(name="deliver", label="Publish", every_seconds=1, next_run_at=now, last_run_at=now, runs=7))


def beat(agency, clock, ago: timedelta = timedelta(0), name: str = "w1", *, leading: bool = True) -> None:
    at = clock.now() - ago
    with agency.db.transaction() as session:
        worker.beat(session, WorkerView(name, "host", 1, "all", leading, at, at))


def test_pause_and_resume_are_remembered_with_their_author(agency, owner, task):
    states = [
        agency.operate.pause(owner, "deliver").paused, agency.operate.pause(owner, "deliver").paused,
        agency.operate.resume(owner, "deliver").paused,
    ]
    moves = [(each.noun, each.from_state, each.to_state, each.actor) for each in agency.operate.activity(owner).items]
    assert states == [True, True, False]
    assert moves == [("task", "paused", "active", "person:owner"), ("task", "active", "paused", "person:owner")]


def test_run_now_is_a_wish_for_the_engine(agency, owner, task):
    agency.operate.run_now(owner, "deliver")
    with agency.db.reading() as session:
        assert session.get(TaskRow, "deliver").run_requested is True


@pytest.mark.parametrize("verb", ["pause", "resume", "run_now"])
def test_an_unknown_task_is_not_found(agency, owner, verb):
    with pytest.raises(NotFound):
        getattr(agency.operate, verb)(owner, "nothing")


@pytest.mark.parametrize("verb", ["pause", "resume", "run_now"])
def test_only_who_decides_steers_tasks(agency, writer, stranger, task, verb):
    for somebody in (writer, stranger):
        with pytest.raises(Forbidden):
            getattr(agency.operate, verb)(somebody, "deliver")


def test_a_paused_task_has_no_next_run(agency, owner, task):
    agency.operate.pause(owner, "deliver")
    assert agency.operate.tasks(owner)[0].next_run_at is None


def test_a_next_run_that_has_just_passed_is_due_now_while_the_engine_lives(agency, clock, owner, task):
    beat(agency, clock)
    due = clock.now()
    clock.move(timedelta(seconds=4))
    assert agency.operate.tasks(owner)[0].next_run_at == clock.now()
    clock.move(timedelta(minutes=2))
    assert agency.operate.tasks(owner)[0].next_run_at == due


def test_tasks_stand_in_the_order_of_their_rhythm(agency, owner, task):
    with agency.db.transaction() as session:
        session.add(TaskRow(name="a_daily", label="Daily", every_seconds=86400))
    assert [each.name for each in agency.operate.tasks(owner)] == ["deliver", "a_daily"]


def test_jobs_are_listed_newest_first_and_by_task(agency, clock, owner):
    now = clock.now()
    with agency.db.transaction() as session:
        for number, name in enumerate(["deliver", "prune", "deliver"]):
            session.add(JobRow(task=name, started_at=now, ended_at=now, outcome="done", summary=str(number)))
            session.flush()
    first = agency.operate.jobs(owner, page=Page(limit=2))
    assert [job.summary for job in first.items] == ["2", "1"]
    assert [job.summary for job in agency.operate.jobs(owner, page=Page(limit=2, cursor=first.next_cursor)).items] == ["0"]
    assert [job.summary for job in agency.operate.jobs(owner, task="deliver").items] == ["2", "0"]


def test_only_one_worker_leads(agency, clock, owner):
    beat(agency, clock, DAY, "old")
    beat(agency, clock, name="new")
    assert [(each.id, each.leading) for each in agency.operate.workers(owner)] == [("new", True), ("old", False)]


def test_a_stranger_sees_no_tasks_jobs_workers_or_activity(agency, clock, owner, stranger, task):
    beat(agency, clock)
    with agency.db.transaction() as session:
        session.add(JobRow(task="deliver", started_at=clock.now(), ended_at=clock.now(), outcome="done"))
        history.note(session, Change("c1", "content", "x", "draft", "in_review", "person:owner", clock.now()))
    seen = agency.operate
    assert (seen.tasks(stranger), seen.jobs(stranger).items) == ((), ())
    assert (seen.workers(stranger), seen.activity(stranger).items) == ((), ())
    assert len(seen.activity(owner).items) == 1
    with pytest.raises(NotFound):
        seen.activity(stranger, client_id="c1")


def test_activity_is_that_of_the_clients_in_reach(agency, clock, owner, stranger):
    with agency.db.transaction() as session:
        for client in ("c1", "elsewhere", ""):
            history.note(session, Change(client, "client", client, "", "started", "person:owner", clock.now()))
    assert [each.client_id for each in agency.operate.activity(owner).items] == ["", "elsewhere", "c1"]
    assert [each.client_id for each in agency.operate.activity(stranger).items] == ["elsewhere"]
    assert [each.client_id for each in agency.operate.activity(owner, client_id="c1").items] == ["c1"]


def test_status_of_a_beating_engine_is_healthy_and_counts_everything(agency, clock):
    beat(agency, clock)
    status = agency.operate.status()
    assert (status.system_status, status.reasons, status.timestamp, status.scheduler_beat_at) == (
        Health.HEALTHY, (), clock.now(), clock.now()
    )
    assert {noun: sorted(counts) for noun, counts in status.statistics.items()} == {
        "agents": ["active", "inactive", "maintenance", "total"],
        "content": [
            "approved", "cancelled", "draft", "failed", "in_review", "partly_published", "published", "scheduled", "total"
        ],
        "messages": ["claimed", "dead", "done", "pending", "total"],
        "deliveries": ["cancelled", "delivered", "failed", "missed", "pending", "sending", "total", "unconfirmed"],
    }


def test_status_degrades_when_the_engine_is_silent(agency, clock):
    beat(agency, clock, timedelta(minutes=10))
    status = agency.operate.status()
    assert (status.system_status, status.reasons) == (
        Health.DEGRADED, ("The scheduler stands still: no sign of life for 10 min.",)
    )


def test_status_degrades_after_errors_of_the_database(agency, clock, monkeypatch):
    beat(agency, clock)
    monkeypatch.setattr(agency.db, "errors_since", lambda span: (1, "The disk is full."))
    assert agency.operate.status().system_status == Health.DEGRADED


def test_status_is_down_when_the_database_cannot_be_opened(agency, monkeypatch):
    def refuses():
        raise StorageFailed("The database file is damaged.")

    monkeypatch.setattr(agency.db, "reading", refuses)
    status = agency.operate.status()
    assert (status.system_status, status.reasons, sorted(status.statistics)) == (
        Health.DOWN, ("The database cannot be read: The database file is damaged.",),
        ["agents", "content", "deliveries", "messages"],
    )


def test_status_is_down_when_the_file_is_no_database(agency):
    agency.db.close()
    for rest in agency.db.file.parent.glob("agency.sqlite3*"):
        rest.unlink()
    agency.db.file.write_bytes(b"nonsense" * 1000)
    assert agency.operate.status().system_status == Health.DOWN


def test_status_is_down_when_the_tables_are_gone(agency):
    agency.db.close()
    for rest in agency.db.file.parent.glob("agency.sqlite3*"):
        rest.unlink()
    assert agency.operate.status().system_status == Health.DOWN


def test_prune_forgets_only_what_is_old(agency, clock, owner):
    now = clock.now()
    with agency.db.transaction() as session:
        for age in (6, 8):
            session.add(ReplayRow(scope="s", key=str(age), fingerprint="f", subject_id="x", created_at=now - DAY * age))
            session.add(WorkerRow(id=str(age), host="h", pid=1, role="all", started_at=now, beat_at=now - DAY * age))
        session.add(WorkerRow(id="lead", host="h", pid=1, role="all", leading=True, started_at=now, beat_at=now - DAY * 9))
    assert (agency.operate.prune(), agency.operate.prune()) == (2, 0)
    assert sorted(each.id for each in agency.operate.workers(owner)) == ["6", "lead"]
