"""Numbers come back; missing is not zero."""

from datetime import timedelta

import pytest

from agency_core.domain.numbers import NewSnapshot, PostFilter, SnapshotFilter
from agency_core.errors import Invalid, NotFound

HOUR = timedelta(hours=1)


@pytest.fixture
def published(desk, scheduled, clock):
    content = scheduled(HOUR)
    clock.move(HOUR)
    desk.publish.drain()
    return content


def test_figures_are_collected_on_their_cadence(desk, owner, published, clock):
    out = clock.now()
    ages = []
    for _ in range(9 * 24 * 2):
        clock.move(HOUR / 2)
        if desk.measure.collect_due():
            ages.append((clock.now() - out) / HOUR)
    assert ages == [0.5, 1, 6, *[24 * day for day in range(1, 8)]]
    assert len(desk.measure.list(owner, filter=SnapshotFilter(content_id=published.id)).items) == len(ages)


def test_missing_metric_stays_missing(desk, owner, published, clock):
    clock.move(HOUR)
    assert desk.measure.collect_due() == 1
    (shot,) = desk.measure.list(owner, filter=SnapshotFilter()).items
    assert (shot.metrics, shot.source, shot.engagement_rate) == ({"impressions": 100.0, "likes": 5.0}, "network", 0.05)


def test_vanished_post_is_no_longer_asked_for(desk, network, published, clock):
    network.posts.clear()
    clock.move(HOUR)
    assert desk.measure.collect_due() == 0
    clock.move(timedelta(days=30))
    network.posts["linkedin-1"] = ("x", "y")
    assert desk.measure.collect_due() == 0


def test_figures_given_over_the_api_are_kept_once(desk, owner, draft, clock):
    content = draft()
    new = NewSnapshot(content.id, "linkedin", {"views": 10, "likes": 2, "engagement_rate": 0.2, "watch_time": 3.5, "saves": None})
    first = desk.measure.record(owner, new=new)
    assert first.metrics == {"views": 10.0, "likes": 2.0, "watch_time": 3.5, "engagement_rate": 0.2}
    assert first.engagement_rate == 0.2
    desk.measure.record(owner, new=new)
    assert len(desk.measure.list(owner, filter=SnapshotFilter()).items) == 1


@pytest.mark.parametrize("metrics", [{}, {"views": None}, {"views": -1}, {"views": float("inf")}, {"views": 2.0**60}])
def test_bad_figures_are_refused(desk, owner, draft, metrics):
    with pytest.raises(Invalid) as caught:
        desk.measure.record(owner, new=NewSnapshot(draft().id, "linkedin", metrics))
    assert caught.value.field.startswith("metrics")


def test_stranger_sees_no_figures(desk, owner, stranger, draft):
    content = draft()
    desk.measure.record(owner, new=NewSnapshot(content.id, "linkedin", {"views": 1}))
    assert desk.measure.list(stranger, filter=SnapshotFilter()).items == ()
    with pytest.raises(NotFound):
        desk.measure.record(stranger, new=NewSnapshot(content.id, "linkedin", {"views": 1}))


def test_figures_are_added_up_by_platform_day_and_hour(desk, owner, published, clock):
    clock.move(HOUR)
    desk.measure.collect_due()
    period = PostFilter(published.client_id, clock.now().date() - timedelta(days=1), clock.now().date())
    (platform,) = desk.numbers.by_platform(owner, wanted=period)
    assert (platform.key, platform.posts, platform.views, platform.interactions, platform.rate) == ("linkedin", 1, None, 5, 0.05)
    (day,) = desk.numbers.daily(owner, wanted=period)
    assert (day.day.isoformat(), day.impressions) == ("2026-11-23", 100)
    (cell,) = desk.numbers.hour_by_weekday(owner, wanted=period)
    assert (cell.weekday, cell.hour, cell.posts) == (0, 10, 1)
    (post,) = desk.numbers.top_posts(owner, wanted=period)
    assert (post.content_id, post.likes, post.comments) == (published.id, 5, None)
    (agent,) = desk.numbers.by_agent(owner, wanted=period)
    assert (agent.key, agent.label) == ("stella_001", "Stella")


def test_scorecard_of_an_empty_client_counts_nothing(desk, owner):
    client = desk.clients.own(owner)
    values = {each.name: each.value for each in desk.scorecard.kpis(owner, client_id=client.id)}
    assert values == {
        "published": 0.0, "on_time": None, "success": None, "interactions": None, "review": 0.0, "ahead": 0.0, "answers": None,
        "agents": None,
    }


def test_scorecard_counts_what_went_out(desk, owner, published, clock):
    clock.move(timedelta(minutes=5))
    values = {each.name: each for each in desk.scorecard.kpis(owner, client_id=published.client_id)}
    assert (values["published"].value, values["on_time"].value, values["success"].value) == (1.0, 1.0, 1.0)
    assert values["published"].series[-1] == 1
