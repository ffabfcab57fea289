from datetime import date, timedelta

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from agency_core.domain.numbers import (
    AgentScore,
    CohortPoint,
    FunnelStep,
    GroupPoint,
    HourPoint,
    PostNumbers,
    Rated,
    SpreadPoint,
    TrendPoint,
)
from agency_core.ui.kit.charts import curves, figures, grammar, palette

COLOURS = ("#111111", "#222222", "#333333", "#444444", "#555555")
DAY = date(2026, 11, 20)
LINKEDIN = ("linkedin", (DAY, DAY + timedelta(days=1)), (10, None))
X = ("x", (DAY, DAY + timedelta(days=1)), (30, 0))
GROUPS = (
    GroupPoint("linkedin", "LinkedIn", 4, 100, None, 5, 0.04, "impressions", 0.03, 0.05),
    GroupPoint("x", "X", 4, None, None, None, None, "impressions", None, None),
)
POST = PostNumbers(1, "linkedin", "e", "c", "a", "text", "", None, None, 100, 90, 80, 1, 1, 1, 1, 1, 3, 0.03)
RATED = Rated("linkedin", 0.04, 0.03, 0.05, "impressions", 4)
SPREAD = SpreadPoint("x", 10, 5, 20, 80, ((0, 0, 1), (9, 10, 3), (95, 100, 6)))
HOURS = (HourPoint(0, 9, 3, 0.05), HourPoint(6, 11, 2, 0.2))
STEPS = (FunnelStep("x", "impressions", "Impressions", 200, 3, 1.0), FunnelStep("x", "clicks", "Clicks", 4, 3, 0.02))
RUN = (TrendPoint(DAY, 5, None, None, False), TrendPoint(DAY + timedelta(days=1), 50, 2, 9, True))
COHORTS = (CohortPoint(DAY, 1, 4, 4, 10, 1), CohortPoint(DAY, 72, 4, 3, None, 9))
SCORES = (
    AgentScore("a", "Stella", "p", 4, 40, 9.0, (RATED,), 1.5, None, 1.0),
    AgentScore("b", "New", "p", 0, None, None, (), None, None, None),
)


def traces(figure):
    return {trace.get("name", ""): trace for trace in figure["data"]}


def values(spec):
    return [row for rows in spec["datasets"].values() for row in rows]


@pytest.mark.parametrize("figure", [
    figures.trend(RUN, RUN, "posts", COLOURS), figures.by_day((LINKEDIN, X), "posts", COLOURS, 7),
    figures.rates((LINKEDIN, X), COLOURS), figures.groups(GROUPS, "rate", "rate", COLOURS), figures.hours(HOURS, COLOURS),
    curves.spread((SPREAD,), "views", COLOURS), curves.cohorts(COHORTS, "views", COLOURS), curves.scores(SCORES, COLOURS),
])
def test_every_figure_is_one_that_plotly_knows(figure):
    assert len(go.Figure(figure).data) == len(figure["data"]) > 0


def test_bars_of_days_begin_at_zero_and_are_stacked():
    figure = figures.by_day((LINKEDIN, X), "views a day", COLOURS)
    assert [(trace["name"], trace["y"]) for trace in figure["data"]] == [("LinkedIn", (10, None)), ("X", (30, 0))]
    axis = figure["layout"]["yaxis"]
    assert (figure["layout"]["barmode"], axis["rangemode"], axis["title"]["text"]) == ("stack", "tozero", "views a day")


@pytest.mark.parametrize(("step", "ends"), [(1, ["2026-11-19T12:00:00", "2026-11-21T12:00:00"]),
                                           (7, ["2026-11-16T12:00:00", "2026-11-24T12:00:00"])])
def test_the_axis_of_days_ends_with_the_period_whatever_is_noted_on_it(step, ends):
    assert figures.by_day((LINKEDIN,), "views", COLOURS, step)["layout"]["xaxis"]["range"] == ends


def test_lines_of_rates_leave_a_gap_and_differ_by_dash_and_mark_as_well_as_colour():
    first, second = figures.rates((LINKEDIN, X), COLOURS)["data"]
    assert (first["y"], first["connectgaps"]) == ((10, None), False)
    for one, other in zip((first["line"]["color"], first["line"]["dash"], first["marker"]["symbol"]),
                          (second["line"]["color"], second["line"]["dash"], second["marker"]["symbol"]), strict=True):
        assert one != other


def test_a_figure_is_built_once_for_the_same_data():
    assert figures.by_day((LINKEDIN,), "views", COLOURS) is figures.by_day((LINKEDIN,), "views", COLOURS)


def test_weeks_add_up_what_was_counted_and_keep_what_was_not_missing():
    days = tuple(date(2026, 11, 9) + timedelta(days=place) for place in range(15))
    run = ("x", days, (1, 2, None, *(None,) * 11, 5))
    assert figures.weekly(run) == ("x", (days[0], days[7], days[14]), (3, None, 5))


def test_groups_leave_out_what_has_no_number():
    (trace,) = figures.groups(GROUPS, "rate", "engagement rate", COLOURS)["data"]
    assert (trace["x"], trace["customdata"]) == ([0.04], [["LinkedIn", 4]])


def test_long_labels_are_cut_but_stay_apart():
    long = [GroupPoint(str(place), "A very long name of a campaign " * 2, 1, 1, 1, 1, None, "", None, None) for place in range(2)]
    figure = figures.groups(tuple(long), "posts", "posts", COLOURS)
    assert figure["data"][0]["y"] == [0, 1]
    assert figure["layout"]["yaxis"]["ticktext"] == ["A very long name of a cam…"] * 2


def test_the_trend_marks_odd_days_and_what_was_expected():
    shown = traces(figures.trend(RUN, (), "posts a day", COLOURS))
    assert list(shown) == ["", "Expected", "Posts a day", "Unusual day"]
    assert (shown["Unusual day"]["x"], shown["Unusual day"]["y"]) == (["2026-11-21"], [50])


def test_the_earlier_period_lies_on_the_days_of_this_one():
    earlier = tuple(TrendPoint(one.day - timedelta(days=28), 1, None, None, False) for one in RUN)
    shown = traces(figures.trend(RUN, earlier, "posts a day", COLOURS))["Compared with"]
    assert (shown["x"], shown["customdata"][0]) == (["2026-11-20", "2026-11-21"], "2026-10-23")


def test_hours_with_few_posts_are_pale_and_those_without_blank():
    enough, few = figures.hours(HOURS, COLOURS)["data"]
    assert (enough["z"][0], enough["text"][0], few["z"][6]) == ([0.05, None, None], ["3", "", ""], [None, None, 0.2])
    assert few["opacity"] < 0.5


def test_a_spread_goes_from_p10_to_p90_with_the_median_on_it():
    bar, median = curves.spread((SPREAD,), "views", COLOURS)["data"]
    assert (bar["base"], bar["x"], median["x"]) == ([5], [75], [20])


def test_weeks_leave_a_gap_at_an_age_without_counts():
    (line,) = curves.cohorts(COHORTS, "views", COLOURS)["data"]
    assert (line["x"], line["y"], line["connectgaps"]) == (["1 h", "3 d"], [10, None], False)


def test_scores_leave_out_who_has_none():
    (trace,) = curves.scores(SCORES, COLOURS)["data"]
    assert (trace["x"], trace["customdata"]) == ([1.5], [["Stella", 4]])


def test_bars_of_a_histogram_are_of_one_width_and_hold_all_posts_above_zero():
    rows = [row for row in values(grammar.histogram(SPREAD, "views", "#111111")) if "posts" in row]
    assert sum(row["posts"] for row in rows) == 9
    assert {round(row["to"] / row["from"], 6) for row in rows} == {1.5}
    assert all(row["from"] < 10 <= row["to"] or row["from"] < 100 <= row["to"] for row in rows)


def test_steps_begin_at_zero_and_say_their_share():
    spec = grammar.steps(STEPS, "#111111")
    assert [row["told"] for row in values(spec)] == ["200 · 100.0%", "4 · 2.0%"]
    assert {layer["encoding"]["x"]["scale"]["domain"][0] for layer in spec["layer"]} == {0}


def test_small_charts_leave_a_gap_for_a_missing_number():
    spec = grammar.small(LINKEDIN, DAY, DAY, "#111111")
    assert values(spec) == [{"d": "2026-11-20", "v": 10}, {"d": "2026-11-21", "v": None}]
    assert (spec["mark"]["type"], grammar.small(X, DAY, DAY, "#111111", share=True)["mark"]["type"]) == ("bar", "line")


def test_posts_without_both_numbers_are_left_out():
    unseen = PostNumbers(2, "x", "f", "c", "a", "", "", None, None, None, None, None, 1, 1, 1, 1, 1, 3, 0.1)
    assert [row["x"] for row in values(grammar.posts((POST, unseen), "views", COLOURS))] == [100]


def test_rates_are_drawn_with_their_interval_against_their_target():
    spec = grammar.against_target((RATED,), ((0.03, 0.05),), COLOURS)
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["bar", "rule", "point"]
    assert [(row["least"], row["most"], row["low"], row["high"]) for row in values(spec)] == [(0.03, 0.05, 0.03, 0.05)]


def test_the_theme_decides_how_a_chart_of_altair_looks():
    assert "config" not in grammar.steps(STEPS, "#111111")


def test_a_platform_keeps_its_colour():
    assert palette.colour("x", COLOURS) == palette.colour("x", COLOURS)
    assert palette.colour("linkedin", COLOURS) == "#111111"


def test_charts_without_enough_data_say_so():
    def page():
        from agency_core.ui import kit

        kit.board.bars([{"p": "x", "n": None}], category="p", value="n", key="a", alt="a")
        kit.nothing_to_draw(1, 2, "days", "Wait.")
        kit.board.bars([{"p": "x", "n": 3}], category="p", value="n", key="c", alt="Posts by platform")

    shown = AppTest.from_function(page).run()
    assert [one.value.removeprefix(":material/bar_chart_off: ") for one in shown.caption] == [
        "No data for this period yet.", "Not enough data yet: 1 of at least 2 days. Wait.",
    ]
    assert len(shown.get("vega_lite_chart")) == 1
