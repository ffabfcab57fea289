"""Plotly figures of how posts spread, how they gather, and how agents compare, as dictionaries from the cache."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from agency_core.domain.numbers import AgentScore, CohortPoint, SpreadPoint
from agency_core.ui.kit.charts import palette
from agency_core.ui.kit.charts.figures import ROW, layout, short
from agency_core.ui.kit.charts.show import Figure

WEEKS = 8
"""So many publish weeks are drawn, the newest; more lines say less."""
_GREY = "#7C8798"


@lru_cache(maxsize=64)
def spread(points: tuple[SpreadPoint, ...], unit: str, colours: tuple[str, ...], share: bool = False) -> Figure:
    """For each platform the range in which 8 of 10 posts lie, with the post in the middle.

    Args:
        points: as `agency.numbers.spread` returns them.
        unit: what is spread, for the axis.
        colours: `palette.palette()`.
        share: whether the values are rates.
    """
    form, shown = (".2%" if share else ",.3~s"), ("%{customdata[0]:.2%}" if share else "%{customdata[0]:,.0f}")
    rows = list(range(len(points)))
    traces: list[dict[str, Any]] = [
        {
            "type": "bar", "orientation": "h", "y": rows, "base": [one.p10 for one in points],
            "x": [one.p90 - one.p10 for one in points], "width": 0.34, "name": "8 of 10 posts", "opacity": 0.35,
            "marker": {"color": colours[0]}, "customdata": [[one.p10, one.p90] for one in points],
            "hovertemplate": f"8 of 10 posts: {shown} to {shown.replace('[0]', '[1]')}<extra></extra>",
        },
        {
            "type": "scatter", "mode": "markers+text", "y": rows, "x": [one.p50 for one in points], "name": "Median",
            "marker": {"color": colours[0], "size": 13, "line": {"width": 2, "color": "#FFFFFF"}},
            "text": [one.p50 if share else round(one.p50) for one in points], "texttemplate": f"%{{text:{form}}}",
            "textposition": "top center",
            "customdata": [[one.posts] for one in points],
            "hovertemplate": f"Median of %{{customdata[0]}} posts: %{{x:{form}}}<extra></extra>",
        },
    ]
    ticks = ".1~%" if share else ",~s"
    across = {"title": {"text": f"{unit} of a post"}, "rangemode": "tozero", "tickformat": ticks, "nticks": 6}
    names = {"tickvals": rows, "ticktext": [palette.label(one.platform) for one in points], "autorange": "reversed"}
    return {
        "data": traces,
        "layout": layout(
            height=110 + 56 * len(points), xaxis=across, yaxis={**names, "automargin": True, "showgrid": False},
            legend={"orientation": "h", "y": 1.12, "x": 0},
        ),
    }


@lru_cache(maxsize=64)
def cohorts(points: tuple[CohortPoint, ...], metric: str, ramp: tuple[str, ...]) -> Figure:
    """How the posts of each publish week gather, by their age: the newer the week, the stronger its line.

    Args:
        points: as `agency.numbers.cohorts` returns them; an age without a count leaves a gap.
        metric: views or interactions.
        ramp: `palette.ramp()`, from little to much.
    """
    weeks = sorted({one.week for one in points})[-WEEKS:]
    shades = ramp[max(0, len(ramp) - 7):]
    ages = sorted({one.age_hours for one in points})
    traces = []
    for place, week in enumerate(weeks):
        own = {one.age_hours: one for one in points if one.week == week}
        shade = shades[round((place + 1) / len(weeks) * (len(shades) - 1))]
        traces.append({
            "type": "scatter", "mode": "lines+markers", "name": f"{week.day} {week:%b}", "connectgaps": False,
            "x": [age_label(age) for age in ages], "y": [getattr(own[age], metric) if age in own else None for age in ages],
            "line": {"color": shade, "width": 3 if week == weeks[-1] else 1.8}, "marker": {"size": 7},
            "customdata": [[own[age].sampled, own[age].posts] if age in own else None for age in ages],
            "hovertemplate": "Week of %{fullData.name}, after %{x}: %{y:,.0f}<br>"
                             "%{customdata[0]} of %{customdata[1]} posts counted<extra></extra>",
        })
    across = {"type": "category", "categoryarray": [age_label(age) for age in ages], "title": {"text": "age of the post"}}
    return {"data": traces, "layout": layout(unit=f"mean {metric} of a post", xaxis=across)}


def age_label(hours: int) -> str:
    """An age in words: `6 h`, `3 d`."""
    return f"{hours} h" if hours < 48 else f"{hours // 24} d"


@lru_cache(maxsize=64)
def scores(points: tuple[AgentScore, ...], colours: tuple[str, ...]) -> Figure:
    """The median post of each agent over that of all posts: right of 1 is better than the client's own middle.

    Args:
        points: as `agency.numbers.scorecards` returns them; those without the number are left out.
        colours: `palette.palette()`.
    """
    known = [one for one in points if one.against_client is not None]
    rows = list(range(len(known)))
    trace = {
        "type": "scatter", "mode": "markers+text", "y": rows, "x": [one.against_client for one in known],
        "marker": {"size": 14, "color": [colours[0] if (one.against_client or 0) >= 1 else colours[1] for one in known],
                   "symbol": ["circle" if (one.against_client or 0) >= 1 else "diamond" for one in known]},
        "text": [f"{one.against_client:.2f}×" for one in known], "textposition": "top center", "showlegend": False,
        "customdata": [[one.name, one.posts] for one in known],
        "hovertemplate": "%{customdata[0]}: %{x:.2f} × the client's median<br>%{customdata[1]} posts<extra></extra>",
    }
    names = {"tickvals": rows, "ticktext": [short(one.name) for one in known], "range": [len(known) - 0.4, -0.8]}
    one_line = {"type": "line", "x0": 1, "x1": 1, "yref": "paper", "y0": 0, "y1": 1, "line": {"color": _GREY, "dash": "dot"}}
    across = {"title": {"text": "median interactions, 1 = all posts of the client"}, "rangemode": "tozero", "nticks": 6}
    return {
        "data": [trace],
        "layout": layout(
            height=110 + (ROW + 14) * max(2, len(known)), xaxis=across, shapes=[one_line],
            yaxis={**names, "automargin": True, "showgrid": True},
        ),
    }
