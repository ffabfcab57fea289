"""Overview: the figures against their targets, what they were over time, by platform and by hour, and the best posts."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.numbers import DailyPoint, GroupPoint, HourPoint, PostFilter, PostNumbers
from agency_core.ui import context, kit
from agency_core.ui.analytics.download import csv_button
from agency_core.ui.analytics.rates import definitions
from agency_core.ui.kit.charts import figures, grammar

MOST_DAYS = 90
"""The wall compares with as many days before; beyond a quarter that says nothing."""


def overview(wanted: PostFilter, days: int) -> None:
    """Draw the overview of a period."""
    agency, actor = context.agency(), context.actor()
    shown = min(days, MOST_DAYS)
    with kit.problems("The figures"):
        kpis = agency.scorecard.kpis(actor, client_id=wanted.client_id, days=shown)
        kit.kpi_wall(kpis, period=f"vs {shown} days before", key="analytics_wall")
    by_platform = agency.numbers.by_platform(actor, wanted=wanted)
    if not by_platform:
        kit.empty("No published posts with numbers in this period.", icon=":material/monitoring:", page="calendar",
                  action="See what is planned")
        return
    with kit.problems("The charts"):
        _over_time(agency.numbers.daily(actor, wanted=wanted))
        _platforms(by_platform)
        _hours(agency.numbers.hour_by_weekday(actor, wanted=wanted))
        _best(agency.numbers.top_posts(actor, wanted=wanted, limit=20))
    definitions(one.key for one in by_platform)


def _over_time(points: tuple[DailyPoint, ...]) -> None:
    st.subheader("Interactions over time", anchor=False)
    chart, side = st.columns([3, 2], gap="medium")
    days = {point.day for point in points}
    with chart:
        kit.plotly(
            figures.daily(points, "interactions", kit.palette.palette()), key="analytics_daily", points=len(days),
            alt="Interactions of the posts published on each day, a line for each platform",
        )
    rows = day_rows(points)
    with side:
        kit.table(rows, key="analytics_daily_table", alt="The same figures by day and platform", height=280)
        csv_button(rows, "interactions-by-day", key="analytics_daily_csv")


def _platforms(groups: tuple[GroupPoint, ...]) -> None:
    st.subheader("Engagement rate against its aim", anchor=False)
    chart, side = st.columns([3, 2], gap="medium")
    with chart:
        known = [one for one in groups if one.rate is not None]
        kit.altair(
            grammar.against_target(groups, kit.palette.palette()), key="analytics_targets", points=len(known), least=1,
            alt="Engagement rate of each platform as a point over the range that is aimed at",
        )
    rows = group_rows(groups, "Platform")
    with side:
        kit.table(rows, key="analytics_platforms_table", alt="Totals by platform")
        csv_button(rows, "platforms", key="analytics_platforms_csv")


def _hours(points: tuple[HourPoint, ...]) -> None:
    st.subheader(f"Engagement rate by hour and weekday, {context.zone().key}", anchor=False)
    chart, side = st.columns([3, 2], gap="medium")
    with chart:
        kit.plotly(
            figures.hours(points, kit.palette.ramp()), key="analytics_hours", points=len(points),
            alt="Engagement rate of posts by the weekday and hour at which they were published",
        )
    rows = hour_rows(points)
    with side:
        kit.table(rows, key="analytics_hours_table", alt="The same by hour, best first", height=280)
        csv_button(rows, "hours", key="analytics_hours_csv")


def _best(posts: tuple[PostNumbers, ...]) -> None:
    st.subheader("Posts with the most interactions", anchor=False)
    rows = [
        {
            "Published": kit.absolute(post.published_at, context.zone(), context.now()), "Post": post.text[:120],
            "Platform": kit.palette.label(post.platform), "Views": post.views, "Reach": post.reach, "Likes": post.likes,
            "Comments": post.comments, "Shares": post.shares, "Rate": post.rate, "Link": post.url or None,
        }
        for post in posts
    ]
    columns = {
        "Rate": st.column_config.NumberColumn("Rate", format="percent"),
        "Link": st.column_config.LinkColumn("Link", display_text="Open"),
    }
    kit.table(rows, key="analytics_best", alt="Posts with the most interactions", columns=columns)
    csv_button(rows, "posts", key="analytics_best_csv")


def day_rows(points: tuple[DailyPoint, ...]) -> list[dict[str, object]]:
    """Days as rows, newest first."""
    return [
        {
            "Day": one.day.isoformat(), "Platform": kit.palette.label(one.platform), "Interactions": one.interactions,
            "Posts": one.posts, "Rate %": _hundred(one.rate), "Views": one.views, "Impressions": one.impressions,
        }
        for one in sorted(points, key=lambda each: (each.day, each.platform), reverse=True)
    ]


def group_rows(groups: tuple[GroupPoint, ...], noun: str) -> list[dict[str, object]]:
    """Totals of platforms or agents as rows, most interactions first."""
    return [
        {
            noun: one.label, "Rate %": _hundred(one.rate), "of": one.base or None, "Interactions": one.interactions,
            "Posts": one.posts, "Views": one.views,
        }
        for one in sorted(groups, key=lambda each: -(each.interactions or 0))
    ]


def hour_rows(points: tuple[HourPoint, ...]) -> list[dict[str, object]]:
    """Hours of the week as rows, best rate first."""
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    return [
        {"When": f"{names[one.weekday]} {one.hour:02d}:00", "Posts": one.posts, "Rate %": _hundred(one.rate)}
        for one in sorted(points, key=lambda each: -(each.rate or 0))
    ]


def _hundred(rate: float | None) -> float | None:
    return None if rate is None else round(rate * 100, 2)
