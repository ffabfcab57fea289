from datetime import date

import pytest

from agency_core.analytics.question import understand
from agency_core.analytics.question_words import DIMENSION_WORDS, DIMENSIONS, KNOWS, METRIC_WORDS, METRICS
from agency_core.domain.question import EXAMPLES, PARAMS, Names, View
from agency_core.ui.analytics import explore, filters, period, posts

TODAY = date(2026, 11, 22)
NAMES = Names(
    agents={"stella_001": "Stella", "max_001": "Max Power", "max_002": "Max Mild", "decoder": "Data Decoder"},
    personas={"stella_001": "strategic_storyteller", "max_001": "creative_catalyst", "max_002": "creative_catalyst",
              "decoder": "data_decoder"},
    topics=("autumn", "bread", "Sourdough tips", "video"), hashtags=("bakery", "bread"),
    campaigns=("autumn", "Spring", "Spring Sale"),
)
OVER, EXPLORE = {"tab": "Overview"}, {"tab": "Explore"}
OCTOBER = {"first": "2026-10-01", "last": "2026-10-31"}
QUARTER = {"first": "2026-10-01", "last": "2026-11-22"}
YEAR = {"first": "2026-01-01", "last": "2026-11-22"}
DAY, HOUR, POSTS = {**EXPLORE, "by": "day"}, {**EXPLORE, "by": "hour"}, {**OVER, "order": "best"}

SENTENCES = [
    # posts one by one
    ("best posts on LinkedIn last month", {**POSTS, "platform": "linkedin", **OCTOBER}),
    ("Top 10 posts", POSTS),
    ("worst videos last 90 days",
     {**OVER, "order": "worst", "content_type": "video_post", "first": "2026-08-25", "last": "2026-11-22"}),
    ("which posts did worst on facebook?", {**OVER, "order": "worst", "platform": "facebook"}),
    ("posts with the most engagement", POSTS),
    ("posts with the fewest interactions yesterday", {**OVER, "order": "worst", "first": "2026-11-21", "last": "2026-11-21"}),
    ("Please show me our best reels on insta", {**POSTS, "content_type": "reel", "platform": "instagram"}),
    # numbers over time
    ("views per day of campaign Spring", {**DAY, "metric": "views", "campaign": "Spring"}),
    ("views per day of the Spring Sale campaign", {**DAY, "metric": "views", "campaign": "Spring Sale"}),
    ("interactions over time", {**DAY, "metric": "interactions"}),
    ("impressions on twitter in Q3",
     {**DAY, "metric": "impressions", "platform": "x", "first": "2026-07-01", "last": "2026-09-30"}),
    ("how many posts did we publish in October", {**DAY, "metric": "posts", **OCTOBER}),
    ("engagement rate of articles", {**DAY, "metric": "rate", "content_type": "article"}),
    ("reach by day and platform", {**EXPLORE, "by": "small", "metric": "reach"}),
    ("views", {**DAY, "metric": "views"}),
    # by what posts have in common
    ("which topic works on instagram", {**EXPLORE, "by": "topic", "metric": "rate", "platform": "instagram"}),
    ("how do topics perform", {**EXPLORE, "by": "topic", "metric": "rate"}),
    ("which hashtag got the most views", {**EXPLORE, "by": "hashtag", "metric": "views"}),
    ("clicks by campaign", {**EXPLORE, "by": "campaign", "metric": "clicks"}),
    ("median by content type", {**EXPLORE, "by": "content_type", "metric": "median"}),
    ("reach by platform since 1 October", {**EXPLORE, "by": "platform", "metric": "reach", **QUARTER}),
    ("which agent performs best", {**EXPLORE, "by": "agent", "metric": "rate"}),
    ("who gets the most views on YouTube", {**EXPLORE, "by": "agent", "metric": "views", "platform": "youtube"}),
    ("interactions by persona this year", {**EXPLORE, "by": "persona", "metric": "interactions", **YEAR}),
    ("best topics", {**EXPLORE, "by": "topic"}),
    ("top 5 hashtags on mastodon", {**EXPLORE, "by": "hashtag", "platform": "mastodon"}),
    # hours and other looks
    ("engagement by hour in 2026", {**HOUR, **YEAR}),
    ("best time to post on TikTok", {**HOUR, "platform": "tiktok"}),
    ("when should we post?", HOUR),
    ("engagement by weekday", HOUR),
    ("scorecards this quarter", {**EXPLORE, "by": "score", **QUARTER}),
    ("funnel on linkedin", {**EXPLORE, "by": "funnel", "platform": "linkedin"}),
    ("distribution of views", {**EXPLORE, "by": "spread", "metric": "views"}),
    ("how do posts age", {**EXPLORE, "by": "age"}),
    # comparisons
    ("compare Stella and Max Power this quarter", {**EXPLORE, "by": "agent", **QUARTER}),
    ("compare LinkedIn and Instagram", {**EXPLORE, "by": "platform"}),
    ("reels or videos", {**EXPLORE, "by": "content_type"}),
    ("compare agents", {**EXPLORE, "by": "agent"}),
    ("this month vs last month", {"first": "2026-11-01", "last": "2026-11-22", "compare": "before"}),
    ("views this year compared to last year", {**DAY, "metric": "views", **YEAR, "compare": "year"}),
    ("views in October against the year before", {**DAY, "metric": "views", **OCTOBER, "compare": "year"}),
    ("reach by platform without comparison", {**EXPLORE, "by": "platform", "metric": "reach", "compare": "none"}),
    # names of the client
    ("Stella's posts in March", {"agent": "stella_001", "first": "2026-03-01", "last": "2026-03-31"}),
    ("how does stella do on linkedin", {"agent": "stella_001", "platform": "linkedin"}),
    ("data decoder", {"agent": "decoder"}),
    ("strategic storyteller last 4 weeks", {"agent": "stella_001", "first": "2026-10-26", "last": "2026-11-22"}),
    ("posts about bread", {"topic": "bread"}),
    ("topic autumn", {"topic": "autumn"}),
    ("views of sourdough tips", {**DAY, "metric": "views", "topic": "Sourdough tips"}),
    ("topic video", {"topic": "video"}),
    ("#bakery on X", {"hashtag": "bakery", "platform": "x"}),
    ("hashtag bread", {"hashtag": "bread"}),
    ('campaign "Spring Sale" on bluesky', {"campaign": "Spring Sale", "platform": "bluesky"}),
    # days
    ("from 1 to 15 October 2026", {"first": "2026-10-01", "last": "2026-10-15"}),
    ("from 2026-10-01 to 2026-10-31", OCTOBER),
    ("between 1.10.2026 and 31.10.2026", OCTOBER),
    ("1 October - 31 October", OCTOBER),
    ("from Nov to Feb", {"first": "2025-11-01", "last": "2026-02-28"}),
    ("December", {"first": "2025-12-01", "last": "2025-12-31"}),
    ("in may", {"first": "2026-05-01", "last": "2026-05-31"}),
    ("first quarter of 2025", {"first": "2025-01-01", "last": "2025-03-31"}),
    ("last three months", {"first": "2026-08-23", "last": "2026-11-22"}),
    ("past year", {"first": "2025-11-23", "last": "2026-11-22"}),
    ("last year", {"first": "2025-01-01", "last": "2025-12-31"}),
    ("last week", {"first": "2026-11-09", "last": "2026-11-15"}),
    ("this week", {"first": "2026-11-16", "last": "2026-11-22"}),
    ("on 3 November", {"first": "2026-11-03", "last": "2026-11-03"}),
    ("since March", {"first": "2026-03-01", "last": "2026-11-22"}),
    ("year to date", YEAR),
    ("today", {"first": "2026-11-22", "last": "2026-11-22"}),
]

PARTLY = [
    ("what is the weather", {}, ("weather",)),
    ("likes on youtube", {"platform": "youtube"}, ("likes",)),
    ("clicks per day", DAY, ("clicks (not shown by day)",)),
    ("views by hour", HOUR, ("views (not shown by hour and weekday)",)),
    ("best posts by views", POSTS, ("views (posts are ranked by interactions)",)),
    ("worst topics", {**EXPLORE, "by": "topic"}, ("worst (only posts are listed so)",)),
    ("by topic and by hashtag", {**EXPLORE, "by": "topic"}, ("by hashtag (only one way to look at a time)",)),
    ("views and reach by platform", {**EXPLORE, "by": "platform", "metric": "views"},
     ("reach, summed (only one number at a time)",)),
    ("posts of max", {}, ("max (may be Max Mild, Max Power: say which)",)),
    ("autumn", {}, ("autumn (is a topic and a campaign: say which)",)),
    ("#nothing", {}, ("#nothing (there is no such hashtag)",)),
    ('campaign "Summer"', {}, ('campaign "Summer" (there is no such campaign)',)),
    ("campaign Summer on linkedin", {"platform": "linkedin"}, ("campaign Summer",)),
    ("views by hour on linkedin and youtube", HOUR,
     ("LinkedIn (only one at a time)", "YouTube (only one at a time)", "views (not shown by hour and weekday)")),
    ("compare", {}, ("compare (with what?)",)),
    ("since 2019", {}, ("since 2019 (is longer than three years)",)),
    ("in December 2026", {}, ("in December 2026 (has not begun yet)",)),
    ("on 31 February", {}, ("on 31 February (is no day)",)),
    ("from 2026-11-01 to 2026-10-01", {}, ("from 2026-11-01 to 2026-10-01 (ends before it begins)",)),
    ("views last week and this month", {**DAY, "metric": "views", "first": "2026-11-09", "last": "2026-11-15"},
     ("this month (only one period at a time)",)),
    ("posts we may delete", {}, ("may delete",)),
    ("", {}, ()),
    ("<script>alert(1)</script>", {}, ("<script>alert", "1", "</script>")),
]


def asked(text: str) -> tuple[dict[str, str], tuple[str, ...]]:
    found = understand(text, NAMES, TODAY)
    return {name: value for name, value in vars(found.view).items() if value}, found.unknown


@pytest.mark.parametrize(("text", "view"), SENTENCES, ids=[text for text, _ in SENTENCES])
def test_a_sentence_is_understood_as_a_whole(text, view):
    assert asked(text) == (view, ())


@pytest.mark.parametrize(("text", "view", "unknown"), PARTLY, ids=[text or "nothing" for text, _, _ in PARTLY])
def test_what_is_not_understood_is_said(text, view, unknown):
    assert asked(text) == (view, unknown)


def test_what_was_understood_is_said_in_words():
    found = understand("compare Stella and Max Mild on LinkedIn this quarter", NAMES, TODAY)
    assert found.said == (
        "By agent", "Interactions, as no other number is asked for", "Stella and Max Mild beside all others", "On LinkedIn",
        "1 Oct – 22 Nov 2026",
    )


@pytest.mark.parametrize("text", EXAMPLES)
def test_every_example_is_understood(text):
    view, unknown = asked(text)
    assert (bool(view), unknown) == (True, ())


def test_case_blanks_and_quotation_marks_do_not_matter():
    assert asked("  BEST   Posts on linkedin, CAMPAIGN “spring sale”!") == (
        {**POSTS, "platform": "linkedin", "campaign": "Spring Sale"}, (),
    )


def test_a_view_is_spoken_of_as_the_page_does():
    assert View(first="2026-10-01", last="2026-10-31", by="hour").params() == {
        "analytics_days": "own", "analytics_from": "2026-10-01", "analytics_to": "2026-10-31", "analytics_by": "hour",
    }
    assert PARAMS == {
        "tab": "analytics_tab", "metric": explore.METRIC, "by": explore.BY, "days": period.DAYS, "first": period.FIRST,
        "last": period.LAST, "compare": period.AGAINST, "platform": filters.PLATFORM, "agent": filters.AGENT,
        "content_type": filters.TYPE, "topic": filters.TOPIC, "hashtag": filters.HASHTAG, "campaign": filters.CAMPAIGN,
        "order": posts.ORDER,
    }


def test_dimensions_and_their_metrics_are_those_of_the_page():
    shown = {by: look.metrics for look in explore.LOOKS for by in look.by}
    known = {by: metrics for by, metrics in shown.items() if by not in {"post", "persona_score"}}
    assert known == dict(KNOWS)
    assert set(DIMENSIONS) == set(DIMENSION_WORDS) == set(KNOWS)
    assert {*METRIC_WORDS} == {*METRICS} - {"engagement"}
