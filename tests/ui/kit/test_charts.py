from datetime import date

from streamlit.testing.v1 import AppTest

from agency_core.domain.numbers import DailyPoint, GroupPoint, HourPoint, PostNumbers
from agency_core.ui.kit.charts import figures, grammar, palette

COLOURS = ("#111111", "#222222", "#333333", "#444444", "#555555")
DAYS = (
    DailyPoint(date(2026, 11, 20), "linkedin", 1, 10, None, None, 3, 0.03),
    DailyPoint(date(2026, 11, 21), "linkedin", 1, None, None, None, None, None),
    DailyPoint(date(2026, 11, 20), "x", 2, 30, None, None, 5, 0.01),
)
GROUPS = (
    GroupPoint("linkedin", "LinkedIn", 4, 100, None, 5, 0.04, "impressions", 0.03, 0.05),
    GroupPoint("x", "X", 4, None, None, None, None, "impressions", None, None),
)
POST = PostNumbers(1, "linkedin", "e", "c", "a", "text", "", None, None, 100, 90, 80, 1, 1, 1, 0.03)


def test_daily_draws_a_line_per_platform_and_leaves_a_gap_where_nothing_was_counted():
    figure = figures.daily(DAYS, "views", COLOURS)
    assert [(trace.name, list(trace.y)) for trace in figure.data] == [("LinkedIn", [10, None]), ("X", [30])]
    assert not any(trace.connectgaps for trace in figure.data)


def test_lines_differ_by_dash_and_mark_as_well_as_colour():
    first, second = figures.daily(DAYS, "views", COLOURS).data
    assert first.line.color != second.line.color
    assert first.line.dash != second.line.dash
    assert first.marker.symbol != second.marker.symbol


def test_a_figure_is_built_once_for_the_same_data():
    assert figures.daily(DAYS, "views", COLOURS) is figures.daily(DAYS, "views", COLOURS)


def test_groups_leave_out_what_has_no_number_and_show_the_target():
    figure = figures.groups(GROUPS, "rate", COLOURS)
    assert [list(trace.x) for trace in figure.data] == [["LinkedIn"], ["LinkedIn"]]
    assert [figure.data[1].base[0], round(figure.data[1].y[0], 4)] == [0.03, 0.02]


def test_hours_leave_blank_what_has_no_posts():
    grid = figures.hours((HourPoint(0, 9, 3, 0.05),), COLOURS).data[0].z
    assert (grid[0][9], grid[0][10], len(grid), len(grid[0])) == (0.05, None, 7, 24)


def test_posts_without_both_numbers_are_left_out():
    unseen = PostNumbers(2, "x", "f", "c", "a", "", "", None, None, None, 1, 1, 1, 1, 1, 0.1)
    chart = grammar.posts((POST, unseen), "views", COLOURS)
    assert [row["x"] for rows in chart.to_dict()["datasets"].values() for row in rows] == [100]


def test_rates_are_drawn_against_their_target():
    chart = grammar.against_target(GROUPS, COLOURS).to_dict()
    assert [layer["mark"]["type"] for layer in chart["layer"]] == ["bar", "point"]


def test_a_platform_keeps_its_colour():
    assert palette.colour("x", COLOURS) == palette.colour("x", COLOURS)
    assert palette.colour("linkedin", COLOURS) == "#111111"


def test_charts_without_enough_data_say_so():
    def page():
        from agency_core.ui import kit

        kit.board.bars([{"p": "x", "n": None}], category="p", value="n", key="a", alt="a")
        kit.nothing_to_draw(1)
        kit.board.bars([{"p": "x", "n": 3}], category="p", value="n", key="c", alt="Posts by platform")

    shown = AppTest.from_function(page).run()
    assert [one.value.removeprefix(":material/bar_chart_off: ") for one in shown.caption] == [
        "No data for this period yet.", "Not enough data yet: 1 of at least 2 points.",
    ]
    assert len(shown.get("vega_lite_chart")) == 1
