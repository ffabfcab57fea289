"""Tables of other tools: a mapping by hand, and the one that is suggested."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from agency_core.analytics.importers.generic import suggest
from agency_core.analytics.rows import TimeFrom
from agency_core.domain.platform import Platform
from agency_core.errors import Invalid
from tests.analytics.conftest import csv_text, look, parse, split

HEADER = ("Posted", "Netzwerk", "Beitragslink", "Aufrufe", "Gefällt mir", "Aufrufe", "Rate", "Rate (%)")
ROW = ("31.12.2025 23:30", "Twitter", "https://x.com/a/status/2006502945619870208", "1.200", "30", "7", "0.05", "5")
MAPPING = {"url": "Beitragslink", "network": "netzwerk", "impressions": "Aufrufe", "likes": "Gefällt mir"}
X_LINK = "https://x.com/a/status/20"


def test_a_mapping_reads_any_table(upload):
    path = upload(csv_text(HEADER, [(*ROW[:3], "1200", *ROW[4:])], ";"))
    posts, errors = split(parse(path, "other.csv", mapping={**MAPPING, "engagement_rate": "Rate (%)", "watchers": "Aufrufe (2)"}))
    assert errors == []
    assert (posts[0].platform, posts[0].external_id, posts[0].values) == (
        Platform.X, "2006502945619870208", {"impressions": 1200, "likes": 30},
    )
    assert posts[0].extra == {"engagement_rate": 0.05, "watchers": 7}


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_number_that_may_mean_two_things_is_not_guessed(upload, delimiter):
    _, errors = split(parse(upload(csv_text(HEADER, [ROW], delimiter)), "other.csv", mapping=MAPPING))
    assert [(error.line, error.column, error.value, error.rule) for error in errors] == [
        (2, "Aufrufe", "1.200", "is not a whole number"),
    ]


def test_between_semicolons_a_point_parts_thousands(upload):
    posts, errors = split(parse(upload(csv_text(HEADER, [ROW], ";")), "other.csv", mapping=MAPPING))
    assert ([post.values["impressions"] for post in posts], errors) == ([1200], [])


def test_a_rate_that_cannot_be_a_fraction_is_not_guessed(upload):
    path = upload(csv_text(HEADER, [(*ROW[:3], "1200", *ROW[4:6], "5", "5")], ";"))
    _, errors = split(parse(path, "other.csv", mapping={**MAPPING, "engagement_rate": "Rate"}))
    assert [(error.column, error.rule) for error in errors] == [("Rate", "is more than 1")]


def test_dates_without_a_zone_are_read_in_the_given_one(upload):
    path = upload(csv_text(("Link", "When", "Likes"), [("https://www.facebook.com/1/posts/77", "31.12.2025 23:30", "1")]))
    mapping = {"url": "Link", "published_at": "When", "likes": "Likes"}
    posts, _ = split(parse(path, "a.csv", mapping, platform=Platform.FACEBOOK, zone=ZoneInfo("Europe/Berlin")))
    assert (posts[0].published_at, posts[0].published_from) == (datetime(2025, 12, 31, 22, 30, tzinfo=UTC), TimeFrom.CLOCK)


def test_rows_of_totals_are_dropped(upload):
    path = upload(csv_text(("Link", "Likes"), [(X_LINK, "1"), ("Total", "1"), ("Gesamt:", "1")]))
    posts, errors = split(parse(path, "a.csv", mapping={"url": "Link", "likes": "Likes"}, platform=Platform.X))
    assert ([post.line for post in posts], errors) == ([2], [])


@pytest.mark.parametrize(
    ("mapping", "platform", "field", "message"),
    [
        ({"url": "Nowhere", "likes": "Likes"}, Platform.X, "mapping", "The file has no column 'Nowhere'."),
        ({"likes": "Likes"}, Platform.X, "mapping", "No column names the post."),
        ({"url": "Link"}, Platform.X, "mapping", "No column has numbers."),
        ({"url": "Link", "likes": "Likes"}, None, "platform", "The platform is not known."),
        ({"url": "Link", "likes": "Likes", "Robert'); --": "Likes"}, Platform.X, "mapping",
         '"Robert\'); --" cannot be the name of a field.'),
    ],
)
def test_a_mapping_that_cannot_work_is_refused_at_once(upload, mapping, platform, field, message):
    path = upload(csv_text(("Link", "Likes"), [(X_LINK, "1")]))
    with pytest.raises(Invalid) as refused:
        parse(path, "a.csv", mapping=mapping, platform=platform)
    assert (refused.value.field, refused.value.message) == (field, message)


def test_fields_mapped_to_nothing_are_left_out(upload):
    path = upload(csv_text(("Link", "Likes"), [(X_LINK, "1")]))
    posts, _ = split(parse(path, "a.csv", mapping={"url": "Link", "likes": "Likes", "views": ""}, platform=Platform.X))
    assert posts[0].values == {"likes": 1}


def test_a_mapping_is_suggested_by_names_that_are_equal_or_alike():
    header = ("Post Link", "Date (GMT)", "Social network", "Caption", "Total Impressions", "Comment", "Likes", "Bookmark", "Mood")
    assert suggest(header) == {
        "url": "Post Link", "published_at": "Date (GMT)", "network": "Social network", "text": "Caption",
        "impressions": "Total Impressions", "likes": "Likes", "comments": "Comment", "saves": "Bookmark",
    }


def test_a_suggestion_uses_no_column_twice():
    chosen = suggest(("Views", "Video views", "Link", "Post link"))
    assert len(set(chosen.values())) == len(chosen)


def test_an_unknown_table_is_shown_with_a_suggestion_and_not_read(upload):
    path = upload(csv_text(("Link", "Posted at", "Likes", "Likes"), [(X_LINK, "2026-01-01", "1", "2")]))
    seen = look(path, "other.csv")
    assert (seen.importer, seen.platform, seen.header) == (None, None, ("Link", "Posted at", "Likes", "Likes (2)"))
    assert seen.mapping == {"url": "Link", "published_at": "Posted at", "likes": "Likes"}
    with pytest.raises(Invalid) as refused:
        parse(path, "other.csv")
    assert (refused.value.field, refused.value.message) == ("mapping", "The format of other.csv is not known.")
