"""Plotly figures of days, groups and hours, as dictionaries. One is built once per data and colours, then from the cache."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from plotly.colors import hex_to_rgb, make_colorscale

from agency_core.domain.numbers import GroupPoint, HourPoint, TrendPoint
from agency_core.ui.kit.charts import palette
from agency_core.ui.kit.charts.show import Figure

Series = tuple[str, tuple[date, ...], tuple[float | None, ...]]
"""Platform, days, and a value for each day; None leaves a gap."""
HEIGHT, ROW = 320, 30
FEW = 3
"""With fewer posts an hour says next to nothing: it is drawn pale."""
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_GREY, _PALE = "#7C8798", 0.3
_SHAPES = {"cross": "x"}
_LONGEST = 26
_DAY = 86_400_000
"""In milliseconds, as Plotly counts time."""


def layout(*, height: int = HEIGHT, unit: str = "", share: bool = False, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """What all figures have in common: values from 0 upwards, with their unit; `more` is added to it."""
    axis: dict[str, Any] = {"title": {"text": unit}, "rangemode": "tozero", "automargin": True}
    return {
        "height": height, "margin": {"l": 8, "r": 8, "t": 16, "b": 8}, "hovermode": "closest", "uirevision": "keep",
        "legend": {"orientation": "h", "y": -0.22, "x": 0}, "xaxis": {"automargin": True, "zeroline": False},
        "yaxis": axis | ({"tickformat": ".1~%"} if share else {}), **more,
    }


def short(text: str, most: int = _LONGEST) -> str:
    """A label that leaves room for the chart."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


@lru_cache(maxsize=64)
def trend(
    points: tuple[TrendPoint, ...], earlier: tuple[TrendPoint, ...], unit: str, colours: tuple[str, ...],
) -> Figure:
    """A value over days, the range that was to be expected behind it, odd days marked, and the earlier period dotted.

    Args:
        points: as `agency.numbers.trend` returns them.
        earlier: the same of the period to compare with, drawn on the days of this one; may be empty.
        unit: what the values count, for the axis.
        colours: `palette.palette()`.
    """
    days, values = [one.day.isoformat() for one in points], [one.value for one in points]
    traces: list[dict[str, Any]] = []
    if any(one.low is not None for one in points):
        edge = {"type": "scatter", "x": days, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
        traces.append({**edge, "y": [one.low for one in points], "showlegend": False})
        traces.append({
            **edge, "y": [one.high for one in points], "fill": "tonexty", "fillcolor": _wash(colours[0]), "name": "Expected",
        })
    if points and any(one.value is not None for one in earlier):
        shift = points[0].day - earlier[0].day
        traces.append({
            "type": "scatter", "x": [(one.day + shift).isoformat() for one in earlier], "mode": "lines",
            "y": [one.value for one in earlier],
            "line": {"color": _GREY, "dash": "dot", "width": 1.5}, "name": "Compared with",
            "customdata": [one.day.isoformat() for one in earlier], "hovertemplate": "%{customdata}: %{y:,}<extra></extra>",
        })
    traces.append({
        "type": "scatter", "x": days, "y": values, "mode": "lines+markers" if len(days) <= 120 else "lines",
        "line": {"color": colours[0], "width": 2}, "marker": {"size": 5}, "name": unit.capitalize(),
        "hovertemplate": "%{x|%a %e %b %Y}: %{y:,}<extra></extra>",
    })
    odd = [one for one in points if one.is_odd]
    if odd:
        traces.append({
            "type": "scatter", "x": [one.day.isoformat() for one in odd], "y": [one.value for one in odd], "mode": "markers",
            "marker": {"symbol": "diamond-open", "size": 13, "color": colours[1 % len(colours)], "line": {"width": 2}},
            "name": "Unusual day", "customdata": [[one.low, one.high] for one in odd],
            "hovertemplate": "Unusual: %{y:,}, expected %{customdata[0]:,.0f} to %{customdata[1]:,.0f}<extra></extra>",
        })
    return {"data": traces, "layout": layout(unit=unit, xaxis=_days([one.day for one in points]))}


@lru_cache(maxsize=64)
def by_day(series: tuple[Series, ...], unit: str, colours: tuple[str, ...], step: int = 1) -> Figure:
    """Counts of each platform by day (or `step` days), stacked from 0.

    Args:
        series: one for each platform.
        unit: what is counted, for the axis.
        colours: `palette.palette()`.
        step: how many days a bar stands for.
    """
    traces = [
        {
            "type": "bar", "x": [day.isoformat() for day in days], "y": values, "name": palette.label(platform),
            "marker": {"color": palette.colour(platform, colours)}, "width": step * _DAY * 0.8,
            "hovertemplate": "%{x|%a %e %b %Y}: %{y:,}<extra>" + palette.label(platform) + "</extra>",
        }
        for platform, days, values in series
    ]
    return {"data": traces, "layout": layout(unit=unit, barmode="stack", xaxis=_days(_all(series), step))}


@lru_cache(maxsize=64)
def rates(series: tuple[Series, ...], colours: tuple[str, ...]) -> Figure:
    """A line of rates for each platform; a day without a rate leaves a gap.

    Args:
        series: one for each platform.
        colours: `palette.palette()`.
    """
    traces = []
    for platform, days, values in series:
        place = palette.place(platform)
        shape = palette.MARKS[place]
        traces.append({
            "type": "scatter", "x": [day.isoformat() for day in days], "y": values, "name": palette.label(platform),
            "mode": "lines+markers", "connectgaps": False, "marker": {"symbol": _SHAPES.get(shape, shape), "size": 6},
            "line": {"color": palette.colour(platform, colours), "dash": palette.DASHES[place], "width": 2},
            "hovertemplate": "%{x|%a %e %b %Y}: %{y:.2%}<extra>" + palette.label(platform) + "</extra>",
        })
    return {"data": traces, "layout": layout(unit="engagement rate", share=True, xaxis=_days(_all(series)))}


@lru_cache(maxsize=64)
def groups(points: tuple[GroupPoint, ...], metric: str, unit: str, colours: tuple[str, ...]) -> Figure:
    """A horizontal bar from 0 for each group, in the order given; those without the number are left out.

    Args:
        points: as `agency.numbers.by` returns them.
        metric: a field of GroupPoint.
        unit: what it counts, for the axis.
        colours: `palette.palette()`.
    """
    known = [point for point in points if getattr(point, metric) is not None]
    share = metric == "rate"
    trace = {
        "type": "bar", "orientation": "h", "y": list(range(len(known))), "x": [getattr(one, metric) for one in known],
        "marker": {"color": colours[0]}, "customdata": [[one.label, one.posts] for one in known], "showlegend": False,
        "texttemplate": "%{x:.2%}" if share else "%{x:,.3~s}", "textposition": "auto",
        "hovertemplate": "%{customdata[0]}: %{x" + (":.2%" if share else ":,") + "}<br>%{customdata[1]} posts<extra></extra>",
    }
    names = {"tickvals": list(range(len(known))), "ticktext": [short(one.label) for one in known], "autorange": "reversed"}
    across = {"title": {"text": unit}, "rangemode": "tozero", "automargin": True, "nticks": 6}
    return {
        "data": [trace],
        "layout": layout(
            height=80 + ROW * max(2, len(known)), yaxis={**names, "automargin": True, "showgrid": False, "zeroline": False},
            xaxis=across | ({"tickformat": ".1~%"} if share else {"tickformat": ",~s"}),
        ),
    }


@lru_cache(maxsize=64)
def hours(points: tuple[HourPoint, ...], ramp: tuple[str, ...]) -> Figure:
    """Engagement rates by hour and weekday, with the number of posts in each cell; few posts are pale, none is blank.

    Args:
        points: as `hour_by_weekday` returns them.
        ramp: `palette.ramp()`.
    """
    span = range(min(one.hour for one in points), max(one.hour for one in points) + 1) if points else range(24)
    scale = make_colorscale(list(ramp))
    enough = [one for one in points if one.posts >= FEW]
    few = [one for one in points if one.posts < FEW]
    axis = {"colorscale": scale, "colorbar": {"tickformat": ".0%", "thickness": 10, "title": {"text": "rate"}}}
    return {
        "data": [
            _cells(enough, span) | {"name": ""},
            _cells(few, span) | {"name": "few posts", "opacity": _PALE, "textfont": {"color": _GREY}},
        ],
        "layout": layout(
            coloraxis=axis, xaxis={"title": {"text": "hour of publishing"}, "dtick": 2, "showgrid": False},
            yaxis={
                "tickvals": list(range(7)), "ticktext": list(_WEEKDAYS), "autorange": "reversed", "showgrid": False,
                "zeroline": False,
            },
        ),
    }


def _cells(points: Sequence[HourPoint], span: range) -> dict[str, Any]:
    rate: list[list[float | None]] = [[None] * len(span) for _ in _WEEKDAYS]
    posts = [[""] * len(span) for _ in _WEEKDAYS]
    for one in points:
        rate[one.weekday][one.hour - span.start] = one.rate
        posts[one.weekday][one.hour - span.start] = str(one.posts)
    return {
        "type": "heatmap", "z": rate, "x": list(span), "y": list(range(7)), "text": posts, "texttemplate": "%{text}",
        "xgap": 2, "ygap": 2, "coloraxis": "coloraxis",
        "hovertemplate": "%{y} %{x}:00: %{z:.1%}<br>%{text} posts<extra></extra>",
    }


def _all(series: Sequence[Series]) -> list[date]:
    return [day for _, days, _ in series for day in days]


def _days(days: Sequence[date], step: int = 1) -> dict[str, Any]:
    """An axis of exactly these days: what is noted on it may begin long before and end long after."""
    if not days:
        return {}
    half = timedelta(hours=12 * step)
    ends = [datetime.combine(min(days), time()) - half, datetime.combine(max(days), time()) + half]
    return {"automargin": True, "zeroline": False, "range": [end.isoformat() for end in ends]}


def _wash(colour: str) -> str:
    red, green, blue = hex_to_rgb(colour)
    return f"rgba({red},{green},{blue},0.14)"


def weekly(series: Series) -> Series:
    """Counts of days added up to weeks from Monday; a week without any count stays a gap."""
    platform, days, values = series
    sums: dict[date, float | None] = {}
    for one, value in zip(days, values, strict=True):
        week = one - timedelta(days=one.weekday())
        before = sums.setdefault(week, None)
        sums[week] = before if value is None else (before or 0) + value
    return platform, tuple(sums), tuple(sums.values())
