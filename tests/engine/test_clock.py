"""The ticker: regular, alone, and not to be stopped by a clock that is set back."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest

from agency_core.engine.clock import Ticker
from tests.engine.conftest import until

FAST = timedelta(milliseconds=50)


@pytest.fixture
def ticking():
    made = []

    def make(work, **given):
        made.append(Ticker(work, every=FAST, **given))
        made[-1].start()
        return made[-1]

    yield make
    for ticker in made:
        ticker.stop()


def test_it_ticks_at_once_and_again(ticking):
    ticks = []
    ticking(lambda: ticks.append(time.monotonic()))
    assert until(lambda: len(ticks) >= 5)


def test_it_does_not_tick_after_the_stop(ticking):
    ticks = []
    ticker = ticking(lambda: ticks.append(1))
    assert until(lambda: ticks)
    ticker.stop()
    count = len(ticks)
    time.sleep(0.2)
    assert len(ticks) == count


def test_a_slow_tick_is_never_overtaken(ticking):
    inside, most = [], []

    def slow():
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.2)
        inside.pop()

    ticking(slow)
    assert until(lambda: len(most) >= 3)
    assert max(most) == 1


def test_a_tick_that_fails_is_followed_by_others_but_is_no_sign_of_life(ticking):
    ticks = []

    def fails():
        ticks.append(1)
        raise RuntimeError("no")

    ticker = ticking(fails)
    assert until(lambda: len(ticks) >= 6)
    assert ticker.silence > 0.2


def test_a_clock_set_back_stops_the_ticks_until_they_are_revived(ticking, wall):
    ticks, skipped = [], [0.0]
    ticker = ticking(lambda: ticks.append(1), monotonic=lambda: time.monotonic() + skipped[0])
    assert until(lambda: len(ticks) >= 3)
    wall.offset = -timedelta(hours=6)
    time.sleep(0.2)  # a tick that was waited for already
    count = len(ticks)
    time.sleep(0.3)
    assert len(ticks) == count
    assert not ticker.revive()  # not yet: the silence is short
    skipped[0] = 4.0
    assert ticker.revive()
    assert until(lambda: len(ticks) >= count + 5)


def test_a_clock_set_forward_makes_one_tick_not_many(ticking, wall):
    ticks = []
    ticking(lambda: ticks.append(1))
    assert until(lambda: len(ticks) >= 3)
    before = len(ticks)
    wall.offset = timedelta(minutes=10)
    time.sleep(0.7)
    assert 3 <= len(ticks) - before <= 15


def test_reviving_does_nothing_while_it_ticks(ticking):
    done = threading.Event()
    ticker = ticking(done.set)
    assert done.wait(5)
    assert ticker.revive() is False
