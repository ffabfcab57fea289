"""Every real export: exact counts, sums and times. They are not part of the product; without them these tests skip."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, datetime

import pytest

from agency_core.analytics.month_names import day_of_year
from agency_core.analytics.rows import Refused, TimeFrom
from agency_core.analytics.upload import Manner
from tests.analytics.conftest import EXPORTS, look, parse, split

KNOWN = {
    "X_new_account_analytics_content_2026-08.csv": (
        "x_posts", 40, {"impressions": 8338, "likes": 34, "comments": 22, "shares": 0, "saves": 1, "clicks": 4},
    ),
    "X_old_tweet_activity_metrics_2022-02.csv": (
        "x_tweets", 40, {"impressions": 14012, "likes": 11, "comments": 1, "shares": 49, "clicks": 4},
    ),
    "YOUTUBE_studio_content_table_data_2026.csv": ("youtube", 220, {"views": 51075, "impressions": 748826}),
    "META_posts_2025-02.csv": (
        "facebook", 20, {"views": 0, "reach": 34, "likes": 0, "comments": 0, "shares": 0, "clicks": 3},
    ),
    "TIKTOK_Content_en_2026-02.csv": (
        "tiktok", 13, {"views": 537161, "likes": 4063, "comments": 117, "shares": 275},
    ),
    "LINKEDIN_page_content_2025-03.xlsx": (
        "linkedin", 8, {"impressions": 310, "views": 0, "clicks": 5, "likes": 8, "comments": 0, "shares": 0},
    ),
    "PUBLER_post_insights_2025-06.csv": (
        "publer", 10, {"reach": 182, "likes": 38, "comments": 3, "shares": 0, "clicks": 0},
    ),
}
EXTRA = {
    "X_new_account_analytics_content_2026-08.csv": {"engagements": 198, "detail_expands": 79},
    "X_old_tweet_activity_metrics_2022-02.csv": {"engagements": 241},
    "YOUTUBE_studio_content_table_data_2026.csv": {"subscribers": 648, "watch_hours": 4046.4715},
}


@pytest.mark.parametrize("name", KNOWN)
def test_a_real_export_is_imported_to_the_last_number(real, name):
    importer, count, sums = KNOWN[name]
    path = real(name)
    seen = look(path, name)
    posts, errors = split(parse(path, name))
    total = Counter()
    for post in posts:
        total.update({metric: value or 0 for metric, value in post.values.items()})
    assert (seen.importer, len(posts), errors, dict(total)) == (importer, count, [], sums)
    assert len(seen.sample) == min(20, count + (importer == "youtube"))
    assert abs(seen.row_count_estimate - count) <= 2


@pytest.mark.parametrize("name", EXTRA)
def test_numbers_without_a_column_are_kept_beside(real, name):
    posts, _ = split(parse(real(name), name))
    sums = {extra: round(sum(post.extra.get(extra, 0) for post in posts), 4) for extra in EXTRA[name]}
    assert sums == EXTRA[name]


@pytest.mark.parametrize("name", KNOWN)
def test_no_post_of_a_real_export_stands_there_twice(real, name):
    posts, _ = split(parse(real(name), name))
    assert len({(post.platform, post.external_id) for post in posts}) == len(posts)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("YOUTUBE_studio_geography_table_data_2021.csv", "This is YouTube's table by Geography, not by video."),
        ("TIKTOK_Overview_en_2026-02.csv", "This is TikTok's overview: one row a day, not an export of posts."),
    ],
)
@pytest.mark.parametrize("ask", [look, parse])
def test_a_real_export_without_posts_is_refused_with_the_reason(real, name, says, ask):
    with pytest.raises(Refused) as refused:
        ask(real(name), name)
    assert refused.value.message == says
    assert "Content" in refused.value.remedy


def test_x_ids_carry_the_minute_that_the_old_export_names(real):
    name = "X_old_tweet_activity_metrics_2022-02.csv"
    posts, _ = split(parse(real(name), name))
    first = posts[0]
    assert (first.published_at.replace(microsecond=0), first.published_from) == (
        datetime(2022, 2, 28, 17, 39, 17, tzinfo=UTC), TimeFrom.ID,
    )


def test_meta_times_are_read_in_the_zone_of_meta(real):
    posts, _ = split(parse(real("META_posts_2025-02.csv"), "META_posts_2025-02.csv"))
    assert (posts[0].published_at, posts[0].published_from) == (datetime(2025, 3, 15, 10, 6, tzinfo=UTC), TimeFrom.CLOCK)


def test_tiktok_posts_get_their_year_from_the_id(real):
    posts, _ = split(parse(real("TIKTOK_Content_en_2026-02.csv"), "TIKTOK_Content_en_2026-02.csv"))
    assert {post.published_at.year for post in posts} == {2025, 2026}


def test_missing_values_of_publer_are_not_zero(real):
    posts, _ = split(parse(real("PUBLER_post_insights_2025-06.csv"), "PUBLER_post_insights_2025-06.csv"))
    assert sum(post.values["reach"] is None for post in posts) == 6
    assert sum(post.values["clicks"] is None for post in posts) == 10


def test_linkedin_rates_are_fractions(real):
    name = "LINKEDIN_page_content_2025-03.xlsx"
    posts, _ = split(parse(real(name), name))
    assert posts[0].extra == {"click_through_rate": 0.07692307978868484, "engagement_rate": 0.07692307978868484}


def _stated(name: str, column: str) -> list[tuple[str, str]]:
    """The link and the day of each row as the file writes them."""
    with (EXPORTS / name).open(encoding="utf-8-sig", newline="") as file:
        return [(row.get("Post Link") or row["Video link"], row[column]) for row in csv.DictReader(file)]


def test_every_x_post_was_made_on_the_day_that_the_export_names(real):
    name = "X_new_account_analytics_content_2026-08.csv"
    days = {post.url: f"{post.published_at:%a, %b %d, %Y}" for post in split(parse(real(name), name))[0]}
    assert days == {link: day for link, day in _stated(name, "Date")}


def test_every_tiktok_video_was_made_within_a_day_of_what_the_export_names(real):
    name = "TIKTOK_Content_en_2026-02.csv"
    made = {post.url: post.published_at.date() for post in split(parse(real(name), name))[0]}
    apart = []
    for link, day in _stated(name, "Post time"):
        _, month, number = day_of_year(day)
        apart.append(abs((made[link] - made[link].replace(month=month, day=number)).days))
    assert (len(apart), max(apart)) == (13, 1)


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("TIKTOK_Content_en_2026-02.csv", "2026-02-28"), ("PUBLER_post_insights_2025-06.csv", "2025-06-30"),
        ("META_posts_2025-02.csv", None), ("LINKEDIN_page_content_2025-03.xlsx", None),
    ],
)
def test_a_real_export_says_when_it_was_made(real, name, at):
    seen = look(real(name), name, Manner(now=datetime(2026, 11, 22, tzinfo=UTC))).exported_at
    assert (seen and f"{seen:%Y-%m-%d}") == at
