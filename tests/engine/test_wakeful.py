"""Two clocks tell apart who stood still and whose wall clock was moved."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agency_core.domain.downtime import Absence, GapKind
from agency_core.engine.wakeful import STOOD, Wakeful

LONGEST = timedelta(seconds=30)


class Steady:
    at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def steady():
    return Steady()


@pytest.fixture
def wakeful(clock, steady):
    return Wakeful(clock, longest=LONGEST, steady=steady)


def test_time_that_passes_on_both_clocks_was_spent_standing_still(wakeful, clock, steady):
    since = clock.now()
    clock.move(timedelta(minutes=6))
    steady.at += 360
    assert wakeful.absences() == (Absence(since, clock.now(), GapKind.DOWN, STOOD),)


@pytest.mark.parametrize(("moved", "why"), [
    (timedelta(hours=6), "The clock was set forward by 6 h; nothing stood still."),
    (-timedelta(hours=6), "The clock was set back by 6 h; nothing stood still."),
])
def test_a_wall_clock_that_is_moved_is_no_downtime(wakeful, clock, steady, moved, why):
    before = clock.now()
    clock.move(moved + timedelta(seconds=1))
    steady.at += 1
    (seen,) = wakeful.absences()
    assert (seen.kind, seen.why, seen.until - seen.since) == (GapKind.CLOCK, why, abs(moved))
    assert min(seen.since, seen.until) in {before + timedelta(seconds=1), clock.now()}


def test_small_pauses_are_not_seen(wakeful, clock, steady):
    for _ in range(5):
        clock.move(timedelta(seconds=30))
        steady.at += 30
        assert wakeful.absences() == ()


def test_what_is_on_record_is_forgotten_in_its_order(wakeful, clock, steady):
    clock.move(timedelta(minutes=1))
    steady.at += 60
    wakeful.absences()
    clock.move(timedelta(minutes=2))
    steady.at += 120
    first, second = wakeful.absences()
    wakeful.forget(1)
    assert (wakeful.absences(), second.until - second.since) == ((second,), timedelta(minutes=2))
    assert first.until == second.since
