"""Altair charts of the Analytics page. A chart is built once per data and colours, then taken from the cache."""

from __future__ import annotations

from functools import lru_cache

import altair as alt

from agency_core.domain.numbers import DailyPoint, GroupPoint, PostNumbers
from agency_core.ui.kit.charts import palette

_HEIGHT = 320


def _scales(platforms: list[str], colours: tuple[str, ...]) -> tuple[alt.Scale, alt.Scale]:
    names = [palette.label(one) for one in platforms]
    shapes = [palette.MARKS[palette.place(one)].replace("star", "wedge").replace("pentagon", "arrow") for one in platforms]
    known = {"circle", "square", "diamond", "cross", "triangle-up", "triangle-down", "wedge", "arrow"}
    return (
        alt.Scale(domain=names, range=[palette.colour(one, colours) for one in platforms]),
        alt.Scale(domain=names, range=[shape if shape in known else "stroke" for shape in shapes]),
    )


@lru_cache(maxsize=64)
def posts(rows: tuple[PostNumbers, ...], metric: str, colours: tuple[str, ...]) -> alt.Chart:
    """Each post as a point: `metric` (views, reach or impressions) against engagement rate, by platform; pans and zooms.

    Args:
        rows: as `top_posts` returns them; posts without one of the two numbers are left out.
        metric: the field of PostNumbers on the x axis.
        colours: `palette.palette()`.
    """
    known = [row for row in rows if getattr(row, metric) is not None and row.rate is not None]
    colour, shape = _scales(sorted({row.platform for row in known}, key=palette.place), colours)
    values = [
        {"x": getattr(row, metric), "rate": row.rate, "platform": palette.label(row.platform), "text": row.text[:80]}
        for row in known
    ]
    title = metric.capitalize()
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=values))
        .mark_point(filled=True, size=70, opacity=0.8)
        .encode(
            x=alt.X("x:Q", title=title, scale=alt.Scale(type="symlog"), axis=alt.Axis(format="~s", tickCount=6)),
            y=alt.Y("rate:Q", title="Engagement rate", axis=alt.Axis(format=".1%")),
            color=alt.Color("platform:N", title=None, scale=colour),
            shape=alt.Shape("platform:N", title=None, scale=shape),
            tooltip=[
                alt.Tooltip("text:N", title="Post"), alt.Tooltip("platform:N", title="Platform"),
                alt.Tooltip("x:Q", title=title, format=","), alt.Tooltip("rate:Q", title="Rate", format=".2%"),
            ],
        )
        .properties(height=_HEIGHT)
        .interactive()
    )
    return chart


@lru_cache(maxsize=64)
def against_target(groups: tuple[GroupPoint, ...], colours: tuple[str, ...]) -> alt.LayerChart:
    """The engagement rate of each platform as a point, over the range that is aimed at as a band.

    Args:
        groups: as `by_platform` returns them; those without a rate are left out.
        colours: `palette.palette()`.
    """
    values = [
        {"name": one.label, "rate": one.rate, "low": one.target_low, "high": one.target_high, "posts": one.posts}
        for one in groups if one.rate is not None
    ]
    base = alt.Chart(alt.InlineData(values=values)).encode(y=alt.Y("name:N", title=None, sort="-x"))
    percent = alt.Axis(format=".0%", tickMinStep=0.01)
    band = base.mark_bar(opacity=0.25, color=colours[0], height=14).encode(
        x=alt.X("low:Q", title="Engagement rate", axis=percent), x2="high:Q",
    )
    dots = base.mark_point(filled=True, size=110, color=colours[1 % len(colours)]).encode(
        x=alt.X("rate:Q", axis=percent),
        tooltip=[
            alt.Tooltip("name:N", title="Platform"), alt.Tooltip("rate:Q", title="Rate", format=".2%"),
            alt.Tooltip("low:Q", title="Target from", format=".0%"), alt.Tooltip("high:Q", title="to", format=".0%"),
            alt.Tooltip("posts:Q", title="Posts"),
        ],
    )
    layers: alt.LayerChart = alt.LayerChart(layer=[band, dots], height=max(120, 44 * len(values)))
    return layers


@lru_cache(maxsize=64)
def small_multiples(points: tuple[DailyPoint, ...], metric: str, colours: tuple[str, ...]) -> alt.FacetChart:
    """One small chart a platform of `metric` over days, on one scale of days and scales of their own for values.

    Args:
        points: as `daily` returns them; a missing value leaves a gap.
        metric: posts, views, impressions, reach, interactions or rate.
        colours: `palette.palette()`.
    """
    colour, _ = _scales(sorted({point.platform for point in points}, key=palette.place), colours)
    values = [
        {"day": point.day.isoformat(), "value": getattr(point, metric), "platform": palette.label(point.platform)}
        for point in points
    ]
    form = ".1%" if metric == "rate" else "~s"
    chart: alt.FacetChart = (
        alt.Chart(alt.InlineData(values=values))
        .mark_line(point=True)
        .encode(
            x=alt.X("day:T", title=None), y=alt.Y("value:Q", title=None, axis=alt.Axis(format=form, tickCount=4)),
            color=alt.Color("platform:N", legend=None, scale=colour),
            tooltip=[alt.Tooltip("day:T", title="Day"), alt.Tooltip("value:Q", title=metric.capitalize(), format=form)],
        )
        .properties(height=120, width=260)
        .facet(facet=alt.Facet("platform:N", title=None), columns=2)
        .resolve_scale(y="independent")
    )
    return chart
