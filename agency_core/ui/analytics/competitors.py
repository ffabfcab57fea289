"""Competitors: how we stand among them by what is public of everybody, and keeping their counts."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.competitor import Benchmark, Field, Standing
from agency_core.domain.numbers import PostFilter
from agency_core.domain.platform import LABELS, Platform
from agency_core.ui import context, kit
from agency_core.ui.analytics.exhibit import Exhibit, plotted
from agency_core.ui.analytics.period import View
from agency_core.ui.analytics.rivals import keep_rivals
from agency_core.ui.analytics.series import hundred
from agency_core.ui.kit.charts import following as charts

ON, MEASURE = "analytics_rivals", "analytics_rivals_by"
_MEASURES = {
    "rate": "Per post and 1,000 followers", "weekly": "Posts a week", "growth": "Follower growth", "voice": "Share of voice",
}
_UNITS = {
    "rate": "per post and 1,000 followers", "weekly": "posts a week", "growth": "share that followers grew by",
    "voice": "share of all interactions",
}


def competitors(view: View) -> None:
    """Draw the comparison of a period on one platform, and what there is to be kept."""
    service = context.agency().competitors
    wanted = PostFilter(view.wanted.client_id, view.wanted.first, view.wanted.last, view.wanted.platform)
    st.caption(
        "Only public numbers: likes, comments and shares, posts and followers, ours counted by the same. They say nothing about "
        "rates over reach or impressions. Of the filters, only period and platform count here."
    )
    field = service.field(context.actor(), wanted=wanted)
    platforms = {each.platform: LABELS[Platform(each.platform)] for each in field.benchmarks}
    if platforms:
        platform = next(iter(platforms))
        if len(platforms) > 1:
            platform = kit.choose("Platform", platforms, param_name=ON, default=platform)
        _compare(view, field, platform)
        _voice(view, field, platform)
    else:
        kit.empty(
            "No competitors yet on this platform. Enter a public profile below, then what is public of it, once a week or so."
            if wanted.platform else "No competitors yet. Enter a public profile below, then its counts, once a week or so.",
            icon=":material/groups:",
        )
    keep_rivals(view.client)


def _compare(view: View, field: Field, platform: str) -> None:
    st.subheader(f"Among competitors on {LABELS[Platform(platform)]}", anchor=False)
    measure = kit.choose("Measure", _MEASURES, param_name=MEASURE, default="rate")
    there = [each for each in field.standings if each.platform == platform]
    middle = next(each for each in field.benchmarks if each.platform == platform)
    bars = tuple((each.name, float(getattr(each, measure)), each.is_own) for each in there if getattr(each, measure) is not None)
    half = getattr(middle, measure, None)
    plotted(view, charts.compared(bars, half, _UNITS[measure], kit.palette.palette()), Exhibit(
        key="analytics_rivals_chart", name=f"competitors-{platform}", points=len(bars), noun="profiles with enough counts",
        alt=f"{_MEASURES[measure]} of each profile, our own marked", rows=[_row(each) for each in there],
        remedy="Enter more counts below: two of each competitor in this period, or one in it and one before.",
    ))
    st.caption(f":material/flag: Our own bar is the coloured one. {_median(middle, measure)}")
    for each in there:
        if each.lacks:
            st.caption(f":material/info: **{kit.plain(each.name)}**: {kit.plain('; '.join(each.lacks))}.")


def _median(middle: Benchmark, measure: str) -> str:
    value, number = getattr(middle, measure, None), middle.of.get(measure, 0)
    if value is None:
        return ""
    told = kit.percent(value) if measure == "growth" else f"{value:,.2f}"
    return f"The dashed line is the median of {kit.count(number, 'competitor')}: {told}."


def _voice(view: View, field: Field, platform: str) -> None:
    st.subheader("Share of voice over time", anchor=False)
    points = tuple(each for each in field.voice if each.platform == platform)
    rows = [
        {"From": each.start.isoformat(), "Profile": each.name, "Interactions": each.interactions, "Share %": hundred(each.share)}
        for each in reversed(points)
    ]
    plotted(view, charts.voices(points, kit.palette.palette()), Exhibit(
        key="analytics_voice", name=f"share-of-voice-{platform}", points=len({each.start for each in points}), rows=rows,
        noun="weeks or months in which a competitor was counted", alt="Share of all interactions by profile over time",
        remedy="Enter the counts of competitors once a week.",
    ))


def _row(each: Standing) -> dict[str, object]:
    return {
        "Profile": f"{each.name} (ourselves)" if each.is_own and each.name != "Ourselves" else each.name,
        "Per post and 1,000": None if each.rate is None else round(each.rate, 2),
        "Posts a week": None if each.weekly is None else round(each.weekly, 1), "Growth %": hundred(each.growth),
        "Voice %": hundred(each.voice), "Posts %": hundred(each.voice_posts), "Followers": each.followers, "Posts": each.posts,
        "Interactions": each.interactions, "Days covered": each.days,
    }
