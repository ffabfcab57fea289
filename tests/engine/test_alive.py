"""Processes that serve without an engine give signs of life of their own, and their absences are on record."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from agency_core.alive import Alive
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.models import WorkerRow
from agency_core.services.presence import ENDED
from agency_core.worker import Engine


@pytest.fixture
def serving(desk):
    """Makes a process that serves, not started: its beats are called by hand."""

    def make(role="api"):
        return Alive(SimpleNamespace(**{**vars(desk), "settings": desk.settings.model_copy(update={"role": role})}))

    return make


def on_record(desk):
    return [(each.component, each.kind, each.since, each.until, each.why) for each in desk.watchroom.gaps.list(LOCAL_OWNER)]


def test_a_time_in_which_nothing_served_is_on_record(desk, clock, serving):
    serving()._safely()
    since = clock.now()
    clock.move(timedelta(minutes=6))
    serving("ui")._safely()
    assert on_record(desk) == [("api", "down", since, clock.now(), ENDED)]


def test_a_restart_within_half_a_minute_is_none(desk, clock, serving):
    serving()._safely()
    clock.move(timedelta(seconds=30))
    serving()._safely()
    assert on_record(desk) == []


def test_while_another_process_serves_nothing_is_missing(desk, clock, serving):
    first, second = serving(), serving("ui")
    first._safely()
    for _ in range(6):
        clock.move(timedelta(seconds=20))
        first._safely()
    second._safely(is_last=True)
    assert on_record(desk) == []


def test_an_orderly_stop_of_the_last_one_is_planned(desk, clock, serving):
    serving()._safely(is_last=True)
    since = clock.now()
    clock.move(timedelta(minutes=6))
    serving()._safely()
    assert [row[:4] for row in on_record(desk)] == [("api", "planned", since, clock.now())]


def test_it_beats_in_the_background_and_ends_in_order(desk, clock, serving):
    alive = serving()
    alive.start()
    alive.stop()
    with desk.db.reading() as session:
        assert [(row.role, row.leading) for row in session.query(WorkerRow)] == [("api", False)]
    clock.move(timedelta(seconds=1))
    assert [row[:2] for row in on_record(desk)] == [("api", "planned")]


def test_where_one_process_does_everything_the_api_is_absent_with_its_engine(desk, clock):
    engine = Engine(desk, tasks=[])
    engine._look_after()
    clock.move(timedelta(minutes=6))
    engine._lock.release()
    again = Engine(desk, tasks=[])
    again._look_after()
    assert {row[:2] for row in on_record(desk)} == {("engine", "down"), ("api", "down")}
    again._end()
