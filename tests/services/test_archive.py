"""Copies of everything, and a client that moves: sound, without secrets, and nothing is published twice by it."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from agency_core.domain.content import ContentFilter
from agency_core.domain.delivery import DeliveryFilter
from agency_core.domain.numbers import SnapshotFilter
from agency_core.errors import Forbidden, Invalid, NotFound
from agency_core.models import AccountRow, DeliveryRow
from agency_core.store.queries import archive


def states(agency, owner, client_id=""):
    return sorted((each.title, each.state) for each in agency.deliver.list(owner, filter=DeliveryFilter(client_id)).items)


def counted(agency):
    with agency.db.reading() as session:
        return archive.counts(session)


def test_only_the_owner_brings_clients_in(lived_in, owner, writer, stranger):
    export = lived_in.archive.export(owner, "default")
    for person in (writer, stranger):
        with pytest.raises(Forbidden):
            lived_in.archive.import_(person, export)
    with pytest.raises(NotFound):
        lived_in.archive.export(stranger, "default")


def test_an_export_holds_the_client_and_no_secret(lived_in, owner):
    file = lived_in.archive.export(owner, "default")
    with zipfile.ZipFile(file) as zipped:
        tables = (*archive.OF_CLIENT, *archive.TOLD)
        assert sorted(zipped.namelist()) == sorted([*(f"{name}.jsonl" for name in tables), "manifest.json"])
        texts = {name: zipped.read(name).decode() for name in zipped.namelist()}
    assert [name for name, text in texts.items() if "canary-token" in text] == []
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
