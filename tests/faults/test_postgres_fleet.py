"""Several workers on a PostgreSQL server: quick, awake within a blink, and neither doubling nor losing when they are killed."""

from __future__ import annotations

import random
import secrets
import statistics
import time

import pytest
from sqlalchemy.orm import Session

from agency_core.models import DeliveryRow
from tests.faults.fleet import Fleet
from tests.faults.processes import until
from tests.postgres import missing

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "-")


@pytest.fixture
def fleet_of(tmp_path, processes):
    """Makes the one fleet of a test."""
    made = []

    def make(**words) -> Fleet:
        made.append(Fleet(tmp_path, processes, **words))
        return made[-1]

    yield make
    for each in made:
        each.end()


def all_once(fleet: Fleet, count: int) -> bool:
    """Whether every delivery is public exactly once, and known to be."""
    public = fleet.network.public()
    doubled = {text: times for text, times in public.items() if times > 1}
    assert (doubled, len(public), fleet.states()) == ({}, count, {"delivered": count})
    return True


def woken(fleet: Fleet, number: int) -> float:
    """Seconds from the commit that makes a delivery due to its post."""
    text = f"Lesson {number:06}."
    with fleet.agency.db.transaction() as session:
        make_due(session, f"d{number:06}", fleet)
    at = time.time()
    until(lambda: text in fleet.network.public(), 10, "nothing is posted", said=fleet.said, every=0.002)
    return max(0.0, dict((said, moment) for moment, said in fleet.network.moments())[text] - at)


def make_due(session: Session, delivery_id: str, fleet: Fleet) -> None:
    row = session.get_one(DeliveryRow, delivery_id)
    row.due_at = row.next_attempt_at = fleet.agency.clock.now()


def test_two_workers_and_a_server_that_are_killed_double_and_lose_nothing(fleet_of):
    seed = secrets.randbits(32)
    fleet = fleet_of(workers=2)
    fleet.plan(400)
    fleet.start()
    fleet.torment(3, restart_after=1, pause=0.4, dice=random.Random(seed))
    fleet.drained(90)
    assert all_once(fleet, 400), seed


@pytest.mark.proof
def test_four_workers_on_two_cores_deliver_two_hundred_a_second(fleet_of, capsys):
    fleet = fleet_of(workers=4)
    fleet.plan(6000)
    fleet.start()
    fleet.drained(180)
    took = fleet.processor_ms()
    with capsys.disabled():
        print(f"\nfour workers: {fleet.rate():.0f} deliveries/s, {took:.1f} ms of processor each")  # noqa: T201 - what was measured
    assert all_once(fleet, 6000)
    assert fleet.rate() >= 200


@pytest.mark.proof
def test_a_worker_wakes_within_a_fifth_of_a_second(fleet_of, capsys):
    fleet = fleet_of(workers=4)
    fleet.start()
    fleet.plan(30, at=fleet.agency.clock.now().replace(year=2027))
    time.sleep(1)
    took = [woken(fleet, number) for number in range(30)]
    with capsys.disabled():
        print(f"\nwake-up: median {statistics.median(took) * 1000:.0f} ms, longest {max(took) * 1000:.0f} ms")  # noqa: T201 - what was measured
    assert statistics.quantiles(took, n=20)[-1] < 0.2


@pytest.mark.proof
def test_twenty_kills_and_a_dead_server_double_and_lose_nothing(fleet_of, capsys):
    seed = secrets.randbits(32)
    fleet = fleet_of(workers=4)
    fleet.plan(5000)
    fleet.start()
    fleet.torment(20, restart_after=9, pause=1.0, dice=random.Random(seed))
    fleet.drained(240)
    with capsys.disabled():
        print(f"\n20 kills, 1 dead server, seed {seed}: {fleet.states()}")  # noqa: T201 - what was measured
    assert all_once(fleet, 5000), seed
