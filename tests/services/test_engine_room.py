"""What the desk runs on, as its owner sees it."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from agency_core.domain.log import Waiting
from agency_core.errors import Conflict, Forbidden
from agency_core.models import DeliveryRow, GaugeRow
from agency_core.store.queries import facts


def until(true, seconds=5.0):
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.01)


def test_what_waits_is_counted_with_its_oldest(desk, owner, scheduled, clock):
    scheduled(timedelta(minutes=1))
    room = desk.operate.room
    assert {each.name: each.count for each in room.queues(owner)} == {
        "deliveries": 0, "messages": 0, "review": 0, "notifications": 0
    }
    due_at = clock.now() + timedelta(minutes=1)
    clock.move(timedelta(minutes=3))
    assert room.queues(owner)[0] == Waiting("deliveries", 1, due_at)
    assert room.due(owner) == (Waiting("linkedin", 1, due_at),)


def test_what_is_being_sent_is_counted(desk, owner, scheduled):
    scheduled(timedelta(minutes=1))
    assert desk.operate.room.in_hand(owner) == 0
    with desk.db.transaction() as session:
        session.query(DeliveryRow).one().state = "sending"
    assert desk.operate.room.in_hand(owner) == 1


def test_the_database_says_what_it_is_and_how_it_grew(agency, owner, clock):
    found = agency.operate.room.database(owner)
    assert (found.kind, found.grown_from, found.revision == found.newest_revision, found.size > 0) == ("SQLite", None, True, True)
    for days, value in ((40, 1.0), (20, 2.0), (1, 3.0)):
        with agency.db.transaction() as session:
            at = clock.now() - timedelta(days=days)
            session.add(GaugeRow(name="database_bytes", client_id="", subject="", at=at, value=value))
    assert agency.operate.room.database(owner).grown_from == (clock.now() - timedelta(days=20), 2.0)


def test_the_whole_database_is_examined_beside_the_work(agency, owner, monkeypatch):
    room, go_on = agency.operate.room, []
    assert room.integrity(owner) is None
    monkeypatch.setattr(facts, "damage", lambda session: until(lambda: go_on) or ("row 7 missing",))
    assert room.examine(owner).ended_at is None
    with pytest.raises(Conflict):
        room.examine(owner)
    go_on.append(True)
    until(lambda: room.integrity(owner).ended_at is not None)
    assert room.integrity(owner).problems == ("row 7 missing",)


def test_a_sound_database_has_no_problems(agency, owner):
    agency.operate.room.examine(owner)
    until(lambda: agency.operate.room.integrity(owner).ended_at is not None)
    assert agency.operate.room.integrity(owner).problems == ()


@pytest.mark.parametrize("ask", ["queues", "due", "in_hand", "slow", "database", "integrity", "examine"])
def test_nobody_but_an_owner_looks_in(agency, stranger, ask):
    with pytest.raises(Forbidden):
        getattr(agency.operate.room, ask)(stranger)
