"""A disk that is full, a database that somebody holds, a file that is damaged: nothing is lost, nothing is sent in vain."""

from __future__ import annotations

import hashlib
import resource
import shutil
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest

import agency_core.services.publish
from agency_core.agency import make_agency
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.errors import SetupProblem, StorageFailed
from agency_core.settings import Settings
from agency_core.store import database, embedded
from agency_core.store.cipher import library
from agency_core.store.exchange import exchange
from agency_core.store.key_file import key_path
from agency_core.store.opening import key_for
from tests.api.conftest import PROPOSAL, STORYTELLER, serve
from tests.fakes import FakeNetwork, only_delivery
from tests.faults.small_desk import desk_on, scheduled
from tests.house.tree import ROOT

SOON = timedelta(minutes=2)
HOLD = """
import sys
from pathlib import Path
from tests.faults.ledger_file import opened
held = opened(Path(sys.argv[1]), "mode=rw")
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
held.execute("COMMIT")
"""


@pytest.fixture
def network():
    return FakeNetwork()


@pytest.fixture
def desk(tmp_path, empty_database, clock, network):
    made = desk_on(tmp_path / "data", empty_database, clock, network)
    yield made
    made.publish.stop()
    made.db.close()


@contextmanager
def full_disk(desk):
    """No file of this process can grow over the size of the journal: what is written comes back as `disk I/O error`."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = desk.db.file.with_name(f"{desk.db.file.name}-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def held(file):
    """Another process has the right to write, until the end or until it is let go."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(file)], **pipes, text=True, cwd=ROOT)
    assert holder.stdin is not None
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == "held\n"

        def let_go() -> None:
            holder.stdin.write("\n")
            holder.stdin.flush()

        yield let_go
    finally:
        holder.kill()
        holder.wait()
        holder.stdin.close()
        holder.stdout.close()


def errors_of(desk) -> list[tuple[str, str]]:
    found = desk.watch.list(LOCAL_OWNER).items
    return [(each.rule, each.state) for each in found if each.rule in {"database_errors", "scheduler_stalled"}]


def posted(door, title):
    return door.post("/api/content", json={**PROPOSAL, "title": title})


def test_a_full_disk_stops_writing_and_sending_and_nothing_else(desk, network, clock, monkeypatch):
    monkeypatch.setattr(agency_core.services.publish, "REST", 0.2)
    content = scheduled(desk, SOON)
    with serve(desk) as door:
        door.post("/api/agents", json=STORYTELLER)
        clock.move(SOON)
        with full_disk(desk):
            refused = posted(door, "Refused")
            assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (503, "storage_failed", "10")
            assert desk.publish.run_due() == 0
            wait_until(desk.publish._rests)
            with pytest.raises(StorageFailed):
                desk.watch.evaluate()
            assert door.get("/api/content").json()["content"][0]["id"] == content.id
            assert door.get("/api/system/status").json()["system_status"] == "degraded"
            assert (network.calls, errors_of(desk)) == ([], [("database_errors", "firing")])
        assert posted(door, "Taken").status_code == 201
    desk.watch.evaluate()
    assert errors_of(desk) == [("database_errors", "firing")]
    wait_until(lambda: desk.publish.run_due() or only_delivery(desk, LOCAL_OWNER, content).state == "delivered")
    assert (network.calls.count("commit"), len(network.posts)) == (1, 1)
    for _ in range(3):
        clock.move(timedelta(minutes=5))
        desk.watch.evaluate()
    assert errors_of(desk) == [("database_errors", "resolved")]


def test_a_full_database_is_said_in_the_same_words(desk):
    with desk.db.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    raw = desk.db.engine.raw_connection()
    try:
        raw.driver_connection.execute(f"PRAGMA max_page_count={pages}")
        with pytest.raises(library().OperationalError, match="full") as told:
            raw.driver_connection.execute("CREATE TABLE more AS SELECT hex(randomblob(100000)) AS a")
    finally:
        raw.driver_connection.execute("PRAGMA max_page_count=1073741823")
        raw.close()
    failed = embedded.translate(embedded.OperationalError("CREATE", None, told.value))
    assert (type(failed), failed.status) == (StorageFailed, 503)


def test_an_intent_that_cannot_be_written_is_not_sent(desk, network, clock):
    """The disk fills up between the claim and the call."""
    content = scheduled(desk, SOON)
    clock.move(SOON)
    claim = desk.publish._claims.next()
    with full_disk(desk), pytest.raises(StorageFailed):
        desk.publish._handle(claim)
    assert "commit" not in network.calls
    clock.move(timedelta(minutes=2))
    assert desk.reconcile.recover(None) == 1
    desk.publish.drain()
    assert (only_delivery(desk, LOCAL_OWNER, content).state, len(network.posts)) == ("delivered", 1)


def test_who_holds_the_database_for_four_seconds_is_waited_for(desk):
    looks = []

    def look() -> None:
        began = time.monotonic()
        looks.append((desk.agents.list(LOCAL_OWNER).items[0].id, time.monotonic() - began < 1))

    with serve(desk) as door, held(desk.db.file) as let_go:
        reader = threading.Timer(1, look)
        owner = threading.Timer(4, let_go)
        began = time.monotonic()
        reader.start()
        owner.start()
        answer = door.post("/api/agents", json=STORYTELLER)
        waited = time.monotonic() - began
        reader.join()
        owner.join()
    assert (answer.status_code, 3.5 < waited < 6, looks) == (201, True, [("stella_001", True)]), (answer.text, waited)


def test_who_holds_the_database_for_too_long_is_told_of(tmp_path, empty_database, clock, network, monkeypatch):
    monkeypatch.setattr(embedded, "BUSY_MS", 600)
    monkeypatch.setattr(database, "BUSY_MS", 600)
    desk = desk_on(tmp_path / "data", empty_database, clock, network)
    try:
        with serve(desk) as door:
            with held(desk.db.file):
                refused = door.post("/api/agents", json=STORYTELLER)
                assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (503, "busy", "1")
                assert [each["id"] for each in door.get("/api/agents").json()["agents"]] == ["stella_001"]
            assert door.post("/api/agents", json=STORYTELLER).status_code == 201
    finally:
        desk.publish.stop()
        desk.db.close()


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes(byte ^ 0xFF for byte in data[middle : middle + 20_000]) + data[middle + 20_000 :]


DAMAGE = {
    "flipped": flipped, "cut off": lambda data: data[: len(data) * 2 // 3], "cut short": lambda data: data[:60],
    "no database": lambda data: b"what is this" * 4096, "empty": lambda _: b"",
}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_file_is_refused_untouched_and_the_backup_named(tmp_path, empty_database, how):
    folder = shutil.copytree(empty_database, tmp_path / "data")
    file = folder / "agency.sqlite3"
    good = file.read_bytes()
    backups = folder / "backups"
    backups.mkdir()
    older = backups / "agency-20261120-020000.sqlite3"
    older.write_bytes(good)
    exchange(older, key_for(file, key_path("", folder)), None, keep=tmp_path / "encrypted")
    time.sleep(0.02)
    (backups / "agency-20261121-020000.sqlite3").write_bytes(flipped(older.read_bytes()))
    file.write_bytes(DAMAGE[how](good))
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    with pytest.raises(SetupProblem) as told:
        make_agency(Settings(data=folder))
    assert (hashlib.sha256(file.read_bytes()).hexdigest(), sorted(each.name for each in folder.glob("agency.sqlite3*"))) == (
        before, ["agency.sqlite3"]
    )
    said = f"{told.value.message} {told.value.remedy}"
    assert ("restore" in said, str(older) in said) == (True, True)


def test_a_damaged_file_ends_the_start_with_a_word_and_a_status(tmp_path, empty_database, processes):
    folder = shutil.copytree(empty_database, tmp_path / "data")
    file = folder / "agency.sqlite3"
    file.write_bytes(flipped(file.read_bytes()))
    worker = processes("-m", "agency_core", "serve", "--role", "worker", AGENCY_DATA=str(folder))
    worker.start()
    wait_until(lambda: not worker.failed_to_end, 30)
    assert worker.end()[0] == 1
    assert ("is damaged" in worker.said(), "Traceback" in worker.said()) == (True, False)


def test_damage_that_is_met_while_it_runs_stops_sending_and_is_shown(desk, network, clock):
    content = scheduled(desk, SOON)
    clock.move(SOON)
    with desk.db.transaction() as session:
        root = session.connection().exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE name = 'snapshot'").scalar()
        size = session.connection().exec_driver_sql("PRAGMA page_size").scalar()
    desk.db.close()
    with desk.db.file.open("r+b") as file:
        file.seek((root - 1) * int(size))
        file.write(b"\xff" * int(size))
    with pytest.raises(StorageFailed, match="damaged"), desk.db.reading() as session:
        session.connection().exec_driver_sql("SELECT * FROM snapshot").all()
    status = desk.operate.status()
    assert (status.system_status, status.reasons[0]) == (
        "down", "The database file is damaged. Nothing is published until it is repaired."
    )
    assert errors_of(desk) == [("database_errors", "firing")]
    clock.move(timedelta(minutes=30))
    assert (desk.publish.run_due(), network.calls) == (0, [])
    assert only_delivery(desk, LOCAL_OWNER, content).state == "pending"
    assert errors_of(desk) == [("database_errors", "firing")]


def wait_until(holds, seconds: float = 5.0):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)
