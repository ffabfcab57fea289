"""The record of absences, on a data folder and on a server."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.downtime import Absence, Component, GapKind
from agency_core.models import MaintenanceRow
from agency_core.services.gaps import STOPPED, Gaps
from agency_core.store.database import Database
from agency_core.store.schema import migrate


@pytest.fixture(params=["embedded", "postgres"])
def db(request, tmp_path, clock):
    place = request.getfixturevalue("empty_server") if request.param == "postgres" else tmp_path / "agency.sqlite3"
    made = Database(place, clock)
    if made.is_embedded:
        migrate(made)
    yield made
    made.close()


@pytest.fixture
def gaps(db, clock):
    return Gaps(db, clock)


def listed(gaps):
    return [(each.component, each.kind, each.since, each.until, each.why) for each in gaps.list(LOCAL_OWNER)]


def test_what_lies_in_maintenance_is_planned_as_long_as_it_really_was(gaps, db, clock):
    first, ended, last = clock.now(), clock.now() + timedelta(minutes=10), clock.now() + timedelta(minutes=30)
    with db.transaction() as session:
        session.add(
            MaintenanceRow(
                id="m1", starts_at=first - timedelta(hours=1), ends_at=last, why="new disk", holds_publishing=False,
                created_by="owner", created_at=first, ended_at=ended,
            )
        )
    clock.move(timedelta(hours=1))
    failed = gaps.note(Component.ENGINE, Absence(first, last, GapKind.DOWN, "killed"))
    assert (failed, listed(gaps)) == (
        timedelta(minutes=20),
        [("engine", "planned", first, ended, "Maintenance: new disk"), ("engine", "down", ended, last, "killed")],
    )


def test_an_orderly_stop_lasts_until_somebody_is_back(gaps, clock):
    since = clock.now()
    gaps.leave(Component.ENGINE)
    gaps.leave(Component.ENGINE)
    clock.move(timedelta(minutes=3))
    assert listed(gaps) == [("engine", "planned", since, None, STOPPED)]
    assert [gaps.back(Component.ENGINE), gaps.back(Component.ENGINE)] == [since, None]
    assert listed(gaps) == [("engine", "planned", since, clock.now(), STOPPED)]


def test_a_stop_of_seconds_is_forgotten(gaps, clock):
    gaps.leave(Component.ENGINE)
    clock.move(timedelta(seconds=4))
    gaps.back(Component.ENGINE)
    assert listed(gaps) == []


def test_who_does_not_reach_all_clients_is_told_nothing(gaps, clock, stranger):
    gaps.leave(Component.ENGINE)
    assert gaps.list(stranger) == ()
