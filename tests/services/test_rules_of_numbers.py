"""Rules about pace, posts and a client's day, from rows on: silent one step below, firing above, resolved afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from agency_core.models import AgentRow, ClientRow, ContentRow, GainRow, MessageRow, PostRow
from agency_core.services.tally import EVER, changing
from agency_core.store.queries import metric
from tests.services.lookout import DAY, HOUR, MINUTE, SECOND


def test_a_message_waits_for_more_than_ten_minutes(watching, clock):
    watching.books.agent("b")
    watching.books.messages(2, available_in=-10 * MINUTE)
    assert watching.firing("agent_slow") == []
    clock.move(SECOND)
    assert watching.firing("agent_slow") == ["b"]
    assert watching.told("agent_slow").summary == "B has let a message wait for 10 min 1 s."
    watching.change(AgentRow, status="maintenance")
    assert watching.firing("agent_slow", 3) == []


def test_an_answer_took_more_than_ten_minutes(watching, clock):
    now = clock.now()
    watching.books.agent("b")
    watching.books.messages(1, available_in=-12 * MINUTE)
    watching.change(MessageRow, status="done", done_at=now - 2 * MINUTE)
    assert watching.firing("agent_slow") == []
    watching.change(MessageRow, done_at=now - 2 * MINUTE + SECOND)
    assert watching.firing("agent_slow") == ["b"]
    clock.move(HOUR)
    assert watching.firing("agent_slow", 3) == []


def test_one_in_twenty_is_more_than_a_minute_late(watching, clock):
    due = clock.now() - 10 * MINUTE
    watching.books.deliveries(19, "delivered", due_at=due, delivered_at=due)
    watching.books.deliveries(1, "delivered", due_at=due, delivered_at=due + 5 * MINUTE)
    assert watching.firing("lateness") == []
    watching.books.deliveries(1, "delivered", due_at=due, delivered_at=due + MINUTE)
    assert watching.firing("lateness") == []
    watching.books.deliveries(1, "delivered", due_at=due, delivered_at=due + MINUTE + SECOND)
    assert watching.firing("lateness") == ["c1"]
    assert watching.told("lateness").figures == {"p95": 61.0, "deliveries": 22}
    clock.move(HOUR)
    assert watching.firing("lateness", 3) == []


def test_nineteen_deliveries_say_nothing_of_lateness(watching, clock):
    due = clock.now() - 10 * MINUTE
    watching.books.deliveries(19, "delivered", due_at=due, delivered_at=due + 5 * MINUTE)
    assert watching.firing("lateness") == []


def posts(watching, number: int, *, age: timedelta, platform: str = "linkedin", counted: dict[timedelta, dict]) -> list[int]:
    """Posts of an age, with counts by how long ago they were taken; their keys."""
    now = watching.clock.now()
    with watching.agency.db.transaction() as session, changing(session, "c1") as change:
        rows = [
            PostRow(client_id="c1", platform=platform, external_id=f"{platform}{age}{each}", published_at=now - age, text="Loaf")
            for each in range(number)
        ]
        session.add_all(rows)
        session.flush()
        change.made([row.pk for row in rows])
        for row in rows:
            for ago, values in counted.items():
                metric.add_snapshot(session, row, now - ago, "test", values)
        return [row.pk for row in rows]


def count(watching, post: int, **values: int) -> None:
    """Count a post again, now."""
    with watching.agency.db.transaction() as session, changing(session, "c1", {post: EVER}):
        metric.add_snapshot(session, session.get(PostRow, post), watching.clock.now(), "test", values)


def rated(likes: int, base: int = 1000) -> dict[timedelta, dict]:
    return {2 * HOUR: {"likes": likes, "impressions": base, "reach": base}}


@pytest.mark.parametrize(("platform", "least"), [("linkedin", 15), ("instagram", 30)])
def test_engagement_is_below_half_of_the_target(watching, clock, platform, least):
    posts(watching, 5, age=2 * DAY, platform=platform, counted=rated(least))
    assert watching.firing("low_engagement") == []
    (post, *_) = posts(watching, 1, age=3 * DAY, platform=platform, counted=rated(least - 1))
    assert watching.firing("low_engagement") == [f"c1:{platform}"]
    count(watching, post, likes=least + 1, impressions=1000, reach=1000)
    assert watching.firing("low_engagement", 3) == []


@pytest.mark.parametrize("age", [DAY - MINUTE, 7 * DAY + MINUTE])
def test_posts_that_are_too_young_or_too_old_say_nothing_of_engagement(watching, age):
    posts(watching, 4, age=2 * DAY, counted=rated(0))
    posts(watching, 9, age=age, counted=rated(0))
    assert watching.firing("low_engagement") == []


def test_engagement_says_how_its_rate_is_made(watching):
    posts(watching, 5, age=2 * DAY, counted=rated(10))
    assert watching.firing("low_engagement") == ["c1:linkedin"]
    told = watching.told("low_engagement")
    assert (told.summary, told.detail) == (
        "The engagement of C1 on LinkedIn is 1.00 %.",
        "The aim is 3.00 % to 5.00 %, told is what is below 1.50 %. 50 engagements over 5000 of 5 posts that are one to seven "
        "days old. The rate on LinkedIn is (likes + comments + shares + saves + clicks) / impressions.",
    )


def test_a_post_passes_a_round_number_once(watching, clock):
    seen = {3 * HOUR: {"views": 998}, 2 * HOUR: {"views": 999}}
    (post,) = posts(watching, 1, age=DAY, counted=seen)
    count(watching, post, views=999)
    assert watching.firing("milestone") == []
    clock.move(SECOND)
    count(watching, post, views=1000)
    assert watching.firing("milestone") == [f"{post}:1000"]
    assert watching.told("milestone").summary == "“Loaf” on LinkedIn passed 1,000 views."
    clock.move(HOUR + SECOND)
    count(watching, post, views=1200)
    assert watching.firing("milestone", 3) == []


def test_an_old_post_that_was_never_counted_passes_nothing(watching):
    posts(watching, 1, age=90 * DAY, counted={MINUTE: {"views": 5_000_000}})
    assert watching.firing("milestone") == []


def test_a_post_becomes_the_best_of_its_month(watching, clock):
    posts(watching, 3, age=DAY, counted={2 * HOUR: {"likes": 10}})
    (post,) = posts(watching, 1, age=2 * DAY, counted={2 * HOUR: {"likes": 9}})
    count(watching, post, likes=11)
    assert watching.firing("milestone") == []
    posts(watching, 1, age=3 * DAY, counted={2 * HOUR: {"likes": 8}})
    assert watching.firing("milestone") == [f"{post}:best:2026-11"]
    assert watching.told("milestone").summary == "“Loaf” on LinkedIn is the best post of November so far."
    clock.move(HOUR + SECOND)
    count(watching, post, likes=30)
    assert watching.firing("milestone", 3) == []


@pytest.mark.parametrize("likes", [9, 10])
def test_a_post_that_only_draws_level_or_led_before_is_no_news(watching, likes):
    posts(watching, 4, age=DAY, counted={2 * HOUR: {"likes": 10}})
    (post,) = posts(watching, 1, age=2 * DAY, counted={2 * HOUR: {"likes": likes if likes == 9 else 11}})
    count(watching, post, likes=10 if likes == 9 else 12)
    assert watching.firing("milestone") == []


def test_yesterday_is_summed_up_from_eight_to_nine_on_the_clients_clock(watching, clock):
    watching.change(ClientRow, timezone="America/New_York")  # five hours behind
    clock.move(4 * HOUR - SECOND)
    night = datetime(2026, 11, 22, 5, tzinfo=clock.now().tzinfo)
    watching.books.deliveries(20, "delivered", due_at=night, delivered_at=night + 9 * SECOND, updated_at=clock.now())
    watching.books.deliveries(1, "delivered", due_at=night, delivered_at=night - SECOND, updated_at=clock.now())
    watching.books.deliveries(3, "failed", updated_at=night)
    watching.books.deliveries(1, "failed", updated_at=night + DAY)
    watching.books.deliveries(1, "missed", updated_at=night + DAY - SECOND)
    watching.change(ContentRow, status="in_review")
    watching.books.add(GainRow(client_id="c1", day=20779, platform="linkedin", agent_id="", views=1200, interactions=34))
    assert watching.firing("daily_summary") == []
    clock.move(SECOND)
    assert watching.firing("daily_summary") == ["c1:2026-11-22"]
    told = watching.told("daily_summary")
    assert (told.summary, told.detail) == (
        "C1 on Sunday, 22 November: 20 delivered, 3 failed, 1 missed.",
        "Delivered: 20, 95 of 100 within 9 s. Failed: 3. Missed: 1. Came in that day: 1,200 views and 34 interactions. "
        "Now: 26 waiting for review, 1 alert(s) firing.",
    )
    clock.move(HOUR)
    assert watching.firing("daily_summary", 3) == []


def test_a_client_to_which_nothing_happened_has_no_summary(watching, clock):
    clock.move(-HOUR)
    assert watching.firing("daily_summary") == []
