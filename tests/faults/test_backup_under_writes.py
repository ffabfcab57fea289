"""A backup of a database that is written to: nobody waits for it, and a kill at any moment leaves no half of one."""

from __future__ import annotations

import random
import secrets
import time
from pathlib import Path

import pytest

from agency_core.agency import make_agency
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.clock import SystemClock
from agency_core.services.backup_file import BackupReader
from agency_core.services.restore import restore
from agency_core.settings import Settings
from tests.faults.busy_backup import Writers, filled
from tests.faults.processes import until

LONGEST_WAIT = 0.25
_OPENED = """
from pathlib import Path
from agency_core.agency import make_agency
from agency_core.settings import Settings
agency = make_agency(Settings(data=Path({data!r}), key_file={key!r}))
"""
BACKUP = _OPENED + """
from agency_core.domain.actor import LOCAL_OWNER
print("begun", flush=True)
agency.keeping.backups.make(LOCAL_OWNER)
print("made", flush=True)
"""
RESTORE = """
from pathlib import Path
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.clock import SystemClock
from agency_core.services.restore import restore
from agency_core.settings import Settings
print("begun", flush=True)
restore(LOCAL_OWNER, Path({file!r}), place=Settings(data=Path({data!r}), key_file={key!r}), clock=SystemClock(), force=True)
print("made", flush=True)
"""


def closed(agency) -> None:
    agency.publish.stop()
    agency.db.close()


def under_writes(folder: Path, megabytes: int) -> tuple[float, float]:
    """The longest wait of a writer and the seconds of a backup that was drilled afterwards."""
    agency = filled(folder, megabytes)
    with Writers(agency) as writers:
        time.sleep(0.3)
        begun = time.perf_counter()
        agency.keeping.backups.make(LOCAL_OWNER)
        took = time.perf_counter() - begun
    assert len(writers.waits) > 10 * took
    assert agency.keeping.backups.drill(LOCAL_OWNER) > 0
    closed(agency)
    return max(writers.waits), took


def test_writers_hardly_wait_for_a_backup(tmp_path):
    longest, _ = under_writes(tmp_path / "data", 12)
    assert longest < LONGEST_WAIT


@pytest.mark.proof
def test_writers_hardly_wait_for_a_large_backup(tmp_path):
    longest, took = under_writes(tmp_path / "data", 80)
    assert longest < LONGEST_WAIT, f"{longest:.3f} s, backup {took:.1f} s"


def killed_backups(tmp_path, processes, kills: int, megabytes: int) -> int:
    """Kill processes that make backups; how many backups were whole. What has a name is one."""
    seed = secrets.randbelow(1_000_000)
    dice = random.Random(seed)
    agency = filled(tmp_path / "data", megabytes)
    maker = processes("-c", BACKUP.format(data=str(tmp_path / "data"), key=str(tmp_path / "data.key")))
    for number in range(kills):
        maker.start()
        until(lambda lives=number + 1: maker.said().count("begun") == lives, 30, f"seed {seed}", said=maker.said)
        time.sleep(dice.random() * (0.2 + megabytes / 40))
        maker.kill()
    for file in (tmp_path / "data" / "backups").glob("agency-*.zip"):
        with BackupReader(file) as reader:
            reader.check()
            reader.unpack(reader.manifest.database, tmp_path / "opened")
    agency.keeping.backups.make(LOCAL_OWNER)
    folder = tmp_path / "data" / "backups"
    states = [view.state for view in agency.keeping.backups.list(LOCAL_OWNER).items]
    assert "running" not in states, f"seed {seed}"
    assert {file.suffix for file in folder.iterdir()} == {".zip"}, f"seed {seed}"
    assert agency.keeping.backups.drill(LOCAL_OWNER) > 0
    closed(agency)
    return len(list(folder.iterdir()))


def test_killed_backups_leave_no_half_of_one(tmp_path, processes):
    assert killed_backups(tmp_path, processes, 2, 4) >= 1


@pytest.mark.proof
def test_backups_killed_often_leave_no_half_of_one(tmp_path, processes):
    assert killed_backups(tmp_path, processes, 20, 40) >= 1


def killed_restorations(tmp_path, processes, kills: int, megabytes: int) -> None:
    """Kill processes that restore over an agency: it is the old one or the new one, whole."""
    seed = secrets.randbelow(1_000_000)
    dice = random.Random(seed)
    source = filled(tmp_path / "data", megabytes)
    file = source.keeping.backups.make(LOCAL_OWNER)
    closed(source)
    place, key = tmp_path / "other", str(tmp_path / "other.key")
    closed(make_agency(Settings(data=place, key_file=key)))
    restorer = processes("-c", RESTORE.format(file=str(file), data=str(place), key=key))
    for number in range(kills):
        restorer.start()
        until(lambda lives=number + 1: restorer.said().count("begun") == lives, 30, f"seed {seed}", said=restorer.said)
        time.sleep(dice.random() * (0.2 + megabytes / 40))
        restorer.kill()
        opened = make_agency(Settings(data=place, key_file=key))
        with opened.db.reading() as session:
            (damage,) = session.connection().exec_driver_sql("PRAGMA integrity_check").one()
        assert (damage, len(opened.clients.list(LOCAL_OWNER)) in {0, 1}) == ("ok", True), f"seed {seed}"
        closed(opened)
    restore(LOCAL_OWNER, file, place=Settings(data=place, key_file=key), clock=SystemClock(), force=True)
    assert [each.name for each in place.iterdir() if each.name.startswith(".agency")] == []


def test_killed_restorations_leave_the_old_or_the_new(tmp_path, processes):
    killed_restorations(tmp_path, processes, 2, 4)


@pytest.mark.proof
def test_restorations_killed_often_leave_the_old_or_the_new(tmp_path, processes):
    killed_restorations(tmp_path, processes, 20, 40)
