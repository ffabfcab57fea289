"""Small charts in the grammar of Altair. A chart is built once per data and colours; its specification comes from the cache."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from math import ceil, log

import altair as alt

from agency_core.domain.numbers import FunnelStep, PostNumbers, Rated, SpreadPoint
from agency_core.ui.kit.charts import palette
from agency_core.ui.kit.charts.figures import Series
from agency_core.ui.kit.charts.show import Spec

_SMALL, _TALLER, _HEIGHT = 180, 230, 320
_SHARE = ".1~%"
_SHAPES = {"star": "wedge", "pentagon": "arrow", "hexagon": "stroke"}
_WIDER, _EPSILON = 1.5, 1e-9
Target = tuple[float | None, float | None]


def _counts() -> alt.Axis:
    return alt.Axis(labelExpr="format(datum.value, '~s')", tickCount=4, tickMinStep=1)


def _spec(chart: alt.Chart | alt.LayerChart) -> Spec:
    made: Spec = chart.to_dict()
    for name in ("config", "$schema"):  # the page's theme decides how it looks
        made.pop(name, None)
    return made


@lru_cache(maxsize=64)
def posts(rows: tuple[PostNumbers, ...], metric: str, colours: tuple[str, ...]) -> Spec:
    """Each post as a point: `metric` (views or impressions) against engagement rate, by platform; pans and zooms.

    Args:
        rows: as `top_posts` returns them; posts without one of the two, or never seen, are left out.
        metric: the field of PostNumbers on the x axis.
        colours: `palette.palette()`.
    """
    known = [row for row in rows if getattr(row, metric) and row.rate is not None]
    platforms = sorted({row.platform for row in known}, key=palette.place)
    names = [palette.label(one) for one in platforms]
    shapes = [palette.MARKS[palette.place(one)] for one in platforms]
    colour = alt.Scale(domain=names, range=[palette.colour(one, colours) for one in platforms])
    shape = alt.Scale(domain=names, range=[_SHAPES.get(one, one) for one in shapes])
    values = [
        {"x": getattr(row, metric), "rate": row.rate, "platform": palette.label(row.platform), "text": row.text[:80]}
        for row in known
    ]
    title = metric.capitalize()
    legend, across = alt.Legend(orient="bottom", columns=3), alt.Axis(format="~s", tickCount=6)
    return _spec(
        alt.Chart(alt.InlineData(values=values))
        .mark_point(filled=True, size=70, opacity=0.8)
        .encode(
            x=alt.X("x:Q", title=f"{title}, logarithmic", scale=alt.Scale(type="log"), axis=across),
            y=alt.Y("rate:Q", title="engagement rate", axis=alt.Axis(format=_SHARE)),
            color=alt.Color("platform:N", title=None, scale=colour, legend=legend),
            shape=alt.Shape("platform:N", title=None, scale=shape, legend=legend),
            tooltip=[
                alt.Tooltip("text:N", title="Post"), alt.Tooltip("platform:N", title="Platform"),
                alt.Tooltip("x:Q", title=title, format=","), alt.Tooltip("rate:Q", title="Rate", format=".2%"),
            ],
        )
        .properties(height=_HEIGHT)
        .interactive()
    )


@lru_cache(maxsize=64)
def against_target(rates: tuple[Rated, ...], targets: tuple[Target, ...], colours: tuple[str, ...]) -> Spec:
    """The engagement rate of each platform as a point with its interval, over the range that is aimed at as a band.

    Args:
        rates: one for each platform.
        targets: low and high end for each of `rates`; None where there is no target.
        colours: `palette.palette()`.
    """
    values = [
        {
            "name": palette.label(one.platform), "rate": one.rate, "least": one.low, "most": one.high, "low": low, "high": high,
            "posts": one.posts, "base": one.base,
        }
        for one, (low, high) in zip(rates, targets, strict=True)
    ]
    base = alt.Chart(alt.InlineData(values=values)).encode(y=alt.Y("name:N", title=None, sort=None))
    axis = alt.Axis(format=_SHARE, tickMinStep=0.01)
    band = base.mark_bar(opacity=0.25, color=colours[0], height=16).encode(
        x=alt.X("low:Q", title="engagement rate, target as a band", axis=axis), x2="high:Q",
    )
    line = base.mark_rule(color=colours[1], strokeWidth=2).encode(x=alt.X("least:Q"), x2="most:Q")
    dots = base.mark_point(filled=True, size=120, opacity=1, color=colours[1]).encode(
        x=alt.X("rate:Q"),
        tooltip=[
            alt.Tooltip("name:N", title="Platform"), alt.Tooltip("rate:Q", title="Rate", format=".2%"),
            alt.Tooltip("least:Q", title="95 % interval from", format=".2%"), alt.Tooltip("most:Q", title="to", format=".2%"),
            alt.Tooltip("base:N", title="Divided by"), alt.Tooltip("posts:Q", title="Posts"),
        ],
    )
    return _spec(alt.LayerChart(layer=[band, line, dots], height=max(120, 46 * len(values))))


@lru_cache(maxsize=128)
def small(series: Series, first: date, last: date, colour: str, share: bool = False) -> Spec:
    """One of several small charts on the same days: bars from 0 for counts, a line with gaps for rates.

    Args:
        series: of one platform.
        first: where the axis of days begins.
        last: where it ends.
        colour: that of the platform.
        share: whether the values are rates.
    """
    platform, days, values = series
    rows = [{"d": one.isoformat(), "v": value} for one, value in zip(days, values, strict=True)]
    axis = alt.Axis(format=_SHARE, tickCount=4) if share else _counts()
    ends = [alt.DateTime(year=one.year, month=one.month, date=one.day) for one in (first, last)]
    drawn = alt.Chart(alt.InlineData(values=rows), title=palette.label(platform))
    marked = drawn.mark_line(point={"size": 22}, color=colour) if share else drawn.mark_bar(color=colour)
    return _spec(
        marked.encode(
            x=alt.X("d:T", title=None, scale=alt.Scale(domain=ends), axis=alt.Axis(tickCount=4, format="%e %b")),
            y=alt.Y("v:Q", title=None, axis=axis, scale=alt.Scale(zero=True)),
            tooltip=[
                alt.Tooltip("d:T", title="Day", format="%a %e %b %Y"),
                alt.Tooltip("v:Q", title="Rate" if share else "Count", format=".2%" if share else ","),
            ],
        ).properties(height=_SMALL)
    )


@lru_cache(maxsize=64)
def steps(funnel: tuple[FunnelStep, ...], colour: str) -> Spec:
    """The steps of one platform as bars from 0, each with its share of the first.

    Args:
        funnel: the steps of one platform, in their order.
        colour: that of the platform.
    """
    values = [
        {"step": one.label, "value": one.value, "share": one.share_of_first, "posts": one.posts, "told": _told(one)}
        for one in funnel
    ]
    title = f"{palette.label(funnel[0].platform)}, {funnel[0].posts} posts"
    base = alt.Chart(alt.InlineData(values=values), title=title).encode(y=alt.Y("step:N", title=None, sort=None))
    top = max((one.value for one in funnel), default=1) or 1
    across = alt.X("value:Q", title=None, scale=alt.Scale(domain=[0, top * 1.45]), axis=_counts())
    bars = base.mark_bar(color=colour, cornerRadiusEnd=2).encode(
        x=across,
        tooltip=[
            alt.Tooltip("step:N", title="Step"), alt.Tooltip("value:Q", title="Count", format=","),
            alt.Tooltip("share:Q", title="Of the first", format=".2%"), alt.Tooltip("posts:Q", title="Posts"),
        ],
    )
    words = base.mark_text(align="left", dx=5, color="#7C8798").encode(x=across, text="told:N")
    return _spec(alt.LayerChart(layer=[bars, words], height=80 + 42 * len(values)))


def _told(step: FunnelStep) -> str:
    return f"{step.value:,}" if step.share_of_first is None else f"{step.value:,} · {step.share_of_first:.1%}"


@lru_cache(maxsize=64)
def histogram(spread: SpreadPoint, unit: str, colour: str, share: bool = False) -> Spec:
    """How many posts of one platform lie where, with the median and the best tenth marked; the axis is logarithmic.

    Args:
        spread: of one platform.
        unit: what is spread.
        colour: that of the platform.
        share: whether the values are rates.
    """
    form = _SHARE if share else "~s"
    across, upwards = alt.Axis(format=form, tickCount=4, grid=False), alt.Axis(tickMinStep=1, tickCount=4, format="d")
    rows = [row | {"zero": 0} for row in wider(spread.bars)]
    bars = alt.Chart(
        alt.InlineData(values=rows), title=f"{palette.label(spread.platform)}, {spread.posts} posts",
    ).mark_rect(color=colour, opacity=0.75).encode(
        x=alt.X("from:Q", title=f"{unit}, logarithmic", scale=alt.Scale(type="log", nice=False), axis=across), x2="to:Q",
        y=alt.Y("posts:Q", title="posts", axis=upwards), y2="zero:Q",
        tooltip=[
            alt.Tooltip("from:Q", title="Above", format=form), alt.Tooltip("to:Q", title="up to", format=form),
            alt.Tooltip("posts:Q", title="Posts"),
        ],
    )
    marks = [{"at": value, "name": name} for name, value in (("p50", spread.p50), ("p90", spread.p90)) if value > 0]
    lines = alt.Chart(alt.InlineData(values=marks)).mark_rule(strokeDash=[4, 3], color="#7C8798", strokeWidth=1.5)
    names = alt.Chart(alt.InlineData(values=marks)).mark_text(align="left", dx=3, dy=-2, baseline="top", color="#7C8798")
    return _spec(alt.LayerChart(
        layer=[bars, lines.encode(x="at:Q"), names.encode(x="at:Q", y=alt.value(0), text="name:N")], height=_TALLER,
    ))


def wider(bars: Sequence[tuple[float, float, int]]) -> list[dict[str, float]]:
    """Bars of one width on the logarithmic axis: those of the sketch are too narrow to hold more than one or two posts."""
    posts: Counter[int] = Counter()
    for _, high, count in bars:
        if high > 0:
            posts[ceil(log(high, _WIDER) - _EPSILON)] += count
    return [{"from": _WIDER ** (step - 1), "to": _WIDER**step, "posts": posts[step]} for step in sorted(posts)]
