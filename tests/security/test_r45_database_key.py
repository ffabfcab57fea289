"""R45, the database: encrypted in its place and given a new key so that a kill at any step leaves a whole file that opens."""

import json
import shutil
import subprocess
import sys

import pytest

from agency_core.agency import make_agency
from agency_core.domain.actor import LOCAL_OWNER, Actor, ActorKind
from agency_core.domain.clock import SystemClock
from agency_core.errors import Conflict, Forbidden, SetupProblem
from agency_core.security.sealing import Keyring
from agency_core.services.rekey import decrypt_database, encrypt_database, rotate_key
from agency_core.services.restore import restore
from agency_core.settings import Settings
from agency_core.store import cipher, key_file
from agency_core.store.exchange import before_rotation
from agency_core.store.marker import marked
from agency_core.store.opening import key_for
from tests.house.tree import ROOT


def closed(agency):
    agency.publish.stop()
    agency.db.close()


def names(settings):
    agency = make_agency(settings)
    found = [view.name for view in agency.clients.list(LOCAL_OWNER)]
    closed(agency)
    return found


@pytest.fixture
def settings(tmp_path):
    """Of an installation with one client and a connected account; encrypted."""
    chosen = Settings(data=tmp_path / "data", key_file=str(tmp_path / "keys" / "own.key"))
    agency = make_agency(chosen)
    agency.clients.own(LOCAL_OWNER)
    closed(agency)
    return chosen


@pytest.fixture
def unencrypted(settings):
    """The same with encryption switched off."""
    chosen = settings.model_copy(update={"db_encryption": "off"})
    decrypt_database(LOCAL_OWNER, chosen, SystemClock())
    return chosen


def told(settings):
    """What the trail says of the database and its key, oldest first, with the name of the key."""
    agency = make_agency(settings)
    found = [each for each in agency.door.audit.list(LOCAL_OWNER).items if each.noun == "key"]
    assert agency.door.audit.verify(LOCAL_OWNER).holds
    closed(agency)
    return [(each.action, each.said.get("key_id", "")) for each in reversed(found)]


def ids(settings):
    return Keyring.read((settings.data.parent / "keys" / "own.key").read_text()).ids


def test_an_open_database_is_encrypted_by_the_next_start(unencrypted, settings):
    assert cipher.is_plain(settings.database_file)
    before = names(unencrypted)
    assert names(settings) == before
    assert not cipher.is_plain(settings.database_file)
    assert [each.name for each in settings.data.glob("agency.sqlite3*")] == ["agency.sqlite3"]
    assert marked(settings.data)["key"] == ids(settings)[0]


def test_an_open_database_whose_logins_need_a_lost_key_is_not_encrypted(unencrypted, settings):
    key = settings.data.parent / "keys" / "own.key"
    key.rename(key.with_name("away"))
    with pytest.raises(SetupProblem, match="is missing"):
        make_agency(settings)
    assert (key.exists(), cipher.is_plain(settings.database_file)) == (False, True)
    key.with_name("away").rename(key)
    assert len(names(settings)) == 1


def test_an_open_database_in_use_is_not_encrypted(unencrypted, settings):
    agency = make_agency(unencrypted)
    agency.clients.list(LOCAL_OWNER)
    with pytest.raises(Conflict, match="open"):
        make_agency(settings)
    assert cipher.is_plain(settings.database_file)
    closed(agency)


def test_a_new_key_opens_the_database_and_the_old_one_its_backups(settings, tmp_path, clock):
    agency = make_agency(settings)
    backup = agency.keeping.backups.make(LOCAL_OWNER)
    closed(agency)
    (old,) = ids(settings)
    done = rotate_key(LOCAL_OWNER, settings, SystemClock())
    assert (ids(settings), done.key_id, done.kept.exists()) == ((done.key_id, old), done.key_id, True)
    ring = key_file.create(done.key_file)
    assert cipher.opens(settings.database_file, key_for(settings.database_file, done.key_file))
    assert not any(cipher.opens(settings.database_file, key) for key in (*ring.keys, None))
    assert len(names(settings)) == 1
    place = Settings(data=tmp_path / "elsewhere", key_file=settings.key_file)
    restore(LOCAL_OWNER, backup, place=place, clock=clock)
    assert len(names(place)) == 1


def test_the_database_with_the_old_key_is_kept_until_the_next_backup(settings):
    kept = rotate_key(LOCAL_OWNER, settings, SystemClock()).kept
    assert kept == before_rotation(settings.database_file)
    agency = make_agency(settings)
    assert kept.exists()
    agency.keeping.backups.make(LOCAL_OWNER)
    assert not kept.exists()
    closed(agency)


def test_what_commands_do_to_the_database_is_in_the_trail(unencrypted, settings):
    encrypt_database(LOCAL_OWNER, settings, SystemClock())
    (first,) = ids(settings)
    new = rotate_key(LOCAL_OWNER, settings, SystemClock()).key_id
    said = [("database.decrypted", ""), ("database.encrypted", first), ("database.rekeyed", new)]
    assert told(settings) == said


def test_a_key_that_is_newer_already_is_used(settings):
    key = settings.data.parent / "keys" / "own.key"
    fresh = Keyring.new()
    key.write_text(fresh.text() + key.read_text())
    assert rotate_key(LOCAL_OWNER, settings, SystemClock()).key_id == fresh.ids[0]
    assert len(ids(settings)) == 2
    assert len(names(settings)) == 1


def test_an_agency_that_runs_is_left_alone(settings):
    agency = make_agency(settings)
    agency.clients.list(LOCAL_OWNER)
    with pytest.raises(Conflict, match="open"):
        rotate_key(LOCAL_OWNER, settings, SystemClock())
    closed(agency)
    assert len(names(settings)) == 1


def test_what_makes_no_sense_is_refused(settings, unencrypted):
    for change, chosen in ((rotate_key, unencrypted), (decrypt_database, unencrypted), (decrypt_database, settings)):
        with pytest.raises(Conflict) as told:
            change(LOCAL_OWNER, chosen, SystemClock())
        assert told.value.message
    with pytest.raises(Conflict, match="AGENCY_DB_ENCRYPTION"):
        encrypt_database(LOCAL_OWNER, unencrypted, SystemClock())
    encrypt_database(LOCAL_OWNER, settings, SystemClock())
    with pytest.raises(Conflict, match="already"):
        encrypt_database(LOCAL_OWNER, settings, SystemClock())


@pytest.mark.parametrize("change", [rotate_key, encrypt_database])
def test_only_the_owner_changes_the_key(settings, change):
    with pytest.raises(Forbidden):
        change(Actor(ActorKind.PERSON, "writer", can_decide=False), settings, SystemClock())


@pytest.mark.parametrize("what", ["encrypt", "rotate"])
def test_a_kill_at_any_step_leaves_a_whole_database(request, what):
    settings = request.getfixturevalue("unencrypted" if what == "encrypt" else "settings")
    command = [sys.executable, "-m", "tests.security.killed_exchange", str(settings.data), settings.key_file, what]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert sum(died for _, died, *_ in lines) >= 8
    for step, _, was_plain, clients, sound, open_files, is_known in lines:
        assert (len(clients), sound, open_files, is_known) == (1, "ok", [], True), step
        assert what == "encrypt" or not was_plain
    assert {was_plain for _, _, was_plain, *_ in lines} == ({True, False} if what == "encrypt" else {False})


def test_an_old_open_backup_is_encrypted_on_the_way_in(unencrypted, settings, tmp_path, clock):
    agency = make_agency(unencrypted)
    backup = agency.keeping.backups.make(LOCAL_OWNER)
    closed(agency)
    alone = tmp_path / "alone.sqlite3"
    shutil.copyfile(settings.database_file, alone)
    for number, file in enumerate((backup, alone)):
        place = Settings(data=tmp_path / f"restored-{number}", key_file=settings.key_file)
        restore(LOCAL_OWNER, file, place=place, clock=clock)
        assert [each.name for each in place.data.rglob("*") if cipher.is_plain(each)] == []
        assert len(names(place)) == 1


def test_on_another_machine_the_copied_key_file_opens_the_backup(settings, tmp_path, clock):
    agency = make_agency(settings)
    backup = agency.keeping.backups.make(LOCAL_OWNER)
    closed(agency)
    place = Settings(data=tmp_path / "new" / "data", key_file=str(tmp_path / "new" / "keys" / "of-here.key"))
    with pytest.raises(SetupProblem, match="is missing"):
        restore(LOCAL_OWNER, backup, place=place, clock=clock)
    assert not place.database_file.exists()
    (tmp_path / "new" / "keys").mkdir()
    shutil.copyfile(settings.key_file, tmp_path / "new" / "keys" / "copied.key")
    restore(LOCAL_OWNER, backup, place=place, clock=clock)
    assert len(names(place)) == 1
    assert Keyring.read((tmp_path / "new" / "keys" / "of-here.key").read_text()).ids == ids(settings)
