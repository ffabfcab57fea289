"""The figures of Analytics: they follow the filters, each view has an address, and nothing is shown that is not known."""

import json
from datetime import date
from urllib.parse import parse_qsl

import pytest

from agency_core.domain.client import NewClient
from agency_core.domain.numbers import DailyPoint, HourPoint, PostFilter, Rated, Summary
from agency_core.domain.platform import Platform
from agency_core.ui.analytics.explore import LOOKS
from agency_core.ui.analytics.overview import headline
from agency_core.ui.analytics.period import against_of, dates, period_of
from agency_core.ui.analytics.series import day_rows, series, step, together
from agency_core.ui.analytics.timing import best_hour, hour_rows
from agency_core.ui.analytics.wall import change, points_of, verdict

TODAY = date(2026, 11, 22)
WANTED = PostFilter("demo", date(2026, 11, 20), TODAY)
POINT = DailyPoint(date(2026, 11, 20), "linkedin", 1, None, 100, None, 0, None)
UNTAGGED = {"campaign"}
"""What the posts of the demo do not have."""
EVERY = [by for look in LOOKS for by in look.by]


def said(elements) -> str:
    return "\n".join(one.value.replace("\\", "").replace("\u2060", "") for one in elements)


def figures(page) -> dict[str, str]:
    assert not page.exception
    assert not page.error
    return {one.label: one.value for one in page.metric}


def links(page) -> list[dict[str, str]]:
    """The queries of the links that the charts of a page offer."""
    told = [json.loads(one.proto.json) for one in page.get("bidi_component")]
    return [dict(parse_qsl(one["link"])) for one in told if "link" in one]


@pytest.fixture
def agency(demo_agency):
    """The demo, whose posts have numbers."""
    return demo_agency


@pytest.fixture
def analytics(open_page):
    """Open Analytics on the demo."""
    return lambda **params: open_page("analytics", client="demo", **params)


def test_without_posts_the_overview_says_what_to_do(agency, owner, open_page):
    agency.clients.create(owner, new=NewClient("Bread & Co", "Europe/Berlin", id="bread"))
    page = open_page("analytics", client="bread")
    assert figures(page) == {}
    assert "No published posts with numbers in this period. Upload an export" in said(page.markdown)
    page.button(key="empty_analytics_days").click().run()
    assert page.query_params["analytics_days"] == "1095"
    page.button(key="empty_analytics_tab").click().run()
    assert page.query_params["analytics_tab"] == "Upload"


@pytest.mark.parametrize("by", EVERY)
def test_every_look_says_why_it_is_empty(agency, owner, open_page, by):
    agency.clients.create(owner, new=NewClient("Bread & Co", "Europe/Berlin", id="bread"))
    page = open_page("analytics", client="bread", analytics_tab="Explore", analytics_by=by)
    figures(page)
    assert "No data for this period yet." in said(page.caption)


def test_overview_shows_counts_apart_and_a_rate_for_each_platform(analytics):
    page = analytics()
    assert list(figures(page)) == [
        "Posts", "Interactions", "Views", "Impressions", "Reach, summed", "Instagram rate", "LinkedIn rate",
    ]
    assert list(page.dataframe[1].value["Platform"]) == ["Instagram", "LinkedIn"]
    assert "engagement rate = (likes + comments + shares + saves) / reach" in said(page.markdown)
    assert "27 Oct – 23 Nov 2026 (28 days, Europe/Lisbon (UTC)) · all posts · against 29 Sep – 26 Oct 2026" in (
        said(page.markdown).replace("**", "").replace("\u202f", " ")
    )


@pytest.mark.parametrize(("name", "value"), [
    ("days", "7"), ("days", "last_month"), ("platform", "linkedin"), ("agent", "demo_community_builder"),
    ("type", "text_post"), ("topic", "no such topic"), ("hashtag", "nothing"), ("campaign", "none"),
])
def test_each_filter_changes_the_figures(analytics, name, value):
    everything, fewer = figures(analytics()), figures(analytics(**{f"analytics_{name}": value}))
    assert everything["Posts"] != fewer.get("Posts", "0")


def test_a_filter_that_nothing_fits_can_be_cleared(analytics):
    page = analytics(analytics_topic="no such topic")
    assert "No posts fit this filter." in said(page.markdown)
    page.button(key="analytics_unfilter").click().run()
    assert "analytics_topic" not in page.query_params
    assert "Posts" in figures(page)


def test_choosing_a_filter_writes_it_into_the_address(analytics):
    page = analytics()
    page.selectbox(key="analytics_platform_choice").set_value("linkedin").run()
    assert page.query_params["analytics_platform"] == "linkedin"
    assert list(page.dataframe[1].value["Platform"]) == ["LinkedIn"]


def test_dates_of_ones_own_are_both_written_into_the_address(analytics):
    page = analytics(analytics_days="own", analytics_from="2026-11-10", analytics_to="2026-11-20")
    page.date_input(key="analytics_to_choice").set_value(date(2026, 11, 12)).run()
    assert (page.query_params["analytics_from"], page.query_params["analytics_to"]) == ("2026-11-10", "2026-11-12")
    assert "10 Nov – 12 Nov 2026" in said(page.markdown)


@pytest.mark.parametrize("params", [
    {"analytics_days": "90", "analytics_platform": "instagram", "analytics_compare": "none"},
    {"analytics_days": "month", "analytics_compare": "year", "analytics_of": "gained"},
])
def test_a_link_shows_the_same_figures_with_its_days_written_out(analytics, params):
    page = analytics(**params)
    query = links(page)[0]
    assert query["analytics_days"] == "own"
    again = analytics(**{name: value for name, value in query.items() if name != "client"})
    assert figures(again) == figures(page)
    assert len(page.dataframe) == 3
    assert all(one.value.equals(other.value) for one, other in zip(page.dataframe, again.dataframe, strict=True))


@pytest.mark.parametrize("by", EVERY)
def test_every_look_draws_with_a_table_and_a_link(analytics, by):
    page = analytics(analytics_tab="Explore", analytics_by=by)
    figures(page)
    assert links(page)[0]["analytics_by"] == by
    assert (len(page.dataframe) >= 1) is (by not in UNTAGGED)
    assert ("No data" in said(page.caption)) is (by in UNTAGGED)


@pytest.mark.parametrize("metric", ["rate", "posts", "reach", "median"])
def test_a_metric_is_compared_by_platform(analytics, metric):
    page = analytics(analytics_tab="Explore", analytics_by="platform", analytics_metric=metric)
    figures(page)
    assert sorted(page.dataframe[0].value["Platform"]) == ["Instagram", "LinkedIn"]


def test_choosing_a_look_writes_it_into_the_address(analytics):
    page = analytics(analytics_tab="Explore")
    page.button_group(key="analytics_look_choice").set_value("Funnel").run()
    assert page.query_params["analytics_by"] == "funnel"


def test_what_came_in_is_a_switch(analytics):
    published, gained = analytics().dataframe[0].value, analytics(analytics_of="gained").dataframe[0].value
    assert list(published["Day"]) == list(gained["Day"])
    assert list(published["Interactions"]) != list(gained["Interactions"])


def test_weakest_posts_are_a_switch(analytics):
    best, worst = analytics().dataframe[2].value, analytics(analytics_order="worst").dataframe[2].value
    assert best["Interactions"].max() > worst["Interactions"].max()
    assert list(worst["Interactions"]) == sorted(worst["Interactions"])


@pytest.mark.parametrize(("chosen", "first", "last"), [
    ("7", date(2026, 11, 16), TODAY), ("28", date(2026, 10, 26), TODAY), ("month", date(2026, 11, 1), TODAY),
    ("last_month", date(2026, 10, 1), date(2026, 10, 31)), ("own", date(2026, 10, 26), TODAY),
    ("nonsense", date(2026, 10, 26), TODAY),
])
def test_a_period_ends_today_where_the_client_is(chosen, first, last):
    assert period_of(chosen, TODAY) == (first, last)


def test_a_year_ago_is_the_same_days_also_in_leap_years():
    leap = PostFilter("demo", date(2028, 2, 29), date(2028, 3, 6))
    ago = against_of("year", leap)
    assert (ago.first, ago.last) == (date(2027, 2, 28), date(2027, 3, 6))
    assert against_of("none", leap) is None
    assert against_of("before", leap) == leap.before


def test_days_in_words_name_both_years_when_they_differ():
    assert dates(date(2025, 12, 30), date(2026, 1, 2)) == "30 Dec 2025 – 2 Jan 2026"


def test_a_day_without_posts_counts_nothing_and_has_no_rate():
    ((_, days, views),) = series((POINT,), "posts", WANTED)
    assert (len(days), views) == (3, (1, 0, 0))
    assert series((POINT,), "rate", WANTED)[0][2] == (None, None, None)
    assert series((POINT,), "views", WANTED)[0][2] == (None, 0, 0)


def test_long_periods_are_drawn_by_week_but_rates_are_not_added_up():
    long = PostFilter("demo", date(2026, 1, 1), TODAY)
    assert (step("views", long), step("rate", long), step("views", WANTED)) == (7, 1, 1)
    ((_, days, posts),) = series((POINT,), "posts", long)
    assert (days[0].weekday(), sum(posts)) == (0, 1)


def test_platforms_are_added_up_by_day():
    other = DailyPoint(date(2026, 11, 20), "x", 2, 5, None, None, 0, None)
    assert together((POINT, other), "posts", WANTED) == [3, 0, 0]


def test_a_missing_number_stays_missing_in_rows():
    assert day_rows((POINT,)) == [
        {"Day": "2026-11-20", "Platform": "LinkedIn", "Interactions": 0, "Posts": 1, "Rate %": None, "Views": None,
         "Impressions": 100}
    ]


@pytest.mark.parametrize(("now", "before", "told"), [
    (112, 100, "+12 %"), (90, 100, "-10 %"), (100, 100, "0 %"), (1400, 100, "×14"), (5, 0, None), (None, 5, None),
    (5, None, None),
])
def test_a_change_is_told_where_there_is_something_to_compare_with(now, before, told):
    assert change(now, before) == told


def test_rates_change_by_points():
    assert (points_of(0.05, 0.046), points_of(0.05, 0.05), points_of(None, 0.05)) == ("+0.4 pp", "0 pp", None)


@pytest.mark.parametrize(("rate", "word"), [(0.01, "Below"), (0.04, "In"), (0.09, "Above")])
def test_a_rate_stands_below_in_or_above_its_target(rate, word):
    assert f" {word}] target 3 to 5" in verdict(Platform.LINKEDIN, rate)


def test_a_platform_without_target_says_so():
    assert verdict(Platform.X, 0.5) == "No target set"


def test_the_headline_names_what_is_below_its_target():
    def summary(posts, interactions, rate):
        rates = (Rated("linkedin", rate, rate, rate, "impressions", posts),)
        return Summary(posts, None, None, None, None, None, None, None, None, interactions, rates)

    assert headline(summary(4, 120, 0.01), summary(4, 100, 0.01)) == (
        "4 posts gathered **120 interactions**, +20 % against the period compared with. Below the target: LinkedIn."
    )
    assert headline(summary(4, 120, 0.04), None).endswith("**120 interactions**. Every platform with a target reaches it.")


def test_hours_with_few_posts_come_last_and_are_never_the_best():
    lucky, solid = HourPoint(0, 9, 1, 0.9), HourPoint(1, 10, 3, 0.1)
    assert [row["When"] for row in hour_rows((lucky, solid))] == ["Tue 10:00", "Mon 09:00"]
    assert best_hour((lucky,)) == ""
    assert "Tue 10:00" in best_hour((lucky, solid))
