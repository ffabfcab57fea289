"""The doctor: every check says what is wrong and what to do, and one broken part does not hide the others."""

from __future__ import annotations

import shutil
import time
from collections import namedtuple
from datetime import timedelta

import pytest

from agency_core.domain.facts import Room
from agency_core.domain.operations import WorkerView
from agency_core.errors import StorageFailed
from agency_core.models import AccountRow, BackupRow, ClientRow, NotifierRow
from agency_core.observe import logs, traces
from agency_core.services.checks import keeping, machine
from agency_core.store.queries import facts, worker
from agency_core.store.queries.secret import place
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
    names = [
        "Python", "Time zones", "Data folder", "Disk space", "Memory", "Clock", "Rights", "Database", "Schema", "Key",
        "Encryption", "Backups", "Log", "Traces", "Engine", "Accounts", "Deliveries", "Notifiers",
    ]
    checks = [(each.name, each.state, each.remedy, each.runbook) for each in agency.operate.doctor()]
    assert checks == [(name, "ok", "", "") for name in names]


def test_whatever_is_not_ok_has_a_remedy_and_a_runbook(agency):
    wrong = [each for each in agency.operate.doctor() if each.state != "ok"]
    assert [each.name for each in wrong] == ["Engine", "Accounts"]
    assert all(each.remedy and each.runbook.startswith("docs/operations.md#") for each in wrong)


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
    monkeypatch.setattr(keeping, "standing", lambda db: Standing("0000", "0001"))
    assert found(agency)["Schema"] == ("failed", "revision 0000, the newest is 0001")


def test_a_damaged_file_is_found(agency, monkeypatch):
    monkeypatch.setattr(facts, "damage", lambda session: ("row 7 missing from index",))
    assert found(agency)["Database"] == ("failed", "The file is damaged: row 7 missing from index")


def test_a_database_that_cannot_be_opened_hides_no_other_check(agency, monkeypatch):
    def refuses():
        raise StorageFailed("The database file is damaged.", remedy="Restore the last backup.")

    monkeypatch.setattr(agency.db, "reading", refuses)
    states = {name: state for name, (state, _) in found(agency).items()}
    assert [name for name, state in states.items() if state == "failed"] == [
        "Database", "Key", "Backups", "Engine", "Accounts", "Deliveries", "Notifiers",
    ]
    assert states["Python"] == states["Data folder"] == "ok"


@pytest.mark.parametrize(("used", "state"), [(80, "ok"), (81, "warning")])
def test_memory_has_a_bar(agency, monkeypatch, used, state):
    monkeypatch.setattr(machine, "memory_room", lambda: Room(used, 100, "of the control group"))
    assert found(agency)["Memory"][0] == state


def test_a_clock_that_was_moved_since_the_start_is_found(agency, monkeypatch):
    monkeypatch.setattr(machine, "_BEGAN", (time.time() - 21_600, time.monotonic()))
    state, detail = found(agency)["Clock"]
    assert (state, detail) == ("warning", "The clock was moved since the start by 21600 s")


def test_a_disk_with_another_time_is_found(agency, monkeypatch):
    monkeypatch.setattr(machine, "_disk_time", lambda place: time.time() + 60)
    assert found(agency)["Clock"] == ("warning", "The clock and the one of the disk differ by 60 s")


def test_a_folder_that_everybody_can_write_to_is_found(agency):
    agency.settings.data.chmod(0o777)
    assert found(agency)["Rights"] == ("failed", "Everybody on this machine can write to the data folder")
    agency.settings.data.chmod(0o755)


@pytest.fixture
def sealed(agency, account):
    """The account with a sealed login; gives the file of the key."""
    vault = agency.refresher._networks.vault
    with agency.db.transaction() as session:
        row = session.get(AccountRow, "a1")
        row.credentials = vault.seal({"access_token": "canary-of-the-doctor"}, place(row))
    return vault.path


def test_a_key_that_others_can_read_is_found(agency, sealed):
    assert found(agency)["Key"] == ("ok", f"opens what is sealed: {sealed}")
    sealed.chmod(0o644)
    assert found(agency)["Rights"] == ("failed", "Others can read the key file")
    sealed.chmod(0o600)


def test_a_key_that_is_gone_is_found_and_no_secret_is_shown(agency, sealed):
    kept = sealed.read_bytes()
    sealed.unlink()
    checks = agency.operate.doctor()
    sealed.write_bytes(kept)
    sealed.chmod(0o600)
    assert {each.name: each.state for each in checks}["Key"] == "failed"
    assert "canary" not in str(checks)


def test_a_backup_that_is_older_than_planned_is_found(agency, clock, account):
    def made(at):
        return BackupRow(id=f"b{at:%d%H}", started_at=at, ended_at=at, kind="manual", state="verified", verified_at=at)

    assert found(agency)["Backups"] == ("ok", "there is no verified one yet")
    with agency.db.transaction() as session:
        session.add(made(clock.now()))
    clock.move(timedelta(hours=36))
    assert found(agency)["Backups"] == ("ok", "the newest verified one is 1 d 12 h old")
    clock.move(timedelta(hours=1))
    assert found(agency)["Backups"] == ("warning", "the newest verified one is 1 d 13 h old")


def test_a_log_that_lost_lines_is_found(agency, monkeypatch):
    state = logs.FileState(agency.settings.data / "logs" / "agency.log", 3, "No space left on device")
    monkeypatch.setattr(logs, "file_state", lambda: state)
    assert found(agency)["Log"] == ("warning", "3 lines could not be written: No space left on device")


def test_traces_without_their_packages_are_found(agency, monkeypatch):
    monkeypatch.setattr(agency.settings, "otlp_endpoint", "http://127.0.0.1:4318")
    assert found(agency)["Traces"] == ("ok", "sent to the collector")
    monkeypatch.setattr(traces, "installed", lambda: False)
    assert found(agency)["Traces"][0] == "warning"


def test_a_notifier_that_failed_last_is_found(agency, clock):
    with agency.db.transaction() as session:
        for name, error, is_on in (("Mail", "", True), ("Slack", "refused", True), ("Off", "refused", False)):
            session.add(NotifierRow(id=name, kind="x", name=name, last_error=error, is_on=is_on, created_by="p",
                                    created_at=clock.now()))
    assert found(agency)["Notifiers"] == ("warning", "1 of 2 failed last: Slack")
