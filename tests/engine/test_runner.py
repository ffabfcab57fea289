"""Which task runs when, and what is written down about it."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from agency_core.domain.actor import LOCAL_OWNER
from agency_core.engine.runner import Runner
from agency_core.errors import StorageFailed
from agency_core.models import TaskRow
from tests.engine.conftest import task, until


@pytest.fixture
def running(desk):
    """A runner of the given tasks, and a way to tick it and wait until all is done."""
    made = []

    def make(*known):
        runner = Runner(desk.db, desk.clock, known, desk)
        runner.adopt()
        made.append(runner)
        return runner

    yield make
    for runner in made:
        runner.stop()


def tick(runner: Runner) -> None:
    runner.tick()
    assert until(lambda: not runner._running)


def row(desk, name: str = "work") -> TaskRow:
    with desk.db.reading() as session:
        return session.get(TaskRow, name)


def test_a_task_runs_at_once_and_then_in_its_rhythm(desk, clock, running):
    runs = []
    runner = running(task("work", lambda _: runs.append(clock.now()) or "", every=5))
    start = clock.now()
    for _ in range(11):
        tick(runner)
        clock.move(timedelta(seconds=1))
    assert [int((at - start).total_seconds()) for at in runs] == [0, 5, 10]


@pytest.mark.parametrize(("long", "again"), [(0.04, [0, 5]), (0.07, [0, 7]), (9.0, [0, 30])])
def test_a_sparing_task_rests_a_hundred_times_as_long_as_it_ran_half_a_minute_at_most(desk, clock, long, again):
    runs, seconds = [], [0.0]

    def work(_desk):
        runs.append(int((clock.now() - start).total_seconds()))
        seconds[0] += long
        return ""

    runner = Runner(
        desk.db, clock, [replace(task("work", work, every=5), is_sparing=True)], desk, monotonic=lambda: seconds[0]
    )
    runner.adopt()
    start = clock.now()
    for _ in range(again[-1] + 1):
        tick(runner)
        clock.move(timedelta(seconds=1))
    runner.stop()
    assert runs == again


def test_a_one_second_task_is_not_skipped_by_a_tick_that_comes_early(clock, running):
    runs = []
    runner = running(task("work", lambda _: runs.append(1) or ""))
    for late in (0, 990, 1010, 985, 1005):
        clock.move(timedelta(milliseconds=late))
        tick(runner)
    assert len(runs) == 5


def test_a_clock_that_jumps_six_hours_ahead_makes_one_run(clock, running):
    runs = []
    runner = running(task("work", lambda _: runs.append(1) or ""))
    tick(runner)
    clock.move(timedelta(hours=6))
    tick(runner)
    tick(runner)
    assert len(runs) == 2


def test_a_clock_that_is_set_back_six_hours_does_not_stop_a_task(clock, running):
    runs = []
    runner = running(task("work", lambda _: runs.append(1) or "", every=60))
    tick(runner)
    clock.move(-timedelta(hours=6))
    tick(runner)
    clock.move(timedelta(seconds=60))
    tick(runner)
    assert len(runs) == 3


def test_a_paused_task_rests_and_runs_when_asked(desk, clock, running):
    runs = []
    runner = running(task("work", lambda _: runs.append(1) or ""))
    desk.operate.pause(LOCAL_OWNER, "work")
    tick(runner)
    assert runs == []
    desk.operate.run_now(LOCAL_OWNER, "work")
    tick(runner)
    tick(runner)
    assert (runs, row(desk).paused, row(desk).run_requested) == ([1], True, False)


def test_a_task_that_was_resumed_goes_on(desk, running):
    runs = []
    runner = running(task("work", lambda _: runs.append(1) or ""))
    desk.operate.pause(LOCAL_OWNER, "work")
    desk.operate.resume(LOCAL_OWNER, "work")
    tick(runner)
    assert runs == [1]


def test_a_task_never_runs_twice_at_the_same_time_and_a_wish_waits_for_its_turn(desk, clock, running):
    gate, inside, runs = threading.Event(), [], []

    def work(_):
        inside.append(1)
        runs.append(len(inside))
        assert gate.wait(5)
        inside.pop()
        return ""

    runner = running(task("work", work))
    runner.tick()
    desk.operate.run_now(LOCAL_OWNER, "work")
    for _ in range(3):
        clock.move(timedelta(seconds=1))
        runner.tick()
    assert until(lambda: runs == [1])
    gate.set()
    assert until(lambda: not runner._running)
    tick(runner)
    assert (runs, [job.outcome for job in desk.operate.jobs(LOCAL_OWNER).items]) == ([1, 1], ["done"])


def test_a_slow_task_holds_no_other_up(clock, running):
    gate, runs = threading.Event(), []
    runner = running(task("slow", lambda _: str(gate.wait(5))), task("quick", lambda _: runs.append(1) or ""))
    for _ in range(3):
        runner.tick()
        assert until(lambda: "quick" not in runner._running)
        clock.move(timedelta(seconds=1))
    gate.set()
    assert len(runs) == 3


def test_a_long_run_is_shown_while_it_lasts(desk, clock):
    gate, mono = threading.Event(), [0.0]
    runner = Runner(desk.db, clock, [task("work", lambda _: str(gate.wait(5)))], desk, lambda: mono[0])
    runner.adopt()
    runner.tick()
    before = row(desk).running
    mono[0] = 1.5
    runner.tick()
    during = row(desk).running
    gate.set()
    assert until(lambda: not runner._running)
    assert (before, during, row(desk).running, row(desk).last_ms) == (False, True, False, 1500.0)
    runner.stop()


def test_a_run_that_did_something_is_booked_with_a_job(desk, running):
    tick(running(task("work", lambda _: "3 delivered")))
    found = row(desk)
    assert (found.runs, found.failures, found.result, found.running) == (1, 0, "3 delivered", False)
    assert [(job.task, job.outcome, job.summary) for job in desk.operate.jobs(LOCAL_OWNER).items] == [
        ("work", "done", "3 delivered")
    ]


def test_idle_runs_are_written_together(desk, clock, running):
    runner = running(task("work", lambda _: ""), task("other", lambda _: ""))
    writes = []
    event.listen(desk.db.engine, "commit", lambda each: writes.append(each.get_execution_options().get("agency_begin")))
    for _ in range(5):
        tick(runner)
        clock.move(timedelta(seconds=1))
    runner.books.write()
    assert writes == ["BEGIN IMMEDIATE"]
    assert (row(desk).runs, desk.operate.jobs(LOCAL_OWNER).items) == (5, ())


def test_a_failure_is_booked_and_the_next_run_comes_later_each_time(desk, clock, running):
    def fails(_):
        raise ValueError("broken")

    runner = running(task("work", fails))
    rests = []
    for _ in range(8):
        tick(runner)
        rests.append((row(desk).next_run_at - clock.now()).total_seconds())
        clock.move(timedelta(seconds=rests[-1]))
    found = row(desk)
    assert rests == [1, 2, 4, 8, 16, 30, 30, 30]
    assert (found.failures, found.consecutive_failures, found.last_error) == (8, 8, "ValueError: broken")


def test_a_success_ends_the_row_of_failures_and_keeps_the_last_error(desk, clock, running):
    outcomes = iter([StorageFailed("The disk is full.", remedy="Free some space."), None])

    def work(_):
        failure = next(outcomes)
        if failure:
            raise failure
        return "1 done"

    runner = running(task("work", work))
    tick(runner)
    clock.move(timedelta(seconds=1))
    tick(runner)
    found = row(desk)
    assert (found.consecutive_failures, found.failures, found.runs) == (0, 1, 2)
    assert found.last_error == "The disk is full. Free some space."


def test_a_successor_goes_on_where_the_other_ended(desk, clock, running):
    runs = []
    first = running(task("plan", lambda _: "done", every=3600), task("gone", lambda _: ""))
    tick(first)
    with desk.db.transaction() as session:
        session.get(TaskRow, "plan").running = True
    clock.move(timedelta(minutes=10))
    second = running(task("plan", lambda _: runs.append(1) or "", every=3600))
    after = row(desk, "plan")
    tick(second)
    clock.move(timedelta(minutes=50))
    tick(second)
    assert (after.running, after.runs, row(desk, "gone"), runs) == (False, 1, None, [1])


def test_what_cannot_be_written_is_kept(desk, clock, running, monkeypatch):
    runner = running(task("work", lambda _: "did it"))
    real = desk.db.transaction

    def refuses(**_):
        raise StorageFailed("The disk is full.")

    monkeypatch.setattr(desk.db, "transaction", refuses)
    tick(runner)
    clock.move(timedelta(seconds=1))
    tick(runner)
    assert row(desk).runs == 0
    monkeypatch.setattr(desk.db, "transaction", real)
    runner.books.write()
    assert (row(desk).runs, len(desk.operate.jobs(LOCAL_OWNER).items)) == (2, 2)
