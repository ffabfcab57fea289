"""Backups: whole, verified before they have a name, kept by the plan, drilled, and never lost from the list."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from filelock import FileLock
from sqlalchemy import update

from agency_core.domain.backup import BackupPlan, BackupState
from agency_core.errors import Conflict, Exists, Forbidden, Invalid, NotFound, StorageFailed
from agency_core.models import BackupRow
from agency_core.services.backup_file import BackupReader
from agency_core.services.backup_making import WORK
from agency_core.store.queries import archive


@pytest.fixture
def backups(lived_in):
    """The backups of an agency with something in it."""
    return lived_in.keeping.backups


def listed(backups, owner):
    return [(view.kind, view.state) for view in backups.list(owner).items]


def test_a_backup_is_one_file_with_everything_in_it(lived_in, backups, owner, tmp_path):
    (lived_in.settings.data / "reports" / "r1").mkdir(parents=True)
    (lived_in.settings.data / "reports" / "r1" / "page.html").write_text("report")
    file = backups.make(owner)
    assert [path.name for path in file.parent.iterdir()] == ["agency-20261123-090002.zip"]
    with BackupReader(file) as reader:
        assert sorted(reader.manifest.entries) == ["database.sqlite3", "reports/r1/page.html", "settings.json"]
        reader.unpack("reports/r1/page.html", tmp_path / "page.html")
        assert (reader.manifest.rows["content"], reader.manifest.missing) == (2, 0)
    assert (tmp_path / "page.html").read_text() == "report"


def test_a_backup_holds_settings_and_no_secret(lived_in, backups, owner):
    with zipfile.ZipFile(backups.make(owner)) as zipped:
        told = json.loads(zipped.read("settings.json"))
    assert told["AGENCY_DELIVERY_WORKERS"] == "24"
    assert [name for name in told if "SMTP" in name or "SECRET" in name or "DATABASE_URL" in name] == []


def test_a_backup_is_noted_with_its_size_and_rows(lived_in, backups, owner):
    file = backups.make(owner)
    view = backups.list(owner).items[0]
    assert (view.kind, view.state, view.place, view.size) == ("manual", "verified", str(file), file.stat().st_size)
    with BackupReader(file) as reader:
        assert view.rows == sum(reader.manifest.rows.values())


def test_a_backup_overwrites_nothing(backups, owner, tmp_path):
    target = tmp_path / "precious"
    target.write_bytes(b"precious")
    with pytest.raises(Exists):
        backups.make(owner, target=target)
    assert target.read_bytes() == b"precious"


def test_a_backup_that_fails_leaves_nothing_behind_and_says_why(backups, owner, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "quick_check", lambda _session: "row 3 missing from index")
    with pytest.raises(StorageFailed, match="row 3 missing"):
        backups.make(owner, target=tmp_path / "out" / "b.zip")
    assert list((tmp_path / "out").iterdir()) == []
    assert "row 3 missing" in backups.list(owner).items[0].error


def test_a_backup_with_too_few_rows_is_refused(backups, owner, tmp_path, monkeypatch):
    real, asked = archive.counts, []

    def growing(session):
        asked.append(1)
        return {**real(session), "content": 99} if len(asked) != 2 else real(session)

    monkeypatch.setattr(archive, "counts", growing)
    with pytest.raises(StorageFailed, match="rows are missing in content"):
        backups.make(owner, target=tmp_path / "b.zip")


def test_a_backup_into_a_place_that_cannot_be_written_says_so(backups, owner, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageFailed, match="cannot be written"):
        backups.make(owner, target=tmp_path / "file" / "b.zip")


def test_only_the_owner_has_to_do_with_backups(backups, owner, writer, stranger):
    backups.make(owner)
    made = backups.list(owner)
    for person in (writer, stranger):
        for act in (
            backups.make, backups.request, backups.plan, backups.drill, backups.places,
            lambda who: backups.delete(who, made.items[0].id), lambda who: backups.file(who, made.items[0].id),
            lambda who: backups.save_plan(who, plan=BackupPlan()),
        ):
            with pytest.raises(Forbidden):
                act(person)
    assert backups.list(stranger).items == ()


def test_while_one_is_made_another_waits(lived_in, backups, owner):
    backups.request(owner)
    with FileLock(lived_in.settings.data / "backup.lock"):
        assert backups.run_planned() == 0
        with pytest.raises(Conflict, match="being made"):
            backups.make(owner)
    assert backups.run_planned() == 1


def test_what_was_asked_for_is_made_once(backups, owner):
    assert backups.request(owner).id == backups.request(owner).id
    assert listed(backups, owner) == [("manual", "waiting")]
    assert (backups.run_planned(), backups.run_planned()) == (1, 0)
    assert listed(backups, owner) == [("manual", "verified")]


def test_the_plan_makes_one_a_day(lived_in, backups, owner, clock):
    assert backups.run_planned() == 0
    clock.move(timedelta(hours=1))
    assert (backups.run_planned(), backups.run_planned()) == (1, 0)
    clock.move(timedelta(hours=24) - timedelta(minutes=1))
    assert backups.run_planned() == 0
    clock.move(timedelta(minutes=1))
    assert backups.run_planned() == 1
    assert listed(backups, owner) == [("scheduled", "verified")] * 2


def test_a_plan_that_is_off_makes_none(backups, owner, clock):
    backups.save_plan(owner, plan=BackupPlan(every_hours=0))
    clock.move(timedelta(days=9))
    assert backups.run_planned() == 0


def test_after_a_failure_the_plan_tries_again_a_while_later(backups, owner, clock, monkeypatch):
    clock.move(timedelta(hours=1))
    with monkeypatch.context() as broken:
        broken.setattr(archive, "quick_check", lambda _session: "damage")
        with pytest.raises(StorageFailed):
            backups.run_planned()
    clock.move(timedelta(minutes=14))
    assert backups.run_planned() == 0
    clock.move(timedelta(minutes=1))
    assert backups.run_planned() == 1


def test_the_policy_lets_old_ones_go_with_their_files(backups, owner, clock, lived_in):
    backups.save_plan(owner, plan=BackupPlan(keep_last=2, keep_weekly=0, keep_monthly=0))
    kept_elsewhere = backups.make(owner, target=lived_in.settings.data / "elsewhere.zip")
    files = []
    for _ in range(4):
        clock.move(timedelta(hours=25))
        assert backups.run_planned() == 1
        files.append(Path(backups.list(owner).items[0].place))
    assert [file.exists() for file in files] == [False, False, True, True]
    assert kept_elsewhere.exists()
    assert len(backups.list(owner).items) == 3


@pytest.mark.parametrize(
    ("change", "field"),
    [({"every_hours": -1}, "every_hours"), ({"keep_last": 0}, "keep_last"), ({"keep_weekly": 9999}, "keep_weekly"),
     ({"folder": "backups"}, "folder"), ({"folder": "/a\0b"}, "folder")],
)
def test_a_plan_that_cannot_be_is_refused(backups, owner, change, field):
    with pytest.raises(Invalid) as refused:
        backups.save_plan(owner, plan=BackupPlan(**change))
    assert (refused.value.field, backups.plan(owner)) == (field, BackupPlan())


def test_another_folder_gets_the_backups(backups, owner, tmp_path):
    backups.save_plan(owner, plan=BackupPlan(folder=str(tmp_path / "far")))
    assert backups.make(owner).parent == tmp_path / "far"
    assert backups.places(owner).folder == str((tmp_path / "far").resolve())


def test_what_a_killed_process_left_is_cleared_and_named(lived_in, backups, owner):
    folder = lived_in.settings.data / "backups"
    (folder / f"{WORK}x").mkdir(parents=True)
    (folder / "agency-20200101-000000.zip.77.part").write_bytes(b"half")
    with lived_in.db.transaction() as session:
        session.add(BackupRow(id="0", started_at=lived_in.clock.now(), kind="manual", state=BackupState.RUNNING, place="gone"))
    file = backups.make(owner)
    assert list(folder.iterdir()) == [file]
    assert listed(backups, owner) == [("manual", "verified"), ("manual", "failed")]


def test_a_file_that_the_list_does_not_know_is_found(lived_in, backups, owner, clock):
    lost = backups.make(owner)
    with lived_in.db.transaction() as session:
        session.execute(update(BackupRow).values(state=BackupState.RUNNING))  # as the database in it says after a restoration
    (lost.parent / "agency-20200101-000000.zip").write_bytes(b"no backup")
    clock.move(timedelta(hours=1))
    backups.make(owner)
    assert sorted(listed(backups, owner)) == [("found", "verified"), ("manual", "verified")]


def test_a_backup_whose_file_is_gone_leaves_the_list(backups, owner, clock):
    backups.make(owner).unlink()
    clock.move(timedelta(hours=1))
    backups.make(owner)
    assert len(backups.list(owner).items) == 1


def test_the_only_backup_is_not_deleted(backups, owner, clock):
    first = backups.make(owner)
    only = backups.list(owner).items[0]
    with pytest.raises(Conflict, match="only verified"):
        backups.delete(owner, only.id)
    clock.move(timedelta(hours=1))
    backups.make(owner)
    backups.delete(owner, only.id)
    assert (first.exists(), len(backups.list(owner).items)) == (False, 1)
    with pytest.raises(NotFound):
        backups.file(owner, only.id)


def test_a_drill_restores_the_newest_and_notes_it(backups, owner):
    assert backups.drill(owner) == 0
    backups.make(owner)
    rows = backups.drill(owner)
    view = backups.list(owner).items[0]
    assert (rows, view.drill) == (view.rows, f"ok: {view.rows} rows")
    assert view.drilled_at is not None


def test_a_drill_with_a_damaged_backup_fails_and_says_so(lived_in, backups, owner):
    file = backups.make(owner)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(StorageFailed, match="restore drill with agency-"):
        backups.drill(owner)
    assert backups.list(owner).items[0].drill.startswith("failed: ")
    assert [each.name for each in lived_in.settings.data.iterdir() if each.name.startswith(WORK)] == []


def test_a_drill_with_secrets_that_do_not_open_fails(lived_in, backups, owner):
    lived_in.connect.applications.enter(owner, name="x", app_id="a", secret="s")
    backups.make(owner)
    keys = Path(backups.places(owner).key_file).parent
    hidden = keys.rename(keys.with_name("hidden"))  # its neighbours, too: one of them fits
    try:
        with pytest.raises(StorageFailed, match="is missing"):
            backups.drill(owner)
    finally:
        hidden.rename(keys)


def test_media_and_uploads_travel_with_their_rows(lived_in, backups, owner):
    data = lived_in.settings.data
    upload = lived_in.uploads.receive(owner, filename="a.csv", chunks=[b"date,views\n2026-01-01,4\n"], client_id="default")
    with BackupReader(backups.make(owner)) as reader:
        names = [name for name in reader.manifest.entries if name.startswith("uploads/")]
    assert names == [f"uploads/{upload.upload_id}.csv"]
    (data / names[0]).unlink()
    with BackupReader(backups.make(owner, target=data / "second.zip")) as reader:
        assert reader.manifest.missing == 1
