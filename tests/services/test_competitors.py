"""Competitors: entered once, counted by day, and compared by what is public of everybody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from agency_core.domain.audience import CountFile, Kept, NewFollowers
from agency_core.domain.competitor import CompetitorChanges, NewCompetitor, NewCount
from agency_core.domain.numbers import NewSnapshot, PostFilter
from agency_core.errors import Exists, Forbidden, Invalid, NotFound

CLIENT = "default"
LAST = date(2026, 11, 23)
PERIOD = PostFilter(CLIENT, LAST - timedelta(days=27), LAST)
WEEKS = [LAST - timedelta(days=back) for back in (28, 21, 14, 7, 0)]


@pytest.fixture(autouse=True)
def here(desk, owner):
    """The client of this installation."""
    return desk.clients.own(owner)


@pytest.fixture
def rival(desk, owner):
    """A competitor on LinkedIn."""
    return desk.competitors.add(owner, CLIENT, new=NewCompetitor("linkedin", "@Rival", "Rival & Sons", "https://example.com/r"))


def weekly(posts=5, interactions=100, followers=2000, gain=20):
    return [
        NewCount(day, followers + gain * place, posts, interactions * (place + 1)) for place, day in enumerate(WEEKS)
    ]


def standings(desk, owner, wanted=PERIOD):
    return {each.name: each for each in desk.competitors.field(owner, wanted=wanted).standings}


def test_a_profile_is_entered_as_its_platform_knows_it(rival):
    assert (rival.platform, rival.handle, rival.name, rival.url, rival.counts) == (
        "linkedin", "rival", "Rival & Sons", "https://example.com/r", 0,
    )


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewCompetitor("opera", "a"), "platform"), (NewCompetitor("x", ""), "handle"), (NewCompetitor("x", "a b"), "handle"),
        (NewCompetitor("x", "https://x.com/a"), "handle"), (NewCompetitor("x", "a", url="javascript:alert(1)"), "url"),
        (NewCompetitor("x", "a", url="https://[broken"), "url"),
    ],
)
def test_what_is_no_profile_is_refused(desk, owner, new, field):
    with pytest.raises(Invalid) as refused:
        desk.competitors.add(owner, CLIENT, new=new)
    assert (refused.value.field, bool(refused.value.remedy)) == (field, True)


def test_a_profile_is_entered_once(desk, owner, rival):
    with pytest.raises(Exists):
        desk.competitors.add(owner, CLIENT, new=NewCompetitor("linkedin", "RIVAL"))
    other = desk.competitors.add(owner, CLIENT, new=NewCompetitor("x", "rival"))
    second = desk.competitors.add(owner, CLIENT, new=NewCompetitor("x", "second"))
    assert other.name == "rival"
    with pytest.raises(Exists):
        desk.competitors.update(owner, second.id, changes=CompetitorChanges(handle="@Rival"))


def test_a_profile_is_changed_and_removed_with_its_counts(desk, owner, rival):
    desk.competitors.record(owner, rival.id, [NewCount(LAST, 5)])
    changed = desk.competitors.update(owner, rival.id, changes=CompetitorChanges(handle="other", url=""))
    assert (changed.handle, changed.name, changed.url, changed.counts, changed.followers) == ("other", "Rival & Sons", "", 1, 5)
    desk.competitors.remove(owner, rival.id)
    assert desk.competitors.list(owner, client_id=CLIENT) == ()
    with pytest.raises(NotFound):
        desk.competitors.get(owner, rival.id)


def test_counts_are_kept_once_a_day_and_can_be_taken_away(desk, owner, rival):
    assert desk.competitors.record(owner, rival.id, weekly()) == Kept(5, 0, 0)
    assert desk.competitors.record(owner, rival.id, weekly()) == Kept(0, 0, 5)
    assert desk.competitors.record(owner, rival.id, [NewCount(LAST, 1)]) == Kept(0, 1, 0)
    assert desk.competitors.counts(owner, rival.id)[0].followers == 1
    desk.competitors.forget_count(owner, rival.id, LAST)
    assert len(desk.competitors.counts(owner, rival.id)) == 4
    with pytest.raises(NotFound):
        desk.competitors.forget_count(owner, rival.id, LAST)


@pytest.mark.parametrize(
    ("count", "field"),
    [(NewCount(LAST), "followers"), (NewCount(LAST + timedelta(days=1), 1), "day"), (NewCount(LAST, posts=-1), "posts")],
)
def test_counts_that_cannot_be_are_refused(desk, owner, rival, count, field):
    with pytest.raises(Invalid) as refused:
        desk.competitors.record(owner, rival.id, [count])
    assert refused.value.field == field


def test_all_are_compared_by_the_same_public_numbers(desk, owner, rival, scheduled, clock):
    contents = [scheduled(timedelta(hours=number + 1), title=f"T{number}", content_body=f"B{number}") for number in range(4)]
    clock.move(timedelta(hours=6))
    desk.publish.drain()
    for each in contents:
        counted = {"likes": 6, "comments": 3, "shares": 1, "saves": 50, "clicks": 70, "impressions": 1000}
        desk.measure.record(owner, new=NewSnapshot(each.id, "linkedin", counted))
    sizes = ((WEEKS[0], 400), (LAST, 500))
    desk.audience.record(owner, CLIENT, [NewFollowers(day, "linkedin", size) for day, size in sizes])
    desk.competitors.record(owner, rival.id, weekly())
    found = standings(desk, owner)
    own, other = found["Ourselves"], found["Rival & Sons"]
    assert (own.posts, own.interactions, own.followers, own.is_own) == (4, 40, 500, True)
    assert (own.rate, own.weekly, own.growth) == (40 / 4 / 500 * 1000, 1.0, 0.25)
    assert (other.posts, other.interactions, other.followers, other.days) == (20, 1400, 2080, 28)
    assert (other.rate, other.weekly, other.growth) == (1400 / 20 / 2080 * 1000, 5.0, 0.04)
    assert (own.voice, other.voice) == (40 / 1440, 1400 / 1440)
    assert (own.voice_posts, other.voice_posts) == (4 / 24, 20 / 24)
    (middle,) = desk.competitors.field(owner, wanted=PERIOD).benchmarks
    assert (middle.platform, middle.weekly, middle.growth, middle.of) == (
        "linkedin", 5.0, 0.04, {"rate": 1, "weekly": 1, "growth": 1},
    )


def test_the_middle_is_that_of_the_competitors(desk, owner, rival):
    for number, posts in enumerate((1, 3)):
        other = desk.competitors.add(owner, CLIENT, new=NewCompetitor("linkedin", f"r{number}"))
        desk.competitors.record(owner, other.id, weekly(posts=posts))
    desk.competitors.record(owner, rival.id, weekly(posts=9))
    (middle,) = desk.competitors.field(owner, wanted=PERIOD).benchmarks
    assert (middle.weekly, middle.of["weekly"]) == (3.0, 3)


def test_too_little_is_said_and_not_told(desk, owner, rival):
    def other():
        return standings(desk, owner)["Rival & Sons"]

    assert other().lacks == ("no count in this period",)
    desk.competitors.record(owner, rival.id, [NewCount(LAST, 100, 5, 100)])
    assert (other().posts, other().weekly, other().voice) == (None, None, None)
    assert other().lacks[0] == "only one count so far: nothing to compare it with"
    desk.competitors.record(owner, rival.id, [NewCount(LAST - timedelta(days=5), 100, 5, 100)])
    assert (other().posts, other().weekly, other().voice, other().rate) == (5, None, None, 200.0)
    assert other().lacks == ("its counts cover 5 days, the period has 28",)


def test_a_competitor_without_followers_has_no_rate(desk, owner, rival):
    desk.competitors.record(owner, rival.id, [NewCount(day, None, 2, 10) for day in WEEKS])
    found = standings(desk, owner)["Rival & Sons"]
    assert (found.rate, found.growth, found.weekly, found.lacks) == (None, None, 2.0, ("its followers were not counted",))


def test_voice_over_time_has_only_weeks_in_which_a_competitor_was_counted(desk, owner, rival):
    desk.competitors.record(owner, rival.id, weekly()[:3])
    points = desk.competitors.field(owner, wanted=PERIOD).voice
    assert [(each.start.isoformat(), each.name, each.interactions, each.share) for each in points] == [
        ("2026-10-26", "Rival & Sons", 200, 1.0), ("2026-11-02", "Rival & Sons", 300, 1.0),
    ]


def test_a_file_of_counts_is_looked_at_first_and_brings_each_day_once(desk, owner, rival):
    text = (
        "handle,platform,date,followers,posts,interactions\n@RIVAL,LinkedIn,2026-11-16,100,,\nrival,linkedin,2026-11-23,110,4,90\n"
        "nobody,linkedin,2026-11-23,1,1,1\nrival,opera,2026-11-23,1,1,1\nrival,linkedin,2026-11-23,many,1,1\n"
    )

    def handed_in(**how):
        return desk.competitors.read(owner, CLIENT, CountFile("c.csv", [text.encode()]), **how)

    seen = handed_in()
    assert (seen.kept, desk.competitors.counts(owner, rival.id)) == (Kept(2, 0, 0), ())
    assert [(each.line, each.column, each.value, each.rule) for each in seen.rejects] == [
        (4, "handle", "nobody", "is no competitor on LinkedIn"), (5, "platform", "opera", "'opera' is not a platform."),
        (6, "followers", "many", "is not a number"),
    ]
    assert all(each.remedy for each in seen.rejects)
    assert handed_in(is_dry_run=False).kept == Kept(2, 0, 0)
    assert handed_in(is_dry_run=False).kept == Kept(0, 0, 2)
    assert [(each.followers, each.source) for each in desk.competitors.counts(owner, rival.id)] == [
        (110, "import"), (100, "import"),
    ]


def test_strangers_see_and_change_nothing(desk, owner, stranger, rival):
    for ask in (
        lambda: desk.competitors.list(stranger, client_id=CLIENT), lambda: desk.competitors.get(stranger, rival.id),
        lambda: desk.competitors.counts(stranger, rival.id), lambda: desk.competitors.remove(stranger, rival.id),
        lambda: desk.competitors.field(stranger, wanted=PERIOD),
        lambda: desk.competitors.add(stranger, CLIENT, new=NewCompetitor("x", "a")),
        lambda: desk.competitors.update(stranger, rival.id, changes=CompetitorChanges(name="Mine")),
        lambda: desk.competitors.record(stranger, rival.id, [NewCount(LAST, 1)]),
        lambda: desk.competitors.forget_count(stranger, rival.id, LAST),
        lambda: desk.competitors.read(stranger, CLIENT, CountFile("c.csv", [b"x"])),
    ):
        with pytest.raises((NotFound, Forbidden)):
            ask()
    assert desk.competitors.get(owner, rival.id).name == "Rival & Sons"


def test_the_list_asks_as_many_questions_for_many_as_for_one(desk, owner, rival, count_queries):
    with count_queries(desk) as one:
        desk.competitors.field(owner, wanted=PERIOD)
    for number in range(20):
        desk.competitors.add(owner, CLIENT, new=NewCompetitor("linkedin", f"r{number}"))
    with count_queries(desk) as many:
        desk.competitors.field(owner, wanted=PERIOD)
    assert many.selects == one.selects


def test_the_demo_has_competitors_that_do_not_exist(agency, owner, clock):
    agency.demo.create(owner)
    wanted = PostFilter("demo", clock.now().date() - timedelta(days=27), clock.now().date())
    found = agency.competitors.field(owner, wanted=wanted)
    assert {each.name.endswith("(demo)") for each in found.standings if not each.is_own} == {True}
    assert [each.platform for each in found.benchmarks] == ["instagram", "linkedin"]
    assert all(each.voice is not None and each.rate is not None for each in found.standings)
    agency.demo.remove(owner)
