"""PostgreSQL as the database: rows are locked by who changes them, errors are said in our words, the server may restart."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import inspect, text

from agency_core.agency import make_agency
from agency_core.errors import AgencyError, Busy, Conflict, Invalid, SetupProblem, StorageFailed
from agency_core.models import AlertRow, Base, ClientRow
from agency_core.settings import Settings
from agency_core.store.database import Database
from agency_core.store.marker import MARKER
from agency_core.store.rows import fetch
from agency_core.store.turns import take_turn
from tests.postgres import Server, missing

MIGRATES = """
import sys
from agency_core.store import database, schema
print(schema.migrate(database.Database(sys.argv[1])).current)
"""
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def db(empty_server):
    """A database with the clients `one` and `two`."""
    opened = Database(empty_server)
    with opened.transaction() as session:
        session.add_all([_client("one"), _client("two")])
    yield opened
    opened.close()


def _client(client_id: str) -> ClientRow:
    return ClientRow(
        id=client_id, name=client_id, timezone="UTC", brief={}, approval="person", automatic_agents=[], late_minutes=0,
        is_demo=False, publishing_paused=False, created_at=AT,
    )


def test_who_takes_a_row_to_change_it_changes_it_alone(db):
    def add_one(_number: int) -> None:
        with db.transaction() as session:
            row = fetch(session, ClientRow, "one")
            row.late_minutes = row.late_minutes + 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add_one, range(40)))
    with db.reading() as session:
        assert fetch(session, ClientRow, "one").late_minutes == 40


def test_a_row_seen_before_it_was_taken_is_read_again(db):
    with db.transaction() as session:
        seen = session.get(ClientRow, "one")
        with db.transaction() as other:
            fetch(other, ClientRow, "one").late_minutes = 7
        seen.name = "renamed"
        assert (fetch(session, ClientRow, "one").late_minutes, seen.name) == (7, "renamed")


def test_two_who_wait_for_each_other_are_parted_and_one_is_told(db):
    met = threading.Barrier(2)

    def take(first: str, second: str) -> str:
        try:
            with db.transaction() as session:
                fetch(session, ClientRow, first)
                met.wait()
                fetch(session, ClientRow, second)
        except Busy as busy:
            return busy.code
        return "done"

    with ThreadPoolExecutor(2) as pool:
        said = [each.result() for each in (pool.submit(take, "one", "two"), pool.submit(take, "two", "one"))]
    assert sorted(said) == ["busy", "done"]
    assert db.errors_since(timedelta(minutes=1))[0] == 1


def test_who_keeps_a_row_too_long_makes_others_give_up(empty_server):
    quick = Database(f"{empty_server}?options=-c%20lock_timeout%3D100ms")
    try:
        with quick.transaction() as session:
            session.add(_client("one"))
        with quick.transaction() as session:
            fetch(session, ClientRow, "one")
            with pytest.raises(Busy), quick.transaction() as other:
                fetch(other, ClientRow, "one")
    finally:
        quick.close()


def test_the_same_written_twice_at_once_is_to_be_tried_again(db):
    with pytest.raises(Busy), db.transaction() as session:
        session.add(_client("one"))


def test_a_character_that_no_text_may_hold_is_refused(db):
    with pytest.raises(Invalid), db.transaction() as session:
        fetch(session, ClientRow, "one").name = "a\0b"


def test_a_mistake_of_ours_is_not_called_a_failure_of_storage(db):
    with pytest.raises(Exception, match="does not exist") as mistake, db.transaction() as session:
        session.execute(text("SELECT nothing FROM nowhere"))
    assert not isinstance(mistake.value, AgencyError)


def test_turns_are_taken_one_by_one(db):
    inside, most = [0], [0]

    def work(_number: int) -> None:
        with db.transaction() as session:
            take_turn(session, "claim")
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            time.sleep(0.002)
            inside[0] -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(24)))
    assert most == [1]


def test_only_one_alert_is_open_and_many_may_be_resolved(db):
    def alert(number: int, state: str) -> AlertRow:
        return AlertRow(
            id=str(number), client_id="", rule="r", severity="info", state=state, subject="s", summary="", detail="", link="",
            first_seen_at=AT, last_seen_at=AT, acknowledged_by="",
        )

    with db.transaction() as session:
        session.add_all([alert(1, "resolved"), alert(2, "resolved"), alert(3, "firing")])
    with pytest.raises(Busy), db.transaction() as session:
        session.add(alert(4, "firing"))


def test_every_whole_number_has_64_bits_and_each_index_of_the_models_is_there(db):
    found = inspect(db.engine)
    narrow = [
        f"{table}.{column['name']}" for table in Base.metadata.tables for column in found.get_columns(table)
        if str(column["type"]) == "INTEGER"
    ]
    assert narrow == []


def test_processes_that_start_at_once_migrate_one_after_the_other(postgres_server):
    postgres_server.create("contended")
    started = [
        subprocess.Popen([sys.executable, "-c", MIGRATES, postgres_server.url("contended")], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert [each.communicate(timeout=60)[0].strip() for each in started] == ["True", "True"]


@pytest.mark.parametrize("url", ["mysql://root@localhost/agency", "postgresql+asyncpg://localhost/agency", "agency", "http://"])
def test_what_is_no_address_of_a_server_is_refused(url):
    with pytest.raises(SetupProblem) as problem:
        Database(url)
    assert problem.value.field == "AGENCY_DATABASE_URL"


def test_a_short_address_works_and_the_password_is_never_shown():
    db = Database("postgresql://agency:secret@localhost:1/name?options=-c%20x%3Dy")
    assert (db.address, db.is_embedded) == ("postgresql://agency@localhost:1/name", False)


def test_a_server_that_is_away_is_said_to_be_and_found_again(tmp_path):
    if missing():
        pytest.skip(missing())
    server = Server()
    try:
        server.create("agency")
        desk = make_agency(Settings(data=tmp_path, database_url=server.url("agency")))
        assert desk.operate.status().system_status == "degraded"  # no engine
        server.stop("immediate")
        with pytest.raises(StorageFailed, match="cannot be reached"), desk.db.transaction() as session:
            session.execute(text("SELECT 1"))
        assert desk.operate.status().system_status == "down"
        server.start()
        assert desk.operate.status().system_status == "degraded"
        desk.db.close()
    finally:
        server.remove()


def test_an_embedded_agency_is_not_left_behind_by_mistake(tmp_path, empty_database, postgres_server):
    postgres_server.create("nobody")
    (tmp_path / "agency.sqlite3").write_bytes((empty_database / "agency.sqlite3").read_bytes())
    with pytest.raises(SetupProblem, match="holds an agency of its own"):
        make_agency(Settings(data=tmp_path, database_url=postgres_server.url("nobody")))


def test_the_folder_of_an_agency_on_a_server_begins_no_second_one(tmp_path, empty_server):
    make_agency(Settings(data=tmp_path, database_url=empty_server)).db.close()
    assert MARKER in {each.name for each in tmp_path.iterdir()}
    with pytest.raises(SetupProblem, match="lives on postgresql://agency@127"):
        make_agency(Settings(data=tmp_path))
    (tmp_path / MARKER).unlink()
    make_agency(Settings(data=tmp_path)).db.close()


def test_a_server_is_backed_up_by_its_own_tools(tmp_path, empty_server, owner, monkeypatch):
    desk = make_agency(Settings(data=tmp_path, database_url=empty_server))
    with monkeypatch.context() as bare:
        bare.setenv("PATH", str(tmp_path))
        with pytest.raises(Conflict, match="pg_dump is not installed"):
            desk.keeping.backups.make(owner)
    assert {check.state for check in desk.operate.doctor()} == {"ok", "warning"}
    assert desk.archive.hold(owner) == (0, 0)
    desk.db.close()
