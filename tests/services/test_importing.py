"""Importing: all that is good comes in once, at the time at which it was counted; nothing holds up those that wait."""

from datetime import timedelta

import pytest

from agency_core.analytics import child
from agency_core.analytics.limits import UPLOAD_BYTES
from agency_core.domain.numbers import PostFilter
from agency_core.errors import Busy, Conflict
from agency_core.models import UploadRow
from agency_core.services.importing import let_in
from tests.services.exports import EXPORTS, X_HEADER, X_ROW, counts, imported, posts, rows_from, send


def test_known_export_is_previewed_and_imported_once(agency, owner):
    preview = send(agency, owner, "x.csv", X_HEADER.encode(), X_ROW.encode())
    assert (preview.platform, preview.rows_ok, preview.rows_rejected, preview.problem) == ("x", 1, 0, "")
    first = imported(agency, owner, preview)
    assert (first.status, first.rows_total, first.rows_added, first.rows_unchanged) == ("imported", 1, 1, 0)
    assert first.importer == "x_posts"
    again = send(agency, owner, "x.csv", (X_HEADER + X_ROW).encode())
    assert again.seen_before
    second = imported(agency, owner, again)
    assert (second.rows_added, second.rows_unchanged) == (0, 1)


def test_newer_export_adds_a_snapshot(agency, owner, clock):
    imported(agency, owner, send(agency, owner, "x.csv", (X_HEADER + X_ROW).encode()))
    clock.move(timedelta(days=1))
    newer = imported(agency, owner, send(agency, owner, "x.csv", (X_HEADER + X_ROW.replace(",44,", ",50,")).encode()))
    assert (newer.rows_added, newer.rows_unchanged) == (1, 0)
    client = agency.clients.own(owner)
    period = PostFilter(client.id, clock.now().date() - timedelta(days=365), clock.now().date())
    (post,) = agency.numbers.top_posts(owner, wanted=period)
    assert (post.impressions, post.platform) == (50, "x")


@pytest.mark.skipif(not EXPORTS.is_dir(), reason="the sample exports are not here")
@pytest.mark.parametrize(
    ("name", "platform", "posts"),
    [
        ("X_new_account_analytics_content_2026-08.csv", "x", 40),
        ("X_old_tweet_activity_metrics_2022-02.csv", "x", 40),
        ("YOUTUBE_studio_content_table_data_2026.csv", "youtube", 220),
        ("META_posts_2025-02.csv", "facebook", 20),
    ],
)
def test_real_export_is_imported_once(agency, owner, name, platform, posts):
    body = (EXPORTS / name).read_bytes()
    first = imported(agency, owner, send(agency, owner, name, body))
    assert (first.status, first.rows_rejected) == ("imported", 0)
    assert first.rows_added == posts
    second = imported(agency, owner, send(agency, owner, name, body))
    assert (second.rows_added, second.rows_unchanged) == (0, first.rows_added)
    client = agency.clients.own(owner)
    period = PostFilter(client.id, agency.clock.now().date() - timedelta(days=1000), agency.clock.now().date())
    assert {each.key for each in agency.numbers.by_platform(owner, wanted=period)} <= {platform}


def test_file_that_no_code_foresaw_does_not_hold_up_those_behind_it(agency, owner, monkeypatch):
    odd = send(agency, owner, "x.csv", (X_HEADER + X_ROW).encode())
    good = send(agency, owner, "x.csv", (X_HEADER + X_ROW.replace(",44,", ",45,")).encode())
    agency.uploads.start(owner, odd.upload_id)
    agency.uploads.start(owner, good.upload_id)
    parts_of = child.chunks

    def failing(asked):
        if odd.upload_id in asked.path:
            raise ZeroDivisionError
        return parts_of(asked)

    monkeypatch.setattr(child, "chunks", failing)
    assert agency.uploads.run_queued() == 2
    assert [agency.uploads.get(owner, each.upload_id).status for each in (odd, good)] == ["refused", "imported"]


def test_busy_database_refuses_no_file(agency, owner, monkeypatch):
    preview = send(agency, owner, "x.csv", (X_HEADER + X_ROW).encode())
    agency.uploads.start(owner, preview.upload_id)
    keep = agency.uploads.importing._keep

    def busy(*_):
        raise Busy

    monkeypatch.setattr(agency.uploads.importing, "_keep", busy)
    with pytest.raises(Busy):
        agency.uploads.run_queued()
    assert agency.uploads.get(owner, preview.upload_id).status == "importing"
    monkeypatch.setattr(agency.uploads.importing, "_keep", keep)
    agency.uploads.run_queued()
    assert agency.uploads.get(owner, preview.upload_id).status == "imported"


def test_what_waits_is_cancelled_at_once_and_what_is_done_is_not(agency, owner):
    preview = send(agency, owner, "x.csv", (X_HEADER + X_ROW).encode())
    agency.uploads.start(owner, preview.upload_id)
    assert agency.uploads.importing.cancel(owner, preview.upload_id).finished_at is not None
    assert agency.uploads.run_queued() == 0
    imported(agency, owner, preview)
    with pytest.raises(Conflict):
        agency.uploads.importing.cancel(owner, preview.upload_id)


def test_import_of_an_earlier_version_is_not_taken_back(agency, owner):
    done = imported(agency, owner, send(agency, owner, "x.csv", (X_HEADER + X_ROW).encode()))
    with agency.db.transaction() as session:
        session.get(UploadRow, done.id).number = 0
    with pytest.raises(Conflict) as caught:
        agency.uploads.importing.undo(owner, done.id)
    assert caught.value.field == "upload_id"
    assert len(posts(agency, owner)) == 1


def test_export_with_a_time_of_its_own_is_kept_though_it_says_nothing_new(agency, owner, clock):
    body = (X_HEADER + X_ROW).encode()
    imported(agency, owner, send(agency, owner, "a.csv", body), exported_at=clock.now() - timedelta(days=2))
    more = imported(agency, owner, send(agency, owner, "b.csv", body + b"\n"), exported_at=clock.now() - timedelta(days=1))
    assert more.rows_added == 1
    assert len(counts(agency, owner)) == 2


@pytest.mark.parametrize("day", [None, 3])
def test_same_file_under_another_name_adds_nothing(agency, owner, clock, day):
    body = (X_HEADER + X_ROW).encode()
    imported(agency, owner, send(agency, owner, "a.csv", body))
    clock.move(timedelta(days=5))
    again = imported(
        agency, owner, send(agency, owner, "b.csv", body), exported_at=clock.now() - timedelta(days=day) if day else None
    )
    assert (again.rows_added, again.rows_unchanged) == (0, 1)
    assert len(counts(agency, owner)) == 1


def test_refused_rows_are_kept_up_to_a_bound_and_all_are_counted(agency, owner, monkeypatch):
    monkeypatch.setattr("agency_core.services.importing.KEPT_REJECTS", 3)
    broken = rows_from(5).replace(",44,", ",many,")
    done = imported(agency, owner, send(agency, owner, "x.csv", (X_HEADER + X_ROW + broken).encode()))
    assert (done.rows_total, done.rows_added, done.rows_rejected) == (6, 1, 5)
    assert [each.line for each in agency.uploads.rejects(owner, done.id)] == [3, 4, 5]


def test_file_that_was_let_in_is_read_whatever_its_size(tmp_path):
    large, small = tmp_path / "large.csv", tmp_path / "small.csv"
    with large.open("wb") as file:
        file.truncate(UPLOAD_BYTES + 1)
    small.write_bytes(b"a")
    assert [let_in(UploadRow(path=str(file))) for file in (large, small)] == [UPLOAD_BYTES + 1, UPLOAD_BYTES]
