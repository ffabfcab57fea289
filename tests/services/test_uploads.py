"""Uploads: preview, import once, name what is wrong, leave nothing half done."""

from datetime import timedelta
from pathlib import Path

import pytest

from agency_core.analytics import child
from agency_core.domain.numbers import PostFilter
from agency_core.errors import Invalid, NotFound

EXPORTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "exports"
X_HEADER = (
    "Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Replies,Reposts,"
    "Profile visits,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks\n"
)
X_ROW = '2088707180694323466,"Sat, Aug 15, 2026",Hello,https://x.com/a/status/2088707180694323466,44,1,3,0,0,0,1,0,0,1,0,0,0\n'


def send(agency, owner, name, *chunks):
    client = agency.clients.own(owner)
    return agency.uploads.receive(owner, client.id, filename=name, chunks=chunks)


def imported(agency, owner, preview, **more):
    agency.uploads.start(owner, preview.upload_id, **more)
    assert agency.uploads.run_queued() == 1
    return agency.uploads.get(owner, preview.upload_id)


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


def test_interrupted_import_is_taken_up_and_adds_nothing_twice(agency, owner, monkeypatch):
    rows = "".join(X_ROW.replace("2088707180694323466", str(2088707180694323466 + number)) for number in range(5))
    preview = send(agency, owner, "x.csv", (X_HEADER + rows).encode())
    monkeypatch.setattr("agency_core.services.uploads.CHUNK_ROWS", 2)
    keep, calls = agency.uploads._keep, []

    def dying(upload_id, chunk):
        if calls:
            raise KeyboardInterrupt
        calls.append(1)
        keep(upload_id, chunk)

    monkeypatch.setattr(agency.uploads, "_keep", dying)
    agency.uploads.start(owner, preview.upload_id)
    with pytest.raises(KeyboardInterrupt):
        agency.uploads.run_queued()
    monkeypatch.setattr(agency.uploads, "_keep", keep)
    assert agency.uploads.run_queued() == 1
    done = agency.uploads.get(owner, preview.upload_id)
    assert (done.status, done.rows_added, done.rows_unchanged) == ("imported", 5, 0)


def test_stranger_sees_no_upload(agency, owner, stranger):
    preview = send(agency, owner, "x.csv", (X_HEADER + X_ROW).encode())
    agency.uploads.start(owner, preview.upload_id)
    assert agency.uploads.list(stranger).items == ()
    with pytest.raises(NotFound):
        agency.uploads.get(stranger, preview.upload_id)


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


@pytest.mark.skipif(not EXPORTS.is_dir(), reason="the sample exports are not here")
@pytest.mark.parametrize("name", ["YOUTUBE_studio_geography_table_data_2021.csv", "TIKTOK_Overview_en_2026-02.csv"])
def test_export_without_posts_is_refused_with_the_reason(agency, owner, name):
    with pytest.raises(Invalid) as caught:
        send(agency, owner, name, (EXPORTS / name).read_bytes())
    assert caught.value.remedy


def test_file_that_breaks_off_leaves_nothing_behind(agency, owner, monkeypatch, clock):
    imported(agency, owner, send(agency, owner, "x.csv", (X_HEADER + X_ROW).encode()))
    clock.move(timedelta(days=1))
    rows = X_ROW.replace(",44,", ",50,") + X_ROW.replace("2088707180694323466", "2088652613742940282")
    preview = send(agency, owner, "x.csv", (X_HEADER + rows).encode())

    def broken(asked):
        yield from rows_of(asked)
        raise Invalid("The file breaks off.", field="file", remedy="Export it again.")

    rows_of = child.rows
    monkeypatch.setattr(child, "rows", broken)
    refused = imported(agency, owner, preview)
    assert (refused.status, refused.rows_added) == ("refused", 0)
    client = agency.clients.own(owner)
    period = PostFilter(client.id, clock.now().date() - timedelta(days=365), clock.now().date())
    (post,) = agency.numbers.top_posts(owner, wanted=period)
    assert post.impressions == 44


def test_file_that_was_only_looked_at_is_deleted_after_a_day(agency, owner, clock):
    looked = send(agency, owner, "x.csv", (X_HEADER + X_ROW).encode())
    kept = imported(agency, owner, send(agency, owner, "x.csv", (X_HEADER + X_ROW).encode()))
    assert agency.uploads.prune() == 0
    clock.move(timedelta(days=2))
    assert agency.uploads.prune() == 1
    assert [each.stem for each in (agency.settings.data / "uploads").iterdir()] == [kept.id]
    with pytest.raises(NotFound):
        agency.uploads.get(owner, looked.upload_id)
