"""A clock that is set while the engine runs: what is due is missed or waits, nothing goes out twice, and beats go on."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from agency_core.domain.actor import LOCAL_OWNER
from agency_core.models import AccountRow
from agency_core.services.gaps import Gaps
from agency_core.tasks import TASKS
from agency_core.worker import Engine, Rhythm
from tests.fakes import FakeNetwork, only_delivery
from tests.faults.processes import until
from tests.faults.small_desk import WallClock, desk_on, scheduled

JUMP = timedelta(hours=6)
QUICK = Rhythm(look=0.1, retry=0.1, beat=0.5)


@pytest.fixture
def network():
    return FakeNetwork()


@pytest.fixture
def wall():
    return WallClock()


@pytest.fixture
def desk(tmp_path, empty_database, wall, network):
    made = desk_on(tmp_path / "data", empty_database, wall, network)
    yield made
    made.db.close()


@pytest.fixture
def running(desk):
    """The engine, with the tasks that publish; it leads."""
    engine = Engine(desk, tasks=[TASKS["deliver"], TASKS["reconcile"]], rhythm=QUICK)
    engine.start()
    until(lambda: desk.operate.status().system_status == "healthy", 10, "it does not lead")
    yield engine
    engine.stop()


def states(desk, pieces) -> list[str]:
    return [only_delivery(desk, LOCAL_OWNER, each).state for each in pieces]


def recorded(desk) -> list[tuple[str, str, str]]:
    return [(each.component, each.kind, each.why) for each in Gaps(desk.db, desk.clock).list(LOCAL_OWNER)]


def test_six_hours_forward_leave_decisions_and_no_burst(desk, wall, network, running):
    (account,) = desk.accounts.list(LOCAL_OWNER)
    desk.accounts.set_spacing(LOCAL_OWNER, account.id, seconds=120)
    late = [scheduled(desk, timedelta(hours=1, minutes=number), f"Late {number}.") for number in range(8)]
    young = [scheduled(desk, timedelta(hours=5, minutes=30 + number), f"Young {number}.") for number in range(3)]
    wall.offset = JUMP
    until(lambda: set(states(desk, late)) == {"missed"}, 15, "nothing is put aside", said=lambda: str(states(desk, late)))
    until(lambda: "delivered" in states(desk, young), 10, "what is a little late does not go out")
    time.sleep(1)
    assert (states(desk, young), network.calls.count("commit")) == (["delivered", "pending", "pending"], 1)
    until(lambda: len(recorded(desk)) == 2, 5, "the jump is not on record")
    said = "The clock was set forward by 6 h; nothing stood still."
    assert recorded(desk) == [("engine", "clock", said), ("api", "clock", said)]
    assert (desk.operate.status().system_status, desk.watch.list(LOCAL_OWNER).items) == ("healthy", ())


def test_six_hours_back_stop_nothing_and_double_nothing(desk, wall, network, running):
    (account,) = desk.accounts.list(LOCAL_OWNER)
    desk.accounts.set_spacing(LOCAL_OWNER, account.id, seconds=60)
    out = scheduled(desk, timedelta(seconds=1), "Out before the jump.")
    later = scheduled(desk, timedelta(seconds=60), "Due after it.")
    until(lambda: states(desk, [out]) == ["delivered"], 10, "it does not go out")
    wall.offset = -JUMP
    jumped = time.monotonic()
    until(lambda: desk.operate.status().system_status == "healthy", 5, "it looks dead")
    assert time.monotonic() - jumped < 5
    runs = {task.name: task.runs for task in desk.operate.tasks(LOCAL_OWNER)}
    until(lambda: len(recorded(desk)) == 2, 5, "the jump is not on record")
    until(lambda: _more_runs(desk, runs), 9, "the tasks stand still", said=lambda: str(runs))
    beat = desk.operate.status().scheduler_beat_at
    assert abs(wall.now() - beat) < timedelta(seconds=5)
    assert (states(desk, [out, later]), network.calls.count("commit"), len(network.posts)) == (["delivered", "pending"], 1, 1)
    said = "The clock was set back by 6 h; nothing stood still."
    assert recorded(desk) == [("engine", "clock", said), ("api", "clock", said)]
    with desk.db.reading() as session:
        assert session.get_one(AccountRow, account.id).free_at <= wall.now() + timedelta(seconds=60)


def _more_runs(desk, before: dict[str, int]) -> bool:
    return all(task.runs > before[task.name] for task in desk.operate.tasks(LOCAL_OWNER))


def test_a_beat_from_the_future_does_not_make_a_dead_engine_live(desk, wall, running):
    running.stop()
    wall.offset = JUMP
    engine = Engine(desk, tasks=[TASKS["deliver"]], rhythm=QUICK)
    engine.start()
    until(lambda: desk.operate.status().system_status == "healthy", 10, "it does not lead")
    time.sleep(1.2)
    engine.stop()
    wall.offset = timedelta(0)
    status = desk.operate.status()
    assert (status.system_status, "stands still" in status.reasons[0]) == ("degraded", True)
    heir = Engine(desk, tasks=[TASKS["deliver"]], rhythm=QUICK)
    heir.start()
    try:
        until(lambda: desk.operate.status().system_status == "healthy", 10, "the heir does not lead")
        assert desk.operate.status().scheduler_beat_at <= wall.now()
    finally:
        heir.stop()
