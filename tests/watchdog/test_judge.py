"""When the watchdog tells: once, again after an hour, and once when it is over."""

from __future__ import annotations

import pytest

from agency_core.watchdog.judge import Judge, Patience
from agency_core.watchdog.look import Sighting

UP, SILENT, DOWN = Sighting("healthy"), Sighting("silent", "no answer"), Sighting("down", "the disk is full")
DEGRADED = Sighting("degraded", "a task is paused")


def told(sightings, patience=None, every=10):
    judge = Judge(patience or Patience())
    news = [(place * every, judge.see(each, place * every)) for place, each in enumerate(sightings)]
    return [(at, each.state) for at, each in news if each]


def test_five_minutes_of_silence_are_told_once_and_their_end_too():
    assert told([UP, *[SILENT] * 60, UP, UP]) == [(310, "down"), (610, "recovered")]


def test_a_shorter_silence_is_not_told():
    assert told([*[SILENT] * 30, UP, *[SILENT] * 30, DEGRADED]) == []


def test_a_system_that_says_that_it_is_down_is_believed_at_the_second_look():
    assert told([DOWN, UP, DOWN, DOWN, DOWN, UP]) == [(30, "down"), (50, "recovered")]


def test_it_is_told_again_each_hour():
    assert told([DOWN] * 800)[:3] == [(10, "down"), (3610, "still_down"), (7210, "still_down")]


def test_an_engine_that_stands_still_is_down_since_its_last_beat():
    judge = Judge(Patience())
    first, second = judge.see(Sighting("stalled", "", 295.0), 0), judge.see(Sighting("stalled", "", 305.0), 10)
    assert (first, second.state, second.lasted) == (None, "down", 305.0)


def test_the_watchdogs_own_sleep_is_no_downtime_of_the_agency():
    judge = Judge(Patience())
    assert [judge.see(SILENT, at) for at in (0, 4000, 4010)] == [None] * 3


@pytest.mark.parametrize("after", [60, 120])
def test_its_patience_can_be_chosen(after):
    assert told([SILENT] * 20, Patience(after=after)) == [(after, "down")]
