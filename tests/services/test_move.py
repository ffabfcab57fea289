"""An embedded agency moves to a server: all of it, or nothing."""

from __future__ import annotations

import pytest

from agency_core.agency import make_agency
from agency_core.domain.client import NewClient
from agency_core.domain.delivery import DeliveryFilter
from agency_core.engine.lock import LeaderLock
from agency_core.errors import Conflict, Exists, Forbidden, SetupProblem, StorageFailed
from agency_core.services.move import LOCK, move
from agency_core.settings import Settings
from agency_core.store.database import Database
from agency_core.store.queries import archive, transfer


@pytest.fixture
def full(agency, owner):
    """An agency with something in most of its tables, and its data folder."""
    agency.demo.create(owner)
    return agency


@pytest.fixture
def go(full, owner, clock):
    """Moves it."""

    def going(url, actor=owner):
        told = []
        return move(actor, full.db, url, folder=full.settings.data, clock=clock, tell=told.append), told

    return going


def rows(db) -> dict[str, int]:
    with db.reading() as session:
        return archive.counts(session)


def test_everything_arrives_and_the_agency_goes_on_there(full, go, owner, clock, empty_server, tmp_path):
    before = full.deliver.list(owner, filter=DeliveryFilter()).items
    (moved, told), kept = go(empty_server), rows(full.db)
    there = make_agency(Settings(data=full.settings.data, database_url=empty_server), clock=clock)
    try:
        assert rows(there.db) == kept == {name: each.rows for name, each in moved.tables.items()}
        assert there.deliver.list(owner, filter=DeliveryFilter()).items == before
        assert len(told) == len(kept)
        there.clients.create(owner, new=_client("after"))  # tables that number their rows go on where they were
    finally:
        there.db.close()


def _client(name):
    return NewClient(name)


def test_the_old_one_does_not_start_beside_the_new_one(full, go, empty_server):
    go(empty_server)
    with pytest.raises(SetupProblem, match="lives on postgresql"):
        make_agency(Settings(data=full.settings.data))


def test_a_target_with_rows_is_refused(full, go, empty_server):
    go(empty_server)
    with pytest.raises(Exists, match="has rows already"):
        go(empty_server)


def test_a_running_engine_is_not_moved(full, go, empty_server):
    lock = LeaderLock(full.settings.data / LOCK)
    lock.try_acquire()
    with pytest.raises(Conflict, match="runs"):
        go(empty_server)
    lock.release()


def test_who_does_not_reach_all_clients_moves_nothing(go, stranger, empty_server):
    with pytest.raises(Forbidden):
        go(empty_server, actor=stranger)


def test_a_server_is_not_moved_this_way(owner, clock, tmp_path, empty_server):
    with pytest.raises(Conflict, match="on a server already"):
        move(owner, Database(empty_server), empty_server, folder=tmp_path, clock=clock, tell=print)


def test_rows_that_arrive_changed_are_not_kept(full, go, empty_server, monkeypatch):
    true = transfer.add

    def changed(session, table, found):
        true(session, table, [row | {"why": "changed"} if "why" in row else row for row in found])

    monkeypatch.setattr(transfer, "add", changed)
    with pytest.raises(StorageFailed, match="is not what was sent"):
        go(empty_server)
    there = Database(empty_server)
    assert set(rows(there).values()) == {0}
    there.close()
    make_agency(full.settings).db.close()  # and the old one still starts
