"""Explore: one metric by one dimension, as a chart and as a table."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.metric import METRICS
from agency_core.domain.numbers import PostFilter
from agency_core.ui import context, kit
from agency_core.ui.analytics.download import csv_button
from agency_core.ui.analytics.overview import day_rows, group_rows, hour_rows
from agency_core.ui.analytics.rates import definitions
from agency_core.ui.kit.charts import figures, grammar

METRIC, BY = "analytics_metric", "analytics_by"
_METRICS = {
    "interactions": "Interactions", "rate": "Engagement rate", "views": "Views", "impressions": "Impressions", "posts": "Posts",
}
_BY = {
    "day": "By day", "small": "By day, one chart a platform", "platform": "By platform", "agent": "By agent",
    "hour": "By hour of the week", "post": "By post",
}
_MEANINGS = {
    "interactions": "Likes, comments, shares and saves added up.", "posts": "Posts that were published.",
    "rate": "Interactions over each platform's own base, pooled as sum over sum.",
}
Rows = list[dict[str, object]]


def explore(wanted: PostFilter) -> None:
    """Draw the two choices, the chart and the table."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="analytics_choices"):
        metric = kit.choose("Metric", _METRICS, param_name=METRIC, kind="select", default="interactions")
        by = kit.choose("By", _BY, param_name=BY, kind="select", default="day")
    meaning = METRICS[metric].meaning if metric in METRICS else _MEANINGS[metric]
    st.caption(kit.plain(meaning))
    chart, side = st.columns([3, 2], gap="medium")
    with chart:
        rows = _draw(wanted, metric, by)
    with side:
        if rows:
            kit.table(
                rows, key=f"analytics_explore_table_{by}", alt=f"{_METRICS[metric]} {_BY[by].lower()}", height=360,
                columns={"Post": st.column_config.Column(width=180)} if by == "post" else None,
            )
            csv_button(rows, f"{metric}-by-{by}", key="analytics_explore_csv")
    platforms = {one.key for one in context.agency().numbers.by_platform(context.actor(), wanted=wanted)}
    if metric == "rate" and platforms:
        definitions(platforms)


def _draw(wanted: PostFilter, metric: str, by: str) -> Rows:
    numbers, actor, colours = context.agency().numbers, context.actor(), kit.palette.palette()
    alt = f"{_METRICS[metric]} {_BY[by].lower()}"
    key = f"analytics_explore_{by}"
    if by in {"day", "small"}:
        points = numbers.daily(actor, wanted=wanted)
        days = len({one.day for one in points})
        if by == "day":
            kit.plotly(figures.daily(points, metric, colours), key=key, alt=alt, points=days)
        else:
            kit.altair(grammar.small_multiples(points, metric, colours), key=key, alt=alt, points=days)
        return day_rows(points)
    if by in {"platform", "agent"}:
        groups = (numbers.by_platform if by == "platform" else numbers.by_agent)(actor, wanted=wanted)
        shown = metric if metric != "impressions" else "views"
        kit.plotly(figures.groups(groups, shown, colours), key=key, alt=alt, points=len(groups), least=1)
        return group_rows(groups, kit.words(by))
    if by == "hour":
        hours = numbers.hour_by_weekday(actor, wanted=wanted)
        st.caption("Hours show the engagement rate, whichever metric is chosen.")
        kit.plotly(figures.hours(hours, kit.palette.ramp()), key=key, alt="Engagement rate by hour of the week",
                   points=len(hours))
        return hour_rows(hours)
    return _posts(wanted, metric, key, alt)


def _posts(wanted: PostFilter, metric: str, key: str, alt: str) -> Rows:
    posts = context.agency().numbers.top_posts(context.actor(), wanted=wanted, limit=200)
    across = metric if metric in {"views", "impressions"} else "views"
    kit.altair(grammar.posts(posts, across, kit.palette.palette()), key=key, alt=alt, points=len(posts))
    return [
        {
            "Post": one.text[:120], "Platform": kit.palette.label(one.platform), "Views": one.views,
            "Likes": one.likes, "Comments": one.comments, "Shares": one.shares,
            "Rate %": None if one.rate is None else round(one.rate * 100, 2),
        }
        for one in posts
    ]
