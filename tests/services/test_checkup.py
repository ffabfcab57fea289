"""The doctor: every check says what is wrong and what to do, and one broken part does not hide the others."""

from __future__ import annotations

import shutil
from collections import namedtuple
from datetime import timedelta

import pytest

from agency_core.domain.operations import WorkerView
from agency_core.errors import StorageFailed
from agency_core.models import AccountRow, ClientRow
from agency_core.services import checkup
from agency_core.store.queries import facts, worker
from agency_core.store.schema import Standing

Usage = namedtuple("Usage", "total used free")


def found(agency) -> dict[str, tuple[str, str]]:
    return {check.name: (check.state, check.detail) for check in agency.operate.doctor()}


@pytest.fixture
def account(agency, clock):
    """A client with one account on LinkedIn."""
    now = clock.now()
    with agency.db.transaction() as session:
        session.add(ClientRow(id="c1", name="C", timezone="UTC", approval="person", late_minutes=60, created_at=now))
        session.flush()
        session.add(
            AccountRow(
                id="a1", client_id="c1", platform="linkedin", network="sandbox", external_id="1", display_name="L",
                credentials={}, status="connected", created_at=now,
            )
        )


def test_a_well_installation_has_nothing_to_repair(agency, clock, account):
    with agency.db.transaction() as session:
        worker.beat(session, WorkerView("w", "h", 1, "all", True, clock.now(), clock.now()))
    names = ["Python", "Time zones", "Data folder", "Disk space", "Database", "Schema", "Engine", "Accounts", "Deliveries"]
    checks = [(each.name, each.state, each.remedy) for each in agency.operate.doctor()]
    assert checks == [(name, "ok", "") for name in names]


def test_whatever_is_not_ok_has_a_remedy(agency):
    assert [each.name for each in agency.operate.doctor() if each.state != "ok" and not each.remedy] == []


def test_an_engine_that_never_ran_is_a_warning(agency):
    assert found(agency)["Engine"] == ("warning", "has never run")


def test_a_silent_engine_says_since_when(agency, clock):
    with agency.db.transaction() as session:
        worker.beat(session, WorkerView("w", "h", 1, "all", True, clock.now(), clock.now()))
    clock.move(timedelta(hours=2))
    assert found(agency)["Engine"] == ("warning", "no sign of life for 2 h")


def test_an_account_that_cannot_publish_is_a_warning(agency, account):
    with agency.db.transaction() as session:
        session.get(AccountRow, "a1").status = "reconnect"
    assert found(agency)["Accounts"] == ("warning", "linkedin: 0 of 1 can publish")


def test_overdue_and_undecided_deliveries_are_a_warning(agency, monkeypatch):
    monkeypatch.setattr(facts, "due", lambda session, before: 3)
    monkeypatch.setattr(facts, "undecided", lambda session: 2)
    assert found(agency)["Deliveries"] == ("warning", "3 overdue, 2 wait for a decision")


@pytest.mark.parametrize(("free", "state"), [(5 * 1024**3, "ok"), (500 * 1024**2, "warning"), (50 * 1024**2, "failed")])
def test_disk_space_has_two_bars(agency, monkeypatch, free, state):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(0, 0, free))
    assert found(agency)["Disk space"][0] == state


def test_an_old_schema_is_named(agency, monkeypatch):
    monkeypatch.setattr(checkup, "standing", lambda db: Standing("0000", "0001"))
    assert found(agency)["Schema"] == ("failed", "revision 0000, the newest is 0001")


def test_a_damaged_file_is_found(agency, monkeypatch):
    monkeypatch.setattr(facts, "damage", lambda session: ("row 7 missing from index",))
    assert found(agency)["Database"] == ("failed", "The file is damaged: row 7 missing from index")


def test_a_database_that_cannot_be_opened_hides_no_other_check(agency, monkeypatch):
    def refuses():
        raise StorageFailed("The database file is damaged.", remedy="Restore the last backup.")

    monkeypatch.setattr(agency.db, "reading", refuses)
    states = {name: state for name, (state, _) in found(agency).items()}
    assert [name for name, state in states.items() if state == "failed"] == ["Database", "Engine", "Accounts", "Deliveries"]
    assert states["Python"] == states["Data folder"] == "ok"
