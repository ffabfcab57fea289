"""Restorations: whole or not at all, and nothing is published twice by one."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from agency_core.agency import make_agency
from agency_core.domain.delivery import DeliveryFilter
from agency_core.domain.operations import WorkerView
from agency_core.errors import Conflict, Exists, Forbidden, Invalid
from agency_core.models import DeliveryRow, UploadRow
from agency_core.security import kept_files
from agency_core.services import restore as restoring
from agency_core.services.restore import restore
from agency_core.settings import Settings
from agency_core.store.database import Database
from agency_core.store.opening import key_for, key_path
from agency_core.store.queries import archive, worker


@pytest.fixture(params=["whole", "database alone"])
def backup(request, lived_in, owner, tmp_path) -> Path:
    """A backup of an agency with something in it; versions before wrote the database alone."""
    if request.param == "whole":
        return lived_in.keeping.backups.make(owner)
    archive.copy_into(lived_in.db, tmp_path / "old.sqlite3")
    return tmp_path / "old.sqlite3"


def states(agency, owner):
    return sorted((each.title, each.state) for each in agency.deliver.list(owner, filter=DeliveryFilter()).items)


def files_of(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"settings-of-backup.json"}


def test_what_was_due_since_the_backup_is_held(backup, owner, clock, elsewhere):
    clock.move(timedelta(hours=1))
    elsewhere.db.close()
    done = restore(owner, backup, place=elsewhere.settings, clock=clock, force=True)
    assert (done.missed, done.unconfirmed) == (1, 0)
    assert states(elsewhere, owner) == [("later", "pending"), ("soon", "missed")]
    assert elsewhere.publish.run_due() == 0
    held = next(each for each in elsewhere.deliver.list(owner, filter=DeliveryFilter(state="missed")).items)
    assert elsewhere.deliver.history(owner, held.id)[-1].to_state == "missed"


def test_what_was_being_sent_is_asked_about(lived_in, owner, clock, elsewhere):
    with lived_in.db.transaction() as session:
        session.execute(update(DeliveryRow).values(state="sending", lease_owner="gone", lease_until=clock.now()))
    backup = lived_in.keeping.backups.make(owner)
    elsewhere.db.close()
    assert restore(owner, backup, place=elsewhere.settings, clock=clock, force=True).unconfirmed == 2
    assert {state for _, state in states(elsewhere, owner)} == {"unconfirmed"}


def test_the_old_database_is_set_aside_and_the_backup_left_alone(backup, owner, clock, elsewhere):
    before = backup.read_bytes()
    elsewhere.db.close()
    with pytest.raises(Exists) as refused:
        restore(owner, backup, place=elsewhere.settings, clock=clock)
    assert "--force" in refused.value.remedy
    done = restore(owner, backup, place=elsewhere.settings, clock=clock, force=True)
    assert done.set_aside is not None
    assert done.set_aside.stat().st_size > 0
    assert backup.read_bytes() == before
    assert files_of(elsewhere.db.file.parent) == {"agency.sqlite3", "database.lock", "installation.json", done.set_aside.name}


def test_a_new_folder_is_restored_into(backup, owner, clock, tmp_path):
    assert restore(owner, backup, place=Settings(data=tmp_path / "new"), clock=clock).set_aside is None
    again = make_agency(Settings(data=tmp_path / "new"), clock=clock)
    assert again.draft.counts(owner)["scheduled"] == 2
    again.publish.stop()
    again.db.close()


def test_files_come_along_to_where_the_new_folder_keeps_them(lived_in, owner, clock, tmp_path):
    upload = lived_in.uploads.receive(owner, filename="a.csv", chunks=[b"date,views\n2026-01-01,4\n"], client_id="default")
    report = lived_in.settings.data / "reports" / "r1" / "page.html"
    report.parent.mkdir(parents=True)
    report.write_text("report")
    backup = lived_in.keeping.backups.make(owner)
    done = restore(owner, backup, place=Settings(data=tmp_path / "new"), clock=clock)
    assert (tmp_path / "new" / "reports" / "r1" / "page.html").read_text() == "report"
    assert done.settings == tmp_path / "new" / "settings-of-backup.json"
    db = Database(done.file, clock, key_for(done.file, key_path(Settings(data=tmp_path / "new"))))
    with db.reading() as session:
        place = Path(session.scalars(select(UploadRow.path).where(UploadRow.id == upload.upload_id)).one())
    db.close()
    assert (place.parent, kept_files.read(place)[:4]) == (tmp_path / "new" / "uploads", b"date")


def test_a_running_agency_is_not_replaced(lived_in, owner, clock, elsewhere):
    backup = lived_in.keeping.backups.make(owner)
    with elsewhere.db.transaction() as session:
        worker.beat(session, WorkerView("w", "host", 1, "all", True, clock.now(), clock.now()))
    with pytest.raises(Conflict, match="was running"):
        restore(owner, backup, place=elsewhere.settings, clock=clock, force=True)


def test_only_the_owner_restores(backup, writer, stranger, clock, tmp_path):
    for person in (writer, stranger):
        with pytest.raises(Forbidden):
            restore(person, backup, place=Settings(data=tmp_path / "x"), clock=clock)


@pytest.mark.parametrize("damage", ["absent", "empty", "text", "half", "bit", "other"])
def test_what_is_no_sound_backup_replaces_nothing(backup, owner, clock, tmp_path, damage):
    file = tmp_path / "damaged"
    whole = backup.read_bytes()
    bit = bytearray(whole)
    bit[len(bit) // 2] ^= 64
    if damage == "other":
        other = Database(file, clock)
        with other.transaction() as session:
            session.connection().exec_driver_sql("CREATE TABLE cake (layer TEXT)")
        other.close()
    elif damage != "absent":
        if damage == "bit" and backup.suffix != ".zip":
            pytest.skip("a flipped bit in a plain database is not always seen")
        file.write_bytes({"empty": b"", "text": b"hello" * 999, "half": whole[: len(whole) // 2], "bit": bytes(bit)}[damage])
    target = tmp_path / "new" / "agency.sqlite3"
    with pytest.raises(Invalid) as refused:
        restore(owner, file, place=Settings(data=target.parent), clock=clock)
    assert refused.value.field == "file"
    assert not target.parent.exists() or list(target.parent.iterdir()) == []


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("step", ["_bring", "_swap", "_set_aside"])
def test_a_restoration_that_is_cut_off_leaves_the_old_agency(lived_in, owner, clock, elsewhere, monkeypatch, step):
    backup = lived_in.keeping.backups.make(owner)
    elsewhere.clients.own(owner)
    elsewhere.db.close()
    before = elsewhere.clients.list(owner)
    elsewhere.db.close()

    def killed(*_):
        raise Killed

    monkeypatch.setattr(restoring, step, killed)
    with pytest.raises(Killed):
        restore(owner, backup, place=elsewhere.settings, clock=clock, force=True)
    assert elsewhere.clients.list(owner) == before
    assert states(elsewhere, owner) == []


def test_a_disk_without_second_names_keeps_a_copy(lived_in, owner, clock, elsewhere, monkeypatch):
    backup = lived_in.keeping.backups.make(owner)
    elsewhere.db.close()
    old = elsewhere.db.file.read_bytes()

    def refused(*_):
        raise PermissionError

    monkeypatch.setattr("os.link", refused)
    done = restore(owner, backup, place=elsewhere.settings, clock=clock, force=True)
    assert done.set_aside is not None
    assert done.set_aside.read_bytes() == old


def test_what_a_killed_restoration_left_is_cleared(backup, owner, clock, tmp_path):
    left = tmp_path / "new" / ".agency-restore-x"
    left.mkdir(parents=True)
    shutil.copyfile(backup, left / "half")
    restore(owner, backup, place=Settings(data=tmp_path / "new"), clock=clock)
    assert not left.exists()
