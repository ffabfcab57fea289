"""The engine of a process: it leads, stands by, takes over, survives the clock, and ends in order."""

from __future__ import annotations

import os
import signal
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import select

import agency_core.engine.clock
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.operations import Health, WorkerView
from agency_core.errors import Busy, StorageFailed
from agency_core.models import GapRow, TaskRow
from agency_core.store.queries import worker
from agency_core.worker import Engine, Rhythm
from tests.engine.conftest import task, until

QUICK = Rhythm(look=0.05, retry=0.05, beat=0.1)


@pytest.fixture
def engine_on():
    made = []

    def make(desk, *known, rhythm=QUICK):
        made.append(Engine(desk, tasks=known, rhythm=rhythm))
        return made[-1]

    yield make
    for engine in made:
        engine.stop()


def leaders(desk) -> list[str]:
    return [each.id for each in desk.operate.workers(LOCAL_OWNER) if each.leading]


def alone(desk, seen_at) -> None:
    """What a process leaves behind that was killed while it led."""
    with desk.db.transaction() as session:
        worker.beat(session, WorkerView("dead", "host", 1, "all", True, seen_at, seen_at))


def test_it_leads_beats_and_makes_the_system_healthy(desk_on, engine_on):
    desk, runs = desk_on(), []
    engine = engine_on(desk, task("work", lambda _: runs.append(1) or ""))
    before = desk.operate.status().system_status
    engine.start()
    assert until(lambda: leaders(desk) == [engine.worker_id] and runs)
    assert (before, desk.operate.status().system_status) == (Health.DEGRADED, Health.HEALTHY)
    assert desk.asked.calls == ["recover"]


def test_the_second_stands_by_and_takes_over(desk_on, engine_on):
    one, two, runs = desk_on(), desk_on(), []
    first = engine_on(one, task("work", lambda _: runs.append(1) or ""))
    second = engine_on(two, task("work", lambda _: runs.append(2) or ""))
    first.start()
    assert until(lambda: leaders(one) == [first.worker_id] and runs)
    second.start()
    assert until(lambda: len(one.operate.workers(LOCAL_OWNER)) == 2)
    time.sleep(0.3)
    assert (second.leading, set(runs), two.asked.calls) == (False, {1}, [])
    first.stop()
    assert until(lambda: leaders(two) == [second.worker_id] and 2 in runs)
    assert (two.asked.calls, one.asked.calls) == (["recover"], ["recover", "stop"])


def test_running_flags_of_a_dead_process_are_cleared_before_the_first_tick(desk_on, engine_on):
    desk, seen = desk_on(), []

    def work(_):
        with desk.db.reading() as session:
            seen.append(session.get(TaskRow, "stuck").running)
        return ""

    with desk.db.transaction() as session:
        session.add(TaskRow(name="stuck", label="Stuck", every_seconds=3600, running=True, next_run_at=None))
    engine_on(desk, task("work", work), task("stuck", lambda _: "", every=3600)).start()
    assert until(lambda: seen)
    assert seen[0] is False


def test_a_gap_is_kept_on_record(desk_on, engine_on):
    desk = desk_on()
    since = desk.clock.now() - timedelta(hours=6)
    alone(desk, since)
    engine_on(desk).start()
    assert until(lambda: desk.watch.list(LOCAL_OWNER, state="resolved").items)
    alert = desk.watch.list(LOCAL_OWNER, state="resolved").items[0]
    assert (alert.rule, alert.first_seen_at, alert.summary) == (
        "scheduler_stalled", since, "The scheduler was down for 6 h."
    )
    assert desk.operate.activity(LOCAL_OWNER).items[0].why.startswith(f"was down from {since:%Y-%m-%d %H:%M:%S} to ")
    assert until(lambda: leaders(desk) and "dead" not in leaders(desk))


def gaps_of(desk):
    return [
        (each.component, each.kind, each.since, each.until is None)
        for each in desk.watchroom.gaps.list(LOCAL_OWNER) if each.component != "api"
    ]


def test_a_process_that_was_killed_leaves_a_gap(desk_on, engine_on):
    desk = desk_on()
    since = desk.clock.now() - timedelta(hours=6)
    alone(desk, since)
    engine_on(desk).start()
    assert until(lambda: gaps_of(desk) == [("engine", "down", since, False)])


def test_an_orderly_stop_is_planned_and_told_of_only_when_it_was_long(desk_on, engine_on):
    desk = desk_on()
    first = engine_on(desk)
    first.start()
    assert until(lambda: leaders(desk) == [first.worker_id])
    first.stop()
    assert [each[:2] + each[3:] for each in gaps_of(desk)] == [("engine", "planned", True)]
    with desk.db.transaction() as session:
        session.scalars(select(GapRow).where(GapRow.component == "engine")).one().since -= timedelta(minutes=4)
    second = engine_on(desk)
    second.start()
    assert until(lambda: leaders(desk) == [second.worker_id])
    assert ([each[:2] + each[3:] for each in gaps_of(desk)], desk.watch.list(LOCAL_OWNER).items) == (
        [("engine", "planned", False)], ()
    )
    second.stop()
    with desk.db.transaction() as session:
        lasting = select(GapRow).where(GapRow.until.is_(None), GapRow.component == "engine")
        session.scalars(lasting).one().since -= timedelta(hours=4)
    engine_on(desk).start()
    assert until(lambda: desk.watch.list(LOCAL_OWNER).items)
    assert desk.watch.list(LOCAL_OWNER).items[0].summary == "The scheduler was down for 4 h."


def test_a_quick_restart_leaves_nothing(desk_on, engine_on):
    desk = desk_on()
    first = engine_on(desk)
    first.start()
    assert until(lambda: leaders(desk) == [first.worker_id])
    first.stop()
    second = engine_on(desk)
    second.start()
    assert until(lambda: leaders(desk) == [second.worker_id])
    assert gaps_of(desk) == []


def test_beats_that_cannot_be_written_are_a_gap_of_the_database(desk_on, engine_on, monkeypatch):
    desk = desk_on()
    engine = engine_on(desk, rhythm=Rhythm(look=0.05, retry=0.05, beat=0.1, longest=0.6))
    engine.start()
    assert until(lambda: leaders(desk) == [engine.worker_id])
    with monkeypatch.context() as patch:
        patch.setattr(worker, "beat", lambda *_: (_ for _ in ()).throw(StorageFailed("The disk is full.")))
        time.sleep(1.0)
    assert until(lambda: gaps_of(desk))
    ((component, kind, _, lasts),) = gaps_of(desk)
    assert (component, kind, lasts, desk.watchroom.gaps.list(LOCAL_OWNER)[0].why) == (
        "database", "down", False, "The disk is full."
    )
    assert desk.watch.list(LOCAL_OWNER).items == ()


def test_a_short_restart_is_no_gap(desk_on, engine_on):
    desk = desk_on()
    alone(desk, desk.clock.now() - timedelta(seconds=20))
    engine = engine_on(desk)
    engine.start()
    assert until(lambda: leaders(desk) == [engine.worker_id])
    assert desk.watch.list(LOCAL_OWNER).items == ()


def test_whoever_cannot_take_over_tries_again(desk_on, engine_on, monkeypatch):
    desk, refusals = desk_on(), [Busy(), Busy()]
    recover = desk.asked.recover
    monkeypatch.setattr(desk.asked, "recover", lambda: (_ for _ in ()).throw(refusals.pop()) if refusals else recover())
    engine = engine_on(desk)
    engine.start()
    assert until(lambda: leaders(desk) == [engine.worker_id])
    assert refusals == []


def test_whoever_cannot_take_over_lets_others_try(desk_on, engine_on, monkeypatch):
    one, two = desk_on(), desk_on()
    monkeypatch.setattr(one.asked, "recover", lambda: [][0])
    engine_on(one).start()
    second = engine_on(two)
    second.start()
    assert until(lambda: leaders(two) == [second.worker_id])


def test_a_clock_set_back_six_hours_does_not_stop_the_tasks(desk_on, engine_on, wall, monkeypatch):
    monkeypatch.setattr(agency_core.engine.clock, "PATIENCE", timedelta(seconds=1.2))
    desk, runs = desk_on(), []
    engine_on(desk, task("work", lambda _: runs.append(time.monotonic()) or "")).start()
    assert until(lambda: len(runs) >= 2)
    wall.offset = -timedelta(hours=6)
    count = len(runs)
    assert until(lambda: len(runs) >= count + 3, patience=9)


def test_a_stopped_engine_leads_no_more_and_waits_for_its_runs(desk_on, engine_on):
    desk, ended, started = desk_on(), [], threading.Event()

    def work(_):
        started.set()
        time.sleep(0.3)
        ended.append(1)
        return "one done"

    engine = engine_on(desk, task("work", work))
    engine.start()
    assert started.wait(5)
    engine.stop()
    assert (ended, leaders(desk)) == ([1], [])
    assert desk.operate.jobs(LOCAL_OWNER).items[0].summary == "one done"
    assert desk.operate.status().scheduler_beat_at is not None


def test_it_ends_when_the_process_is_asked_to(desk_on, engine_on):
    desk = desk_on()
    engine = engine_on(desk)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    ask = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGTERM))
    try:
        ask.start()
        engine.run()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert (leaders(desk), len(desk.operate.workers(LOCAL_OWNER))) == ([], 1)
