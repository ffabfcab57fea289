"""Planning the week."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from agency_core.agents import Facts
from agency_core.agents.base import Lesson
from agency_core.agents.planning import APART, Taken, Week, plan
from agency_core.domain.agent import AgentView
from agency_core.domain.numbers import HourPoint
from agency_core.domain.platform import Platform
from agency_core.domain.preview import kind_on
from agency_core.platforms import CONNECTORS

NOW = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
BOTH = ("linkedin", "instagram")


def agent(name="stella", frequency="daily", platforms=BOTH, types=("text_post", "image_post")):
    """An active agent."""
    return AgentView(
        name, "c", name, "strategic_storyteller", 3, platforms, types, frequency, "active", NOW, None, None, "", 0, 0, 0
    )


def week(*agents, now=NOW, **values):
    """A week with these agents in Berlin, where nothing is planned yet."""
    usual = {
        "taken": (), "topics": ("tea", "cake", "cups"), "reachable": frozenset(BOTH), "timezone": "Europe/Berlin",
        "has_link": True,
    }
    return Week(agents=agents, now=now, **{**usual, **values})


def filled(planned):
    """The requests as filled times."""
    return tuple(Taken(each.agent_id, each.platform, each.at) for each in planned)


@pytest.mark.parametrize(("frequency", "count"), [("daily", 7), ("weekly", 1), ("multiple_daily", 21)])
def test_agent_gets_as_many_requests_as_it_wants_to_publish(frequency, count):
    assert len(plan(week(agent(frequency=frequency)))) == count


def test_days_begin_tomorrow_in_the_zone_of_the_client():
    zone = ZoneInfo("Europe/Berlin")
    days = [each.at.astimezone(zone).date().isoformat() for each in plan(week(agent()))]
    assert days == [f"2026-11-{day}" for day in range(24, 31)]
    assert {each.at.astimezone(zone).hour for each in plan(week(agent()))} <= set(range(7, 22))


@pytest.mark.parametrize("frequency", ["daily", "weekly", "multiple_daily"])
def test_planned_week_is_not_planned_again(frequency):
    crew = (agent(frequency=frequency), agent("kit", "multiple_daily"))
    assert plan(week(*crew, taken=filled(plan(week(*crew))))) == []


def test_rolling_on_day_by_day_never_doubles():
    taken: tuple[Taken, ...] = ()
    for day in range(21):
        taken += filled(plan(week(agent(), agent("dora", "weekly"), taken=taken, now=NOW + timedelta(days=day))))
    assert Counter(each.agent_id for each in taken) == {"stella": 27, "dora": 4}
    assert len({(each.agent_id, each.at.date()) for each in taken}) == 31


def test_empty_slot_of_a_day_is_filled_and_the_others_left():
    planned = plan(week(agent(frequency="multiple_daily")))
    gone = planned[4]
    again = plan(week(agent(frequency="multiple_daily"), taken=filled(each for each in planned if each is not gone)))
    assert [each.at.date() for each in again] == [gone.at.date()]


def test_pieces_on_one_platform_keep_apart():
    crew = [agent(f"a{number}", "multiple_daily") for number in range(4)]
    planned = plan(week(*crew))
    for name in BOTH:
        times = sorted(each.at for each in planned if each.platform == name)
        assert min(later - earlier for earlier, later in pairwise(times)) >= APART


def test_own_post_of_a_person_is_kept_free_of_neighbours():
    first = plan(week(agent(platforms=("linkedin",))))[0]
    again = plan(week(agent(platforms=("linkedin",)), taken=(Taken("", "linkedin", first.at),)))
    assert len(again) == 7
    assert abs(again[0].at - first.at) >= APART


def test_platforms_types_and_topics_take_turns():
    planned = plan(week(agent(frequency="multiple_daily", platforms=BOTH)))
    assert {each.platform for each in planned} == set(BOTH)
    assert {each.topic for each in planned} == {"tea", "cake", "cups"}
    pairs = {(each.platform, each.topic) for each in planned}
    assert len(pairs) == 6
    assert max(Counter(each.topic for each in planned).values()) <= 9


def test_type_suits_its_platform_and_needs_no_filming():
    planned = plan(week(agent(types=("video_post", "text_post", "image_post", "reel"))))
    assert {(each.platform, each.content_type) for each in planned} <= {
        ("linkedin", "text_post"), ("linkedin", "image_post"), ("instagram", "image_post"),
    }


def test_platform_of_workdays_is_spared_at_the_weekend():
    weekend = [each for each in plan(week(agent())) if each.at.weekday() >= 5]
    assert [each.platform for each in weekend] == ["instagram", "instagram"]


def test_agent_without_a_reachable_platform_is_asked_for_nothing():
    assert plan(week(agent(platforms=("youtube",)))) == []


def test_no_topics_no_plan():
    assert plan(week(agent(), topics=())) == []


def test_measured_hours_win_over_customary_ones():
    hours = tuple(HourPoint(day, 15, 8, 0.09) for day in range(7)) + tuple(HourPoint(day, 9, 8, 0.01) for day in range(7))
    planned = plan(week(agent(), hours=hours))
    assert {each.at.astimezone(ZoneInfo("Europe/Berlin")).hour for each in planned} == {15}


def test_lesson_on_the_part_of_day_is_followed():
    facts = Facts(lessons=(Lesson("part_of_day", "evening", "", ""),))
    planned = plan(week(agent(), facts=facts))
    assert {each.at.astimezone(ZoneInfo("Europe/Berlin")).hour for each in planned} <= set(range(18, 22))


def test_week_with_a_change_of_clocks_is_planned_in_wall_time():
    spring = datetime(2026, 3, 26, 9, tzinfo=UTC)
    planned = plan(week(agent(platforms=("instagram",)), now=spring))
    assert {each.at.astimezone(ZoneInfo("Europe/Berlin")).hour for each in planned} == {12}
    assert {each.at.hour for each in planned} == {11, 10}


@pytest.mark.parametrize("types", [("video_post", "reel"), ("text_post", "video_post"), ("story",), ("document",)])
def test_nothing_is_planned_that_somebody_would_have_to_film_or_a_platform_cannot_carry(types):
    every = tuple(each.value for each in Platform)
    planned = plan(week(agent(platforms=every, types=types, frequency="multiple_daily"), reachable=frozenset(every)))
    assert {each.platform for each in planned} == set(every) - {"youtube"}
    for each in planned:
        assert kind_on(CONNECTORS[each.platform].facts.capabilities, each.content_type, media=False), each
