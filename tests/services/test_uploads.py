"""Uploads: a file is looked at, named for what is wrong with it, and not kept for longer than it is needed."""

from datetime import UTC, datetime, timedelta

import pytest

from agency_core.errors import Conflict, Invalid, NotFound
from tests.services.exports import EXPORTS, X_HEADER, X_ROW, imported, send


def test_broken_row_is_named_by_line_and_column(agency, owner):
    broken = X_ROW.replace(",44,", ",forty,").replace("2088707180694323466", "2088652613742940282")
    preview = send(agency, owner, "x.csv", (X_HEADER + X_ROW + broken).encode())
    (reject,) = preview.rejects
    assert (reject.line, reject.column, reject.value) == (3, "Impressions", "forty")
    done = imported(agency, owner, preview)
    assert (done.rows_added, done.rows_rejected) == (1, 1)
    assert agency.uploads.rejects(owner, done.id)[0].line == 3


def test_unknown_format_is_imported_with_a_mapping(agency, owner):
    text = "Kennung,Wann,Gesehen\nabc1,2026-11-01T10:00:00Z,12\n"
    preview = send(agency, owner, "odd.csv", text.encode())
    assert preview.importer == ""
    mapping = {"external_id": "Kennung", "published_at": "Wann", "views": "Gesehen"}
    dry = agency.uploads.preview(owner, preview.upload_id, mapping=mapping, platform="threads")
    assert (dry.rows_ok, dry.problem) == (1, "")
    done = imported(agency, owner, preview, mapping=mapping, platform="threads")
    assert (done.status, done.rows_added) == ("imported", 1)


@pytest.mark.parametrize(("name", "body"), [("a.csv", b""), ("a.xlsx", b"PK\x03\x04 broken"), ("a.csv", b"\x00\x01\x02")])
def test_what_is_no_table_is_refused_and_not_kept(agency, owner, name, body):
    with pytest.raises(Invalid):
        send(agency, owner, name, body)
    folder = agency.settings.data / "uploads"
    assert [each.name for each in folder.iterdir()] == []


def test_file_over_the_limit_is_refused_while_streaming(agency, owner):
    chunk = b"x" * 1024 * 1024
    given = 0

    def endless():
        nonlocal given
        while given < 900:
            given += 1
            yield chunk

    with pytest.raises(Invalid) as caught:
        agency.uploads.receive(owner, agency.clients.own(owner).id, filename="a.csv", chunks=endless())
    assert (caught.value.field, given) == ("file", 513)


def test_stranger_sees_no_upload(agency, owner, stranger):
    preview = send(agency, owner, "x.csv", (X_HEADER + X_ROW).encode())
    agency.uploads.start(owner, preview.upload_id)
    assert agency.uploads.list(stranger).items == ()
    with pytest.raises(NotFound):
        agency.uploads.get(stranger, preview.upload_id)


@pytest.mark.skipif(not EXPORTS.is_dir(), reason="the sample exports are not here")
@pytest.mark.parametrize("name", ["YOUTUBE_studio_geography_table_data_2021.csv", "TIKTOK_Overview_en_2026-02.csv"])
def test_export_without_posts_is_refused_with_the_reason(agency, owner, name):
    with pytest.raises(Invalid) as caught:
        send(agency, owner, name, (EXPORTS / name).read_bytes())
    assert caught.value.remedy


def test_files_are_deleted_when_nobody_will_ask_for_them(agency, owner, clock):
    looked = send(agency, owner, "x.csv", (X_HEADER + X_ROW + "broken\n").encode())
    kept = imported(agency, owner, send(agency, owner, "x.csv", (X_HEADER + X_ROW).encode()))
    undone = imported(agency, owner, send(agency, owner, "x.csv", (X_HEADER + X_ROW.replace(",44,", ",45,")).encode()))
    agency.uploads.importing.undo(owner, undone.id)
    assert agency.uploads.prune() == 0
    clock.move(timedelta(days=2))
    assert agency.uploads.prune() == 2
    assert [each.stem for each in (agency.settings.data / "uploads").iterdir()] == [kept.id]
    with pytest.raises(NotFound):
        agency.uploads.get(owner, looked.upload_id)
    with pytest.raises(Conflict):
        agency.uploads.start(owner, undone.id)
    clock.move(timedelta(days=29))
    assert agency.uploads.prune() == 1
    assert list((agency.settings.data / "uploads").iterdir()) == []
    assert agency.uploads.get(owner, kept.id).status == "imported"


def test_export_that_lies_ahead_is_refused(agency, owner, clock):
    preview = send(agency, owner, "x.csv", (X_HEADER + X_ROW).encode())
    with pytest.raises(Invalid) as caught:
        agency.uploads.start(owner, preview.upload_id, exported_at=clock.now() + timedelta(minutes=1))
    assert caught.value.field == "exported_at"


def test_errors_come_as_a_file_that_runs_nothing(agency, owner):
    preview = send(agency, owner, "x.csv", (X_HEADER + X_ROW.replace(",44,", ",=1+1,")).encode())
    lines = list(agency.uploads.errors(owner, preview.upload_id))
    assert lines[0] == "row,column,value,rule,what to do\r\n"
    assert lines[1].startswith("2,Impressions,'=1+1,")
    assert len(lines) == 2


def test_finished_import_is_not_started_again(agency, owner):
    preview = send(agency, owner, "x.csv", (X_HEADER + X_ROW).encode())
    done = imported(agency, owner, preview)
    with pytest.raises(Conflict):
        agency.uploads.start(owner, done.id)


def test_preview_says_when_the_posts_were_published(agency, owner):
    preview = send(agency, owner, "x.csv", (X_HEADER + X_ROW).encode())
    assert preview.first_at == preview.last_at == datetime(2026, 8, 15, 19, 19, 32, 837000, tzinfo=UTC)
    assert (preview.is_whole, preview.exported_at, preview.recipe) == (True, None, "")
