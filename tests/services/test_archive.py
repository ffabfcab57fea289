"""Copies of everything, and a client that moves: sound, without secrets, and nothing is published twice by it."""

from __future__ import annotations

import json
import shutil
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from agency_core.agency import make_agency
from agency_core.domain.agent import Frequency, NewAgent, Persona
from agency_core.domain.content import ContentFilter, ContentType, NewContent
from agency_core.domain.delivery import DeliveryFilter
from agency_core.domain.message import MessageType, NewMessage
from agency_core.domain.numbers import NewSnapshot, SnapshotFilter
from agency_core.errors import Conflict, Exists, Forbidden, Invalid, NotFound, StorageFailed
from agency_core.models import AccountRow, DeliveryRow
from agency_core.services.restore import restore
from agency_core.settings import Settings
from agency_core.store.queries import archive

SECRET = "canary-token"


@pytest.fixture
def lived_in(agency, clock, owner):
    """An agency with an agent, a message, a counted draft, and two posts on the clock, one of them in five minutes."""
    agency.agents.register(
        owner, new=NewAgent("a1", "A", Persona.DATA_DECODER, ("linkedin",), ("text_post",), Frequency.DAILY)
    )
    agency.inbox.send(owner, new=NewMessage("a1", "a1", MessageType.CONTENT_REQUEST, {"topic": "bread"}))
    for title, wait in (("soon", timedelta(minutes=5)), ("later", timedelta(days=2))):
        clock.move(timedelta(seconds=1))
        new = NewContent(ContentType.TEXT_POST, title, "Words", ("linkedin",), "a1", scheduled_time=clock.now() + wait)
        made = agency.draft.create(owner, new=new)
        agency.review.submit(owner, made.id)
        agency.review.approve(owner, made.id)
    agency.measure.record(owner, new=NewSnapshot(made.id, "linkedin", {"views": 12}))
    with agency.db.transaction() as session:
        session.execute(update(AccountRow).values(credentials={"access_token": SECRET}))
        session.execute(update(DeliveryRow).values(publish_state={"phase": "new", "handles": {"upload": SECRET}}))
    return agency


@pytest.fixture
def elsewhere(tmp_path, clock, empty_database):
    """Another, empty installation."""
    shutil.copytree(empty_database, tmp_path / "elsewhere")
    other = make_agency(Settings(data=tmp_path / "elsewhere"), clock=clock)
    yield other
    other.publish.stop()
    other.db.close()


def states(agency, owner, client_id=""):
    return sorted((each.title, each.state) for each in agency.deliver.list(owner, filter=DeliveryFilter(client_id)).items)


def counted(agency):
    with agency.db.reading() as session:
        return archive.counts(session)


def test_a_backup_holds_everything_and_is_one_file(lived_in, owner, elsewhere):
    file = lived_in.archive.backup(owner)
    assert [path.name for path in file.parent.iterdir()] == ["agency-20261123-090002.sqlite3"]
    elsewhere.db.close()
    shutil.copyfile(file, elsewhere.db.file)
    assert counted(elsewhere) == counted(lived_in)


def test_a_backup_overwrites_nothing(lived_in, owner, tmp_path):
    target = tmp_path / "precious"
    target.write_bytes(b"precious")
    with pytest.raises(Exists):
        lived_in.archive.backup(owner, target=target)
    assert target.read_bytes() == b"precious"


def test_a_backup_that_fails_leaves_nothing_behind(lived_in, owner, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "quick_check", lambda _session: "row 3 missing from index")
    with pytest.raises(StorageFailed, match="row 3 missing"):
        lived_in.archive.backup(owner, target=tmp_path / "out" / "b.sqlite3")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_backup_with_too_few_rows_is_refused(lived_in, owner, tmp_path, monkeypatch):
    real, asked = archive.counts, []

    def growing(session):
        asked.append(1)
        return {**real(session), "content": 99} if len(asked) < 3 else real(session)

    monkeypatch.setattr(archive, "counts", growing)
    with pytest.raises(StorageFailed, match="rows are missing in content"):
        lived_in.archive.backup(owner, target=tmp_path / "b.sqlite3")


def test_a_backup_into_a_place_that_cannot_be_written_says_so(lived_in, owner, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageFailed, match="cannot be written"):
        lived_in.archive.backup(owner, target=tmp_path / "file" / "b.sqlite3")


def test_only_the_owner_copies_everything(lived_in, owner, writer, stranger, tmp_path, clock):
    backup = lived_in.archive.backup(owner)
    for person in (writer, stranger):
        with pytest.raises(Forbidden):
            lived_in.archive.backup(person)
        with pytest.raises(Forbidden):
            lived_in.archive.import_(person, backup)
        with pytest.raises(Forbidden):
            restore(person, backup, target=tmp_path / "x" / "agency.sqlite3", clock=clock)
    with pytest.raises(NotFound):
        lived_in.archive.export(stranger, "default")


def test_what_was_due_since_the_backup_is_held_after_a_restoration(lived_in, owner, clock, elsewhere):
    backup = lived_in.archive.backup(owner)
    clock.move(timedelta(hours=1))
    elsewhere.db.close()
    done = restore(owner, backup, target=elsewhere.db.file, clock=clock, force=True)
    assert (done.missed, done.unconfirmed) == (1, 0)
    assert states(elsewhere, owner) == [("later", "pending"), ("soon", "missed")]
    assert elsewhere.publish.run_due() == 0
    held = next(each for each in elsewhere.deliver.list(owner, filter=DeliveryFilter(state="missed")).items)
    assert elsewhere.deliver.history(owner, held.id)[-1].to_state == "missed"


def test_what_was_being_sent_is_asked_about_after_a_restoration(lived_in, owner, clock, elsewhere):
    with lived_in.db.transaction() as session:
        session.execute(update(DeliveryRow).values(state="sending", lease_owner="gone", lease_until=clock.now()))
    backup = lived_in.archive.backup(owner)
    elsewhere.db.close()
    assert restore(owner, backup, target=elsewhere.db.file, clock=clock, force=True).unconfirmed == 2
    assert {state for _, state in states(elsewhere, owner)} == {"unconfirmed"}


def test_a_restoration_sets_the_old_database_aside_and_leaves_the_backup_alone(lived_in, owner, clock, elsewhere):
    backup = lived_in.archive.backup(owner)
    before = backup.read_bytes()
    elsewhere.db.close()
    with pytest.raises(Exists) as refused:
        restore(owner, backup, target=elsewhere.db.file, clock=clock)
    assert "--force" in refused.value.remedy
    done = restore(owner, backup, target=elsewhere.db.file, clock=clock, force=True)
    assert done.set_aside is not None
    assert done.set_aside.stat().st_size > 0
    assert backup.read_bytes() == before
    names = {path.name for path in elsewhere.db.file.parent.iterdir()}
    assert names == {"agency.sqlite3", "installation.json", done.set_aside.name}


def test_a_new_folder_is_restored_into(lived_in, owner, clock, tmp_path):
    backup = lived_in.archive.backup(owner)
    (tmp_path / "new").mkdir()
    assert restore(owner, backup, target=tmp_path / "new" / "agency.sqlite3", clock=clock).set_aside is None
    again = make_agency(Settings(data=tmp_path / "new"), clock=clock)
    assert again.draft.counts(owner)["scheduled"] == 2
    again.publish.stop()
    again.db.close()


def test_a_running_agency_is_not_replaced(lived_in, owner, clock, elsewhere):
    from agency_core.domain.operations import WorkerView
    from agency_core.store.queries import worker

    backup = lived_in.archive.backup(owner)
    with elsewhere.db.transaction() as session:
        worker.beat(session, WorkerView("w", "host", 1, "all", True, clock.now(), clock.now()))
    with pytest.raises(Conflict, match="was running"):
        restore(owner, backup, target=elsewhere.db.file, clock=clock, force=True)


@pytest.mark.parametrize("damage", ["absent", "empty", "text", "half", "other"])
def test_what_is_no_sound_backup_replaces_nothing(lived_in, owner, clock, tmp_path, damage):
    file = tmp_path / "b.sqlite3"
    whole = lived_in.archive.backup(owner).read_bytes()
    if damage == "other":
        from agency_core.store.database import Database

        other = Database(file, clock)
        with other.transaction() as session:
            session.connection().exec_driver_sql("CREATE TABLE cake (layer TEXT)")
        other.close()
    elif damage != "absent":
        file.write_bytes({"empty": b"", "text": b"hello" * 999, "half": whole[: len(whole) // 2]}[damage])
    target = tmp_path / "new" / "agency.sqlite3"
    target.parent.mkdir()
    with pytest.raises(Invalid) as refused:
        restore(owner, file, target=target, clock=clock)
    assert refused.value.field == "file"
    assert [path.name for path in target.parent.iterdir() if "agency" in path.name] == []


def test_an_export_holds_the_client_and_no_secret(lived_in, owner):
    file = lived_in.archive.export(owner, "default")
    with zipfile.ZipFile(file) as zipped:
        assert sorted(zipped.namelist()) == sorted([*(f"{name}.jsonl" for name in archive.OF_CLIENT), "manifest.json"])
        texts = {name: zipped.read(name).decode() for name in zipped.namelist()}
    assert [name for name, text in texts.items() if SECRET in text] == []
    rows = json.loads(texts["manifest.json"])["rows"]
    assert (rows["client"], rows["content"], rows["delivery"], rows["message"], rows["snapshot"]) == (1, 2, 2, 1, 1)


def test_an_export_holds_nothing_of_other_clients(lived_in, owner):
    from agency_core.domain.client import NewClient

    lived_in.clients.create(owner, new=NewClient("Other", id="other"))
    with zipfile.ZipFile(lived_in.archive.export(owner, "other")) as zipped:
        assert json.loads(zipped.read("manifest.json"))["rows"]["content"] == 0
        assert "default" not in zipped.read("history.jsonl").decode()


def test_a_client_moves_as_history_and_nothing_is_planned(lived_in, owner, elsewhere, clock):
    view = elsewhere.archive.import_(owner, lived_in.archive.export(owner, "default"))
    assert (view.id, view.name) == ("default", "My agency")
    assert states(elsewhere, owner) == [("later", "cancelled"), ("soon", "cancelled")]
    assert {each.status for each in elsewhere.draft.list(owner, filter=ContentFilter()).items} == {"approved"}
    assert elsewhere.inbox.counts(owner)["dead"] == 1
    assert {(each.status, each.network) for each in elsewhere.accounts.list(owner)} == {("reconnect", "sandbox")}
    assert [each.metrics["views"] for each in elsewhere.measure.list(owner, filter=SnapshotFilter()).items] == [12]
    clock.move(timedelta(days=3))
    assert elsewhere.publish.run_due() == 0
    with elsewhere.db.reading() as session:
        assert {str(each) for each in session.scalars(select(AccountRow.credentials))} == {"{}"}


def test_what_was_delivered_stays_published(lived_in, owner, elsewhere):
    with lived_in.db.transaction() as session:
        session.execute(update(DeliveryRow).values(state="delivered"))
    elsewhere.archive.import_(owner, lived_in.archive.export(owner, "default"))
    assert {state for _, state in states(elsewhere, owner)} == {"delivered"}
    assert {each.status for each in elsewhere.draft.list(owner, filter=ContentFilter()).items} == {"published"}


def test_a_client_that_is_there_already_comes_under_new_ids(lived_in, owner):
    file = lived_in.archive.export(owner, "default")
    first, second = lived_in.archive.import_(owner, file), lived_in.archive.import_(owner, file)
    assert [(view.id, view.name) for view in (first, second)] == [
        ("default-2", "My agency (imported)"), ("default-3", "My agency (imported)"),
    ]
    assert [each.id for each in lived_in.agents.list(owner, client_id="default-2").items] == ["a1-2"]
    assert {each.creator_agent_id for each in lived_in.draft.list(owner, filter=ContentFilter("default-3")).items} == {"a1-3"}
    assert states(lived_in, owner, "default") == [("later", "pending"), ("soon", "pending")]
    assert states(lived_in, owner, "default-2") == [("later", "cancelled"), ("soon", "cancelled")]
    snapshots = lived_in.measure.list(owner, filter=SnapshotFilter("default-2")).items
    assert [each.metrics["views"] for each in snapshots] == [12]


def rewritten(file, target, **changes):
    """The export with entries changed: a function of the text, or None to leave the entry out."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w") as new:
        for name in {*old.namelist(), *(change for change in changes if "." in change)}:
            key = name.partition(".")[0]
            text = old.read(name).decode() if name in old.namelist() else ""
            change = changes.get(key, changes.get(name, lambda same: same))
            if change is not None:
                new.writestr(name, change(text))
    return target


@pytest.mark.parametrize(
    ("entry", "change", "said"),
    [
        ("manifest", None, "does not say what it is"),
        ("manifest", lambda text: text.replace('"format": 1', '"format": 2'), "format 2"),
        ("content", lambda text: text.replace('"revision": 1', '"revision": "1"', 1), "content.jsonl line 1, revision"),
        ("content", lambda text: text.replace('"title"', '"titel"', 1), "content.jsonl line 1 is not a row"),
        ("content", lambda text: "{" + text, "content.jsonl line 1 is not a row"),
        ("content", lambda text: text + text, "comes twice"),
        ("content", lambda text: text.replace("+00:00", "", 1), "has no time zone"),
        ("content", lambda text: text.replace('"default"', '"other"', 1), "belongs to no client"),
        ("content", None, "contradict"),
        ("client", None, "belongs to no client"),
        ("delivery", lambda text: text.replace('"attempts": 0', '"attempts": 99999999999999999999', 1), "attempts"),
        ("evil.py", lambda text: "import os", "holds what no export holds"),
        ("../evil", lambda text: "x", "holds what no export holds"),
    ],
)
def test_an_export_that_was_changed_is_refused_whole(lived_in, owner, elsewhere, tmp_path, entry, change, said):
    file = rewritten(lived_in.archive.export(owner, "default"), tmp_path / "changed.zip", **{entry: change})
    with pytest.raises(Invalid, match=said):
        elsewhere.archive.import_(owner, file)
    assert sum(counted(elsewhere).values()) == 0


@pytest.mark.parametrize("content", [None, b"", b"not a zip"])
def test_what_is_no_export_is_refused(agency, owner, tmp_path, content):
    file = tmp_path / "export.zip"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Invalid, match="cannot be read as an export"):
        agency.archive.import_(owner, file)
