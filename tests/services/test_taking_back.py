"""All or nothing of each part, and of the whole when it is cancelled, taken back, or breaks off."""

from datetime import timedelta

import pytest

from agency_core.analytics import child
from agency_core.errors import Conflict, Invalid
from agency_core.store.queries import history
from agency_core.store.queries import upload as uploads
from tests.services.exports import X_HEADER, X_ROW, counts, imported, in_parts_of, posts, rows_from, send


def test_interrupted_import_is_taken_up_and_adds_nothing_twice(agency, owner, monkeypatch):
    preview = send(agency, owner, "x.csv", (X_HEADER + rows_from(5)).encode())
    in_parts_of(monkeypatch, 2)
    importing = agency.uploads.importing
    keep = importing._keep

    def dying(upload_id, place, part):
        if place:
            raise KeyboardInterrupt
        return keep(upload_id, place, part)

    monkeypatch.setattr(importing, "_keep", dying)
    agency.uploads.start(owner, preview.upload_id)
    with pytest.raises(KeyboardInterrupt):
        agency.uploads.run_queued()
    half = agency.uploads.get(owner, preview.upload_id)
    assert (half.status, half.rows_total, half.rows_added, half.done) == ("importing", 2, 2, 0.4)
    monkeypatch.setattr(importing, "_keep", keep)
    assert agency.uploads.run_queued() == 1
    done = agency.uploads.get(owner, preview.upload_id)
    assert (done.status, done.rows_added, done.rows_unchanged, done.rows_total) == ("imported", 5, 0, 5)
    assert agency.tally.drifted(done.client_id) == ()


def test_file_that_breaks_off_leaves_nothing_behind_and_can_be_tried_again(agency, owner, monkeypatch, clock):
    imported(agency, owner, send(agency, owner, "x.csv", (X_HEADER + X_ROW).encode()))
    clock.move(timedelta(days=1))
    rows = X_ROW.replace(",44,", ",50,") + X_ROW.replace("2088707180694323466", "2088652613742940282")
    preview = send(agency, owner, "x.csv", (X_HEADER + rows).encode())

    def broken(asked):
        yield from parts_of(asked)
        raise Invalid("The file breaks off.", field="file", remedy="Export it again.")

    parts_of = child.chunks
    monkeypatch.setattr(child, "chunks", broken)
    refused = imported(agency, owner, preview)
    assert (refused.status, refused.error, refused.rows_added) == ("refused", "The file breaks off. Export it again.", 0)
    (post,) = posts(agency, owner)
    assert post.impressions == 44
    monkeypatch.setattr(child, "chunks", parts_of)
    again = imported(agency, owner, preview)
    assert (again.status, again.error, again.rows_added) == ("imported", "", 2)
    assert agency.tally.drifted(again.client_id) == ()


def test_import_is_cancelled_between_parts_and_leaves_nothing(agency, owner, monkeypatch):
    preview = send(agency, owner, "x.csv", (X_HEADER + rows_from(6)).encode())
    in_parts_of(monkeypatch, 2)
    importing = agency.uploads.importing
    keep = importing._keep

    def cancelled_at_the_second(upload_id, place, part):
        if place == 1:
            importing.cancel(owner, upload_id)
        return keep(upload_id, place, part)

    monkeypatch.setattr(importing, "_keep", cancelled_at_the_second)
    done = imported(agency, owner, preview)
    assert (done.status, done.rows_total, done.rows_added) == ("cancelled", 0, 0)
    assert done.finished_at is not None
    assert posts(agency, owner) == ()
    assert agency.tally.drifted(done.client_id) == ()
    monkeypatch.setattr(importing, "_keep", keep)
    assert imported(agency, owner, preview).rows_added == 6


def test_import_is_taken_back_as_a_whole_and_others_stay(agency, owner, clock):
    first = imported(agency, owner, send(agency, owner, "x.csv", (X_HEADER + rows_from(3)).encode()))
    clock.move(timedelta(days=1))
    newer = (X_HEADER + rows_from(4)).replace(",44,", ",50,").encode()
    second = imported(agency, owner, send(agency, owner, "x.csv", newer))
    assert sorted(each.impressions for each in posts(agency, owner)) == [50, 50, 50, 50]
    undone = agency.uploads.importing.undo(owner, second.id)
    assert (undone.status, undone.rows_added, undone.finished_at) == ("undone", 0, clock.now())
    assert [each.impressions for each in posts(agency, owner)] == [44, 44, 44]
    assert agency.tally.drifted(first.client_id) == ()
    with agency.db.reading() as session:
        told = [(each.from_state, each.to_state) for each in history.of_subject(session, "upload", second.id)]
    assert told == [("read", "queued"), ("importing", "imported"), ("imported", "undone")]
    with pytest.raises(Conflict):
        agency.uploads.importing.undo(owner, second.id)


def test_post_that_two_imports_told_of_goes_with_the_last_of_them(agency, owner, clock):
    first = imported(agency, owner, send(agency, owner, "x.csv", (X_HEADER + X_ROW).encode()))
    clock.move(timedelta(days=1))
    second = imported(agency, owner, send(agency, owner, "x.csv", (X_HEADER + X_ROW.replace(",44,", ",50,")).encode()))
    agency.uploads.importing.undo(owner, first.id)
    assert [each.impressions for each in posts(agency, owner)] == [50]
    agency.uploads.importing.undo(owner, second.id)
    assert posts(agency, owner) == ()


def test_taking_back_goes_on_after_an_interruption(agency, owner, monkeypatch):
    done = imported(agency, owner, send(agency, owner, "x.csv", (X_HEADER + rows_from(5)).encode()))
    monkeypatch.setattr("agency_core.services.ingest.PAGE", 2)
    forget, calls = uploads.forget, []

    def dying(*given):
        if calls:
            raise KeyboardInterrupt
        calls.append(1)
        return forget(*given)

    monkeypatch.setattr(uploads, "forget", dying)
    with pytest.raises(KeyboardInterrupt):
        agency.uploads.importing.undo(owner, done.id)
    assert len(posts(agency, owner)) == 3
    assert agency.uploads.get(owner, done.id).finished_at is None
    with pytest.raises(Conflict):
        agency.uploads.start(owner, done.id)
    monkeypatch.setattr(uploads, "forget", forget)
    assert agency.uploads.run_queued() == 1
    assert posts(agency, owner) == ()
    assert agency.uploads.get(owner, done.id).finished_at is not None


def test_older_export_imported_later_is_a_late_snapshot(agency, owner, clock):
    old, new = (X_HEADER + X_ROW.replace(",44,", ",30,")).encode(), (X_HEADER + X_ROW).encode()
    imported(agency, owner, send(agency, owner, "new.csv", new), exported_at=clock.now() - timedelta(days=2))
    late = imported(agency, owner, send(agency, owner, "old.csv", old), exported_at=clock.now() - timedelta(days=9))
    assert (late.rows_added, late.exported_at) == (1, clock.now() - timedelta(days=9))
    (post,) = posts(agency, owner)
    assert (post.impressions, post.taken_at) == (44, clock.now() - timedelta(days=2))
    assert [each.metrics["impressions"] for each in counts(agency, owner)] == [44, 30]
