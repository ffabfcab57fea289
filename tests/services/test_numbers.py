"""What worked: each question against figures that can be added up in the head."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from agency_core.analytics.chunk import COUNTED, TOLD, Chunk
from agency_core.domain.agent import NewAgent
from agency_core.domain.client import ClientChanges
from agency_core.domain.numbers import FunnelStep, GainPoint, PostFilter
from agency_core.errors import Invalid, NotFound
from agency_core.models import PostRow
from agency_core.models.base import millis
from agency_core.services.ingest import ingest
from agency_core.services.tally import EVER, changing

MONDAY = datetime(2026, 11, 2, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NAMES = ("views", "impressions", "reach", "likes", "comments", "shares", "saves", "clicks")


@pytest.fixture
def client(agency, owner):
    return agency.clients.own(owner).id


@pytest.fixture
def week(client):
    return PostFilter(client, date(2026, 11, 2), date(2026, 11, 8))


@pytest.fixture
def tell(agency, client):
    """Lets posts be known: (platform, name, published, {age: counts}) and what else is said of them."""

    def telling(platform, name, at, counts, **said):
        row = {"platform": platform, "external_id": name, "published": millis(at), "day_only": False, "url": "", "text": name,
               "content_type": "", "account": "", "topic": "", "campaign": "", "hashtags": "", **said}
        agent = row.pop("agent", "")
        shots = [
            {"post": 0, "taken_at": millis(at + age), **dict.fromkeys(COUNTED.keys() - {"post", "taken_at"}), **values}
            for age, values in counts.items()
        ]
        chunk = Chunk(pl.DataFrame([row], schema=TOLD), pl.DataFrame(shots, schema=COUNTED))
        with agency.db.transaction() as session:
            ingest(session, client, chunk, upload=0, taken_at=at)
            post = session.query(PostRow).filter_by(client_id=client, platform=platform, external_id=name).one()
            with changing(session, client, {post.pk: EVER}):
                post.agent_id = agent

    return telling


@pytest.fixture
def posts(tell):
    """A week on two platforms, and a post of the week before."""
    tell("linkedin", "a", MONDAY, {DAY: {"impressions": 1000, "likes": 30, "clicks": 10}}, topic="brakes", hashtags="bikes work",
         agent="stella", content_type="text_post")
    tell("linkedin", "b", MONDAY + DAY, {DAY: {"impressions": 500, "likes": 5, "clicks": 0}}, topic="winter", hashtags="bikes",
         agent="stella", content_type="text_post")
    tell("youtube", "c", MONDAY + DAY, {HOUR: {"views": 50, "likes": 2}, 2 * DAY: {"views": 200, "likes": 10}}, campaign="launch",
         agent="kit", content_type="video_post")
    tell("youtube", "d", MONDAY + 2 * DAY, {DAY: {"views": None, "comments": 4}}, topic="brakes")
    tell("linkedin", "e", MONDAY - 3 * DAY, {DAY: {"impressions": 100, "likes": 1, "clicks": 1}}, agent="stella")


def test_a_period_is_compared_with_as_many_days_before(agency, owner, posts, week):
    found = agency.numbers.compare(owner, wanted=week)
    assert (found.now.posts, found.now.views, found.now.impressions, found.now.reach) == (4, 200, 1500, None)
    assert (found.now.interactions, found.now.likes, found.now.clicks) == (59, 45, 10)
    assert [(each.platform, each.rate, each.base, each.posts) for each in found.now.rates] == [
        ("linkedin", 45 / 1500, "impressions", 2), ("youtube", 10 / 200, "views", 2)
    ]
    assert all(0 < each.low < each.rate < each.high < 0.1 for each in found.now.rates)
    assert (found.before.posts, found.before.interactions, found.before.views) == (1, 2, None)


@pytest.mark.parametrize(
    ("dimension", "expected"),
    [
        ("platform", [("linkedin", "LinkedIn", 2, 45, 22.5), ("youtube", "YouTube", 2, 14, 7.0)]),
        ("agent", [("stella", "stella", 2, 45, 22.5), ("", "People", 1, 4, 4.0), ("kit", "kit", 1, 10, 10.0)]),
        ("persona", [("", "People", 4, 59, 7.5)]),
        ("content_type", [
            ("text_post", "Text post", 2, 45, 22.5), ("", "Unknown", 1, 4, 4.0), ("video_post", "Video post", 1, 10, 10.0)
        ]),
        ("topic", [("brakes", "brakes", 2, 44, 22.0), ("winter", "winter", 1, 5, 5.0)]),
        ("hashtag", [("bikes", "bikes", 2, 45, 22.5), ("work", "work", 1, 40, 40.0)]),
        ("campaign", [("launch", "launch", 1, 10, 10.0)]),
    ],
)  # fmt: skip
def test_posts_are_added_up_by_what_they_share(agency, owner, posts, week, dimension, expected):
    found = agency.numbers.by(owner, wanted=week, dimension=dimension)
    assert [(each.key, each.label, each.posts, each.interactions, each.median) for each in found] == expected


def test_a_group_on_two_platforms_has_no_rate(agency, owner, posts, week):
    brakes, winter = agency.numbers.by(owner, wanted=week, dimension="topic")
    assert (brakes.rate, brakes.base, winter.rate, winter.base) == (None, "", 5 / 500, "impressions")


@pytest.mark.parametrize(
    ("narrow", "posts_found", "interactions"),
    [
        ({"platform": "youtube"}, 2, 14), ({"agent_id": "stella"}, 2, 45), ({"content_type": "video_post"}, 1, 10),
        ({"topic": "brakes"}, 2, 44), ({"hashtag": "work"}, 1, 40), ({"campaign": "launch"}, 1, 10),
        ({"topic": "brakes", "platform": "youtube"}, 1, 4), ({"topic": "nothing"}, 0, None),
    ],
)
def test_every_filter_narrows_every_question(agency, owner, posts, week, narrow, posts_found, interactions):
    wanted, ask = replace(week, **narrow), agency.numbers
    found = ask.compare(owner, wanted=wanted).now
    assert (found.posts, found.interactions) == (posts_found, interactions)
    assert sum(each.posts for each in ask.spread(owner, wanted=wanted)) == posts_found
    assert len(ask.top_posts(owner, wanted=wanted)) == posts_found
    assert sum(each.posts for each in ask.hour_by_weekday(owner, wanted=wanted)) == posts_found
    assert sum(each.posts for each in ask.daily(owner, wanted=wanted)) == posts_found
    assert sum(each.value or 0 for each in ask.trend(owner, wanted=wanted)) == (interactions or 0)
    assert sum(each.interactions for each in ask.gains(owner, wanted=wanted)) == (interactions or 0)
    assert {each.posts for each in ask.cohorts(owner, wanted=wanted)} == ({posts_found} if posts_found else set())


def test_gains_are_what_came_in_on_a_day_whenever_a_post_was_published(agency, owner, posts, week):
    assert agency.numbers.gains(owner, wanted=replace(week, platform="youtube")) == (
        GainPoint(date(2026, 11, 3), "youtube", 50, 2), GainPoint(date(2026, 11, 5), "youtube", 150, 12),
    )
    later = replace(week, first=date(2026, 11, 5), campaign="launch")
    assert agency.numbers.gains(owner, wanted=later) == (GainPoint(date(2026, 11, 5), "youtube", 150, 8),)


def test_a_funnel_has_only_posts_for_which_every_step_was_counted(agency, owner, posts, week):
    assert agency.numbers.funnel(owner, wanted=week) == (
        FunnelStep("linkedin", "impressions", "Impressions", 1500, 2, 1.0),
        FunnelStep("linkedin", "interactions", "Interactions", 45, 2, 0.03),
        FunnelStep("linkedin", "clicks", "Clicks", 10, 2, 10 / 1500),
        FunnelStep("youtube", "views", "Views", 200, 1, 1.0),
        FunnelStep("youtube", "interactions", "Interactions", 10, 1, 0.05),
    )


def test_a_spread_by_rate_leaves_out_what_has_none(agency, owner, posts, week):
    linkedin, youtube = agency.numbers.spread(owner, wanted=week, metric="rate")
    assert (linkedin.posts, youtube.posts) == (2, 1)
    assert youtube.p50 == pytest.approx(0.05, rel=0.048)


def test_every_day_is_in_a_trend_and_the_odd_one_is_called_so(agency, owner, tell, client, clock):
    for back in range(1, 45):
        tell("x", f"p{back}", MONDAY - back * DAY, {DAY: {"impressions": 1000, "likes": 40 + back % 3}})
    tell("x", "viral", MONDAY, {DAY: {"impressions": 9000, "likes": 900}})
    found = agency.numbers.trend(owner, wanted=PostFilter(client, date(2026, 10, 1), date(2026, 11, 5)))
    assert [each.day for each in found] == [date(2026, 10, 1) + at * DAY for at in range(36)]
    assert [each.day for each in found if each.is_odd] == [date(2026, 11, 2)]
    assert (found[0].low, found[-1].value, found[20].low < 41 < found[20].high) == (None, None, True)
    rates = agency.numbers.trend(owner, wanted=PostFilter(client, date(2026, 11, 1), date(2026, 11, 2)), metric="rate")
    assert [each.value for each in rates] == [0.041, 0.1]
    quiet = agency.numbers.trend(owner, wanted=PostFilter(client, date(2026, 11, 2), date(2026, 11, 4)), metric="posts")
    assert [each.value for each in quiet] == [1.0, 0.0, 0.0]


def test_a_rate_over_two_platforms_is_not_made_up(agency, owner, posts, week):
    assert {each.value for each in agency.numbers.trend(owner, wanted=week, metric="rate")} == {None}


def test_a_cohort_shows_how_a_week_gathers_its_counts(agency, owner, posts, week):
    found = agency.numbers.cohorts(owner, wanted=replace(week, platform="youtube"))
    assert {(each.week, each.posts) for each in found} == {(date(2026, 11, 2), 2)}
    assert [(each.age_hours, each.sampled, each.views) for each in found if each.sampled] == [
        (1, 1, 50.0), (12, 1, None), (24, 2, pytest.approx(50 + 150 * 23 / 47)), (48, 1, 200.0)
    ]


def test_a_sample_is_bounded_and_always_the_same(agency, owner, tell, week, monkeypatch):
    monkeypatch.setattr("agency_core.services.courses.SAMPLED", 5)
    for name in range(30):
        tell("youtube", str(name), MONDAY + name * HOUR, {DAY: {"views": name}})
    first, second = (agency.numbers.cohorts(owner, wanted=week) for _ in range(2))
    at_a_day = next(each for each in first if each.age_hours == 24)
    assert (first == second, at_a_day.posts, 3 <= at_a_day.sampled <= 5) == (True, 30, True)


def test_scorecards_compare_an_agent_with_all_and_with_itself(agency, owner, posts, week):
    stella, kit = agency.numbers.scorecards(owner, wanted=week)
    assert (stella.agent_id, stella.posts, stella.interactions, stella.median_interactions) == ("stella", 2, 45, 22.5)
    assert (stella.against_client, stella.against_before) == (22.5 / 7.5, 22.5 / 2)
    assert [(each.platform, each.rate) for each in stella.rate_by_platform] == [("linkedin", 0.03)]
    assert (stella.target_met, kit.target_met, kit.against_before) == (1.0, 1.0, None)


def test_scorecards_of_a_persona_hold_all_its_agents(agency, owner, client, posts, week):
    for name in ("stella", "kit"):
        agency.agents.register(owner, new=NewAgent(name, name.title(), "data_decoder", ("linkedin",), ("text_post",), "daily"))
    (both,) = agency.numbers.scorecards(owner, wanted=week, by_persona=True)
    assert (both.agent_id, both.name, both.posts, both.interactions) == ("", "Data decoder", 3, 55)
    assert [(each.platform, each.posts) for each in both.rate_by_platform] == [("linkedin", 2), ("youtube", 1)]
    assert [each.name for each in agency.numbers.scorecards(owner, wanted=week)] == ["Stella", "Kit"]


def test_values_are_those_of_the_period_most_used_first(agency, owner, posts, week):
    kinds = ("topic", "hashtag", "campaign", "content_type")
    asked = {kind: agency.numbers.values(owner, wanted=week, kind=kind) for kind in kinds}
    assert asked == {
        "topic": ("brakes", "winter"), "hashtag": ("bikes", "work"), "campaign": ("launch",),
        "content_type": ("text_post", "video_post"),
    }
    assert agency.numbers.values(owner, wanted=week.before, kind="topic") == ()


def test_days_are_those_of_the_clients_zone(agency, owner, client, posts, week):
    agency.clients.update(owner, client, changes=ClientChanges(timezone="Pacific/Auckland"))
    days = [each.day.day for each in agency.numbers.daily(owner, wanted=week)]
    assert days == [3, 4, 4, 5]


def test_worst_posts_are_among_those_that_were_counted(agency, owner, tell, posts, week):
    tell("x", "silent", MONDAY, {DAY: {"impressions": 5}})
    assert [each.external_id for each in agency.numbers.top_posts(owner, wanted=week, worst=True)] == ["d", "b", "c", "a"]
    assert [each.external_id for each in agency.numbers.top_posts(owner, wanted=week)] == ["a", "c", "b", "d", "silent"]


REFUSED = [
    ("by", {"dimension": "colour"}, "dimension"), ("spread", {"metric": "posts"}, "metric"), ("trend", {"of": "lost"}, "of"),
    ("trend", {"metric": "saves"}, "metric"), ("trend", {"metric": "rate", "of": "gained"}, "metric"),
    ("values", {"kind": "agent"}, "kind"),
]


def test_what_cannot_be_asked_is_named(agency, owner, week):
    for name, more, field in REFUSED:
        with pytest.raises(Invalid) as refused:
            getattr(agency.numbers, name)(owner, wanted=week, **more)
        assert refused.value.field == field


def test_a_stranger_learns_nothing_and_a_period_has_bounds(agency, owner, stranger, week):
    for name in ("compare", "gains", "trend", "spread", "cohorts", "funnel", "scorecards", "daily", "top_posts"):
        with pytest.raises(NotFound):
            getattr(agency.numbers, name)(stranger, wanted=week)
        with pytest.raises(Invalid):
            getattr(agency.numbers, name)(owner, wanted=replace(week, first=date(2020, 1, 1)))
