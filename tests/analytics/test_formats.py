"""Each format from a made-up row: ids, times, numbers, units, and what is wrong said by line and column."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from agency_core.analytics.importers import IMPORTERS
from agency_core.analytics.importers.base import WORDS
from agency_core.analytics.parts import parts
from agency_core.analytics.rows import Refused, RowError, TimeFrom
from agency_core.analytics.upload import Manner
from agency_core.domain.platform import Platform
from tests.analytics import formats
from tests.analytics.conftest import csv_text
from tests.analytics.formats import SAMPLES, Sample

by_importer = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.importer)


def _with(sample: Sample, **cells: str) -> tuple[str, ...]:
    """The row of a sample with other cells under the headers named (spaces as underscores)."""
    names = [name.lower().replace(" ", "_") for name in sample.header]
    row = list(sample.row)
    for name, cell in cells.items():
        row[names.index(name)] = cell
    return tuple(row)


def _metric(sample: Sample) -> str:
    """One that the sample has."""
    return next(name for name in ("likes", "views", "impressions") if name in sample.values)


def test_every_importer_has_a_sample():
    assert [sample.importer for sample in SAMPLES] == list(IMPORTERS)


@pytest.mark.parametrize("name", list(IMPORTERS))
def test_an_importer_is_complete(name):
    importer = IMPORTERS[name]
    assert importer.name == name
    assert set(importer.required) <= set(importer.columns)
    assert set(importer.units) <= set(importer.columns) - set(WORDS)
    assert {"external_id", "url"} & set(importer.columns)
    assert [names for names in importer.columns.values() if any(known != known.casefold() for known in names)] == []


@by_importer
def test_a_row_becomes_a_post(posts_of, sample):
    posts, errors = posts_of(csv_text(sample.header, [sample.row]))
    assert errors == []
    post = posts[0]
    assert (post.platform, post.external_id, post.line) == (sample.platform, sample.external_id, 2)
    assert post.published_at.strftime("%Y-%m-%dT%H:%M:%S%z") == f"{sample.published}+0000"
    assert post.values == sample.values


@by_importer
def test_a_broken_number_is_named_by_line_and_column(posts_of, sample):
    importer = IMPORTERS[sample.importer]
    at = importer.positions(sample.header)[_metric(sample)]
    broken = (*sample.row[:at], "lots", *sample.row[at + 1 :])
    posts, errors = posts_of(csv_text(sample.header, [broken]))
    remedy = "Correct the cell, or empty it if the value is unknown."
    assert (posts, errors) == ([], [RowError(2, sample.header[at], "lots", "is not a number", remedy)])


@by_importer
@pytest.mark.parametrize("nothing", ["", "-", "undefined", "N/A", " "])
def test_a_missing_number_is_none_and_never_zero(posts_of, sample, nothing):
    at = IMPORTERS[sample.importer].positions(sample.header)[_metric(sample)]
    posts, _ = posts_of(csv_text(sample.header, [(*sample.row[:at], nothing, *sample.row[at + 1 :])]))
    assert posts[0].values[_metric(sample)] is None


@by_importer
def test_the_same_post_twice_in_a_file_is_said(upload, sample):
    (part,) = parts(upload(csv_text(sample.header, [sample.row, sample.row])), "a.csv", None, Manner())
    assert (part.chunk.counts.height, [(error.line, error.rule) for error in part.errors]) == (
        1, [(3, "names a post that stands further up in the file")],
    )


def test_shares_are_kept_as_fractions_whatever_the_file_writes(posts_of):
    youtube, _ = posts_of(csv_text(formats.YOUTUBE.header, [formats.YOUTUBE.row]))
    linkedin, _ = posts_of(csv_text(formats.LINKEDIN.header, [formats.LINKEDIN.row]))
    publer, _ = posts_of(csv_text(formats.PUBLER.header, [formats.PUBLER.row]))
    tweets, _ = posts_of(csv_text(formats.X_TWEETS.header, [formats.X_TWEETS.row]))
    assert youtube[0].extra["click_through_rate"] == pytest.approx(0.045)
    assert linkedin[0].extra == {"click_through_rate": 0.0769, "engagement_rate": 0.2308}
    assert publer[0].extra == {"reach_rate": pytest.approx(0.0342), "engagement_rate": pytest.approx(0.0455)}
    assert tweets[0].extra == {"engagements": 7, "engagement_rate": 0.0186, "media_views": 5}


def test_youtube_totals_are_dropped_and_negative_subscribers_kept(posts_of):
    total = ("Total", "", "", "", "51075", "4046.4713", "1576", "", "748855", "3.06")
    posts, errors = posts_of(csv_text(formats.YOUTUBE.header, [total, formats.YOUTUBE.row]))
    assert ([post.line for post in posts], errors) == ([3], [])
    assert posts[0].extra["subscribers"] == -3
    assert posts[0].extra["average_view_seconds"] == 274
    assert (posts[0].url, posts[0].published_from) == ("https://www.youtube.com/watch?v=-AbCdEfGh_1", TimeFrom.DAY)


def test_the_first_of_two_columns_with_one_name_is_read(posts_of):
    posts, _ = posts_of(csv_text(formats.FACEBOOK.header, [formats.FACEBOOK.row]))
    assert (posts[0].values["views"], posts[0].text, posts[0].content_type) == (1520, "Fresh bread", "reel")


@pytest.mark.parametrize("sample", [formats.FACEBOOK, formats.INSTAGRAM], ids=["facebook", "instagram"])
def test_a_daily_breakdown_of_meta_is_refused(posts_of, sample):
    with pytest.raises(Refused, match="once for every day"):
        posts_of(csv_text(sample.header, [_with(sample, date="03/15/2025")]))


@pytest.mark.parametrize(
    ("wall", "utc"),
    [
        ("01/15/2026 12:01", "2026-01-15T20:01:00"),
        ("01/15/2026 12:10", "2026-01-15T20:10:00"),
        ("01/15/2026 20:01", "2026-01-15T20:01:01"),
    ],
    ids=["winter", "a reel published nine minutes after its id", "another zone than Meta's: the id decides"],
)
def test_instagram_times_are_settled_with_the_id(posts_of, wall, utc):
    posts, _ = posts_of(csv_text(formats.INSTAGRAM.header, [_with(formats.INSTAGRAM, publish_time=wall)]))
    assert posts[0].published_at.strftime("%Y-%m-%dT%H:%M:%S") == utc


def test_a_date_that_contradicts_the_id_is_an_error(posts_of):
    posts, errors = posts_of(csv_text(formats.X_POSTS.header, [_with(formats.X_POSTS, date="Sun, Mar 23, 2025")]))
    assert (posts, errors[0].column, errors[0].rule) == (
        [], "Date", "contradicts the id of the post, which was made on 2025-03-20",
    )


@pytest.mark.parametrize("rounded", ["1.90275E+18", "1,90275E+18", "1902759600583606000", "1.902759600583e18"])
def test_an_id_that_a_spreadsheet_rounded_is_taken_from_the_link(posts_of, rounded):
    posts, errors = posts_of(csv_text(formats.X_POSTS.header, [_with(formats.X_POSTS, post_id=rounded)]))
    assert ([post.external_id for post in posts], errors) == (["1902759600583606273"], [])


def test_a_rounded_id_without_a_link_is_an_error(posts_of):
    row = _with(formats.FACEBOOK, post_id="1.22121E+17")
    _, errors = posts_of(csv_text(formats.FACEBOOK.header, [row]))
    assert (errors[0].line, errors[0].column, errors[0].rule) == (2, "Post ID", "is an id that a spreadsheet has rounded")


def test_all_that_is_wrong_with_a_row_is_said(posts_of):
    row = _with(formats.X_POSTS, date="soon", likes="-4", impressions="inf", replies="1.5")
    _, errors = posts_of(csv_text(formats.X_POSTS.header, [row]))
    assert [(error.line, error.column, error.rule) for error in errors] == [
        (2, "Date", "is not a date that can be read"),
        (2, "Impressions", "is not a number"),
        (2, "Likes", "is below zero"),
        (2, "Replies", "is not a whole number"),
    ]


def test_a_link_that_runs_code_is_an_error(posts_of):
    _, errors = posts_of(csv_text(formats.LINKEDIN.header, [_with(formats.LINKEDIN, post_link="javascript:alert(1)")]))
    assert (errors[0].column, errors[0].rule) == ("Post link", "is not a web address")


def test_publer_rows_name_their_networks(posts_of):
    rows = [
        _with(formats.PUBLER, social_network="Facebook", post_link="https://www.facebook.com/1/posts/2345"),
        _with(formats.PUBLER, social_network="X (Twitter)", post_link="https://x.com/a/status/1902759600583606273",
              date="2025-03-20 17:30"),
        _with(formats.PUBLER, social_network="Pinterest"),
        _with(formats.PUBLER, post_link="-"),
    ]
    posts, errors = posts_of(csv_text(formats.PUBLER.header, rows), zone=ZoneInfo("Europe/Zurich"))
    assert [(post.platform, post.external_id) for post in posts] == [
        (Platform.FACEBOOK, "2345"), (Platform.X, "1902759600583606273"),
    ]
    assert posts[0].published_at == datetime(2025, 6, 26, 10, 11, tzinfo=ZoneInfo("Europe/Zurich"))
    assert [(error.line, error.column, error.rule) for error in errors] == [
        (4, "Social network", "'Pinterest' is not a platform."), (5, "Post link", "does not name a post on LinkedIn"),
    ]
