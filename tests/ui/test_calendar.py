from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from agency_core.domain.content import ContentType, NewContent
from agency_core.errors import Invalid
from agency_core.ui.calendar_view.cards import cards
from agency_core.ui.calendar_view.gaps import clashes, gaps
from agency_core.ui.calendar_view.span import Span
from agency_core.ui.moments import explain, moment_of, wall
from agency_core.ui.month_board import Card

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = tuple(date(2026, 11, 23) + timedelta(days=step) for step in range(7))


@pytest.fixture
def planned(agency, owner, client):
    """Two approved posts and a draft in the week of 23 November."""
    made = []
    for title, platform, day, hour in (
        ("Oven", "linkedin", 24, 8), ("Rye", "instagram", 25, 23), ("Late draft", "linkedin", 26, 7)
    ):
        new = NewContent(
            content_type=ContentType.TEXT_POST, title=title, content_body=f"{title} is here.", target_platforms=(platform,),
            scheduled_time=datetime(2026, 11, day, hour, 30, tzinfo=UTC), client_id=client.id,
        )
        made.append(agency.draft.create(owner, new=new))
    for one in made[:2]:
        agency.review.approve(owner, one.id)
    return [agency.draft.get(owner, one.id) for one in made]


def said(page) -> str:
    return "\n".join(one.value.replace("\\", "").replace("\u2060", "") for one in page.caption)


def test_list_shows_times_of_the_client_in_order(planned, open_page):
    page = open_page("calendar", client="bread", calendar_view="list")
    assert not page.exception
    assert list(page.dataframe[0].value["Time"]) == ["Tue 24 Nov 09:30", "Thu 26 Nov 00:30", "Thu 26 Nov 08:30"]


def test_filters_come_from_the_address(planned, open_page):
    page = open_page("calendar", client="bread", calendar_view="list", calendar_platform="linkedin", calendar_status="draft")
    assert list(page.dataframe[0].value["Title"]) == ["Late draft"]


def test_a_filter_that_nothing_fits_offers_to_clear_it(planned, open_page):
    page = open_page("calendar", client="bread", calendar_view="list", calendar_status="failed")
    page.button(key="calendar_clear").click().run()
    assert len(page.dataframe[0].value) == 3


def test_an_empty_month_says_so(client, open_page):
    page = open_page("calendar", client="bread", calendar_day="2026-12-24")
    assert not page.exception
    assert [one.value for one in page.markdown if "Nothing has a time in December 2026" in one.value]


def test_a_day_that_is_none_means_today(planned, open_page):
    page = open_page("calendar", client="bread", calendar_day="yesterday")
    assert page.subheader[0].value == "November 2026"


def test_next_and_today_write_the_address(planned, open_page):
    page = open_page("calendar", client="bread")
    page.button(key="calendar_next").click().run()
    assert page.query_params["calendar_day"] == "2026-12-01"
    page.button(key="calendar_today").click().run()
    assert "calendar_day" not in page.query_params


def test_gaps_are_named_for_platforms_that_can_publish(planned, open_page):
    page = open_page("calendar", client="bread", calendar_view="week", calendar_platform="instagram")
    assert "3 days without Instagram: Mon 23 Nov to Wed 25 Nov" in said(page)


def test_drawer_shows_content_and_its_deliveries(planned, open_page):
    page = open_page("calendar", client="bread", content=planned[0].id)
    assert not page.exception
    assert [one.value for one in page.text] == ["Oven is here."]
    assert [one.value for one in page.markdown if "Bread & Co" in one.value.replace("\\", "")] != []


def test_drawer_reschedules_and_the_move_can_be_undone(agency, owner, planned, open_page):
    first = planned[0]
    page = open_page("calendar", client="bread", content=first.id)
    page.get("datetime_input")[0].set_value(datetime(2026, 11, 27, 12))  # noqa: DTZ001 - wall time
    page.button(key=f"calendar_time_{first.id}_{first.revision}_move").click().run()
    assert agency.draft.get(owner, first.id).scheduled_time == datetime(2026, 11, 27, 11, tzinfo=UTC)
    page.button(key="calendar_undo").click().run()
    assert agency.draft.get(owner, first.id).scheduled_time == first.scheduled_time
    assert [one.key for one in page.button if one.key == "calendar_undo"] == []


def test_a_missed_delivery_is_shown_on_its_card(agency, owner, planned):
    shown = cards(planned, BERLIN, {planned[0].id: "missed"})
    assert [(one.word, one.tone, one.movable) for one in shown] == [
        ("Missed", "critical", True), ("Scheduled", "info", True), ("Draft", "off", True)
    ]


def card(name: str, *platforms: str, day: int, hour: int = 9, minute: int = 0) -> Card:
    at = datetime(2026, 11, day, hour, minute, tzinfo=BERLIN)
    return Card(name, at, name, platforms, "Scheduled", "schedule", "info", True)


def test_gaps_put_platforms_with_the_same_gap_together():
    assert gaps([card("a", "LinkedIn", "X", day=27)], WEEK, WEEK[0], ["LinkedIn", "X", "Instagram"]) == (
        "4 days without LinkedIn or X: Mon 23 Nov to Thu 26 Nov",
        "7 days without Instagram: Mon 23 Nov to Sun 29 Nov",
    )


def test_a_gap_of_two_days_is_none():
    shown = [card("a", "X", day=day) for day in (24, 27)]
    assert gaps(shown, WEEK, WEEK[0], ["X"]) == ()


def test_days_behind_are_no_gap():
    assert gaps([card("a", "X", day=29)], WEEK, date(2026, 11, 28), ["X"]) == ()


def test_clashes_are_neighbours_within_half_an_hour_on_one_platform():
    near = [card("a", "X", day=24), card("b", "X", "LinkedIn", day=24, minute=20), card("c", "LinkedIn", day=24, minute=50)]
    assert clashes(near, WEEK[0]) == ("Two on X within 30\u202fmin: Tue 24 Nov 09:00 and 09:20",)


def test_clashes_behind_us_are_not_told():
    assert clashes([card("a", "X", day=24), card("b", "X", day=24, minute=5)], date(2026, 11, 25)) == ()


def test_span_of_a_month_is_whole_weeks_in_the_clients_zone():
    span = Span("month", date(2026, 10, 25), date(2026, 11, 23), BERLIN)
    assert (span.start, span.end) == (datetime(2026, 9, 27, 22, tzinfo=UTC), datetime(2026, 11, 1, 23, tzinfo=UTC))


@pytest.mark.parametrize(
    ("view", "direction", "day"),
    [
        ("month", 1, date(2027, 2, 1)), ("month", -1, date(2026, 12, 31)), ("week", 1, date(2027, 2, 7)),
        ("week", -1, date(2027, 1, 24)),
    ],
)
def test_span_steps(view, direction, day):
    assert Span(view, date(2027, 1, 31), date(2027, 1, 1), BERLIN).step(direction) == day


def test_a_picked_time_is_said_in_the_clients_zone_in_utc_and_for_the_viewer():
    picked = datetime(2026, 11, 24, 9)  # noqa: DTZ001 - wall time
    assert explain(picked, BERLIN, ZoneInfo("America/New_York")) == (
        "Tue 24 Nov 2026 09:00 Europe/Berlin · 08:00 UTC · Tue 03:00 for you (America/New_York)"
    )


def test_a_time_that_happens_twice_says_which_is_meant():
    picked = datetime(2026, 10, 25, 2, 30)  # noqa: DTZ001 - wall time
    assert explain(picked, BERLIN, None) == (
        "Sun 25 Oct 2026 02:30 Europe/Berlin · 00:30 UTC. The clocks show this time twice; the first is meant."
    )


def test_a_time_that_clocks_skip_is_refused():
    with pytest.raises(Invalid, match="does not exist in Europe/Berlin"):
        moment_of(datetime(2027, 3, 28, 2, 30), BERLIN)  # noqa: DTZ001 - wall time


def test_wall_and_back_is_the_same_moment():
    moment = datetime(2026, 7, 1, 6, 15, tzinfo=UTC)
    assert moment_of(wall(moment, BERLIN), BERLIN) == moment


def test_drawer_publishes_now_only_after_asking(agency, owner, planned, open_page):
    first = planned[0]
    page = open_page("calendar", client="bread", content=first.id)
    page.button(key="calendar_publish").click().run()
    assert agency.draft.get(owner, first.id).scheduled_time == first.scheduled_time
    assert "“Oven” goes out on LinkedIn at once, where an account can publish today." in [one.value for one in page.text]
    page.button(key="calendar_publish_yes").click().run()
    assert agency.draft.get(owner, first.id).scheduled_time == agency.clock.now()
