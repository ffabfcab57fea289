"""Plotly figures of the Analytics page. A figure is built once per data and colours, then taken from the cache."""

from __future__ import annotations

from functools import lru_cache

import plotly.graph_objects as go

from agency_core.domain.numbers import DailyPoint, GroupPoint, HourPoint
from agency_core.ui.kit.charts import palette

_HEIGHT = 320
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SHAPES = {"triangle-up": "triangle-up", "cross": "x"}


def _layout(figure: go.Figure, *, rate: bool = False) -> go.Figure:
    figure.update_layout(
        height=_HEIGHT, margin={"l": 8, "r": 8, "t": 16, "b": 8}, hovermode="closest", uirevision="keep",
        legend={"orientation": "h", "y": -0.18, "x": 0}, xaxis={"title": None}, yaxis={"title": None, "rangemode": "tozero"},
    )
    if rate:
        figure.update_yaxes(tickformat=".1%")
    return figure


@lru_cache(maxsize=64)
def daily(points: tuple[DailyPoint, ...], metric: str, colours: tuple[str, ...]) -> go.Figure:
    """A line per platform of `metric` (a field of DailyPoint) over days; a missing value leaves a gap.

    Args:
        points: as `agency.numbers.daily` returns them.
        metric: posts, views, impressions, reach, interactions or rate.
        colours: `palette.palette()`.
    """
    figure = go.Figure()
    for platform in sorted({point.platform for point in points}, key=palette.place):
        own = sorted((point for point in points if point.platform == platform), key=lambda point: point.day)
        place = palette.place(platform)
        shape = palette.MARKS[place]
        figure.add_scatter(
            x=[point.day for point in own], y=[getattr(point, metric) for point in own], name=palette.label(platform),
            mode="lines+markers", connectgaps=False,
            line={"color": palette.colour(platform, colours), "dash": palette.DASHES[place], "width": 2},
            marker={"symbol": _SHAPES.get(shape, shape), "size": 6},
        )
    return _layout(figure, rate=metric == "rate")


@lru_cache(maxsize=64)
def groups(points: tuple[GroupPoint, ...], metric: str, colours: tuple[str, ...]) -> go.Figure:
    """A bar per group (platform, agent, persona) of `metric`; for rates with the aimed-at range behind it.

    Args:
        points: as `by_platform` or `by_agent` return them.
        metric: posts, views, reach, interactions or rate.
        colours: `palette.palette()`.
    """
    known = [point for point in points if getattr(point, metric) is not None]
    names = [point.label for point in known]
    figure = go.Figure()
    figure.add_bar(
        x=names, y=[getattr(point, metric) for point in known], marker={"color": colours[0]}, name=metric.capitalize(),
        customdata=[[point.posts, point.base] for point in known],
        hovertemplate="%{x}: %{y}<br>%{customdata[0]} posts<br>of %{customdata[1]}<extra></extra>", showlegend=False,
    )
    aimed = [point for point in known if point.target_low is not None and point.target_high is not None]
    if metric == "rate" and aimed:
        figure.add_bar(
            x=[point.label for point in aimed], base=[point.target_low for point in aimed],
            y=[(point.target_high or 0) - (point.target_low or 0) for point in aimed], name="Target range",
            marker={"color": "rgba(0,0,0,0)", "line": {"color": colours[1 % len(colours)], "width": 2}}, hoverinfo="skip",
        )
        figure.update_layout(barmode="overlay")
    return _layout(figure, rate=metric == "rate")


@lru_cache(maxsize=64)
def hours(points: tuple[HourPoint, ...], ramp: tuple[str, ...]) -> go.Figure:
    """How posts did by hour and weekday, as a grid of 7 x 24; an hour without posts stays blank.

    Args:
        points: as `hour_by_weekday` returns them.
        ramp: `palette.ramp()`.
    """
    grid: list[list[float | None]] = [[None] * 24 for _ in _WEEKDAYS]
    posts = [[0] * 24 for _ in _WEEKDAYS]
    for point in points:
        grid[point.weekday][point.hour] = point.rate
        posts[point.weekday][point.hour] = point.posts
    figure = go.Figure(go.Heatmap(
        z=grid, x=[f"{hour:02d}" for hour in range(24)], y=list(_WEEKDAYS), customdata=posts, xgap=2, ygap=2,
        colorscale=[[place / (len(ramp) - 1), shade] for place, shade in enumerate(ramp)],
        colorbar={"tickformat": ".0%", "thickness": 10},
        hovertemplate="%{y} %{x}:00: %{z:.1%}<br>%{customdata} posts<extra></extra>",
    ))
    figure.update_xaxes(type="category")
    figure.update_yaxes(autorange="reversed")
    return _layout(figure)
