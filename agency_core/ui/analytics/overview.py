"""Overview: in a sentence, in figures, over time, against the targets, and the posts that did best and worst."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.numbers import PostFilter, Rated, Summary, TrendPoint
from agency_core.domain.platform import ENGAGEMENT_TARGETS, Platform
from agency_core.ui import context, kit
from agency_core.ui.analytics.exhibit import Exhibit, plotted, stated
from agency_core.ui.analytics.filters import PARAMS
from agency_core.ui.analytics.notes import mark, noted, notes_of
from agency_core.ui.analytics.period import DAYS, View
from agency_core.ui.analytics.posts import ends
from agency_core.ui.analytics.rates import definitions
from agency_core.ui.analytics.series import hundred
from agency_core.ui.analytics.wall import change, wall
from agency_core.ui.kit.charts import figures, grammar

OF, TREND = "analytics_of", "analytics_trend"
_OF = {"published": "Posts of the day", "gained": "Came in that day"}
_TREND = {"interactions": "Interactions", "views": "Views", "posts": "Posts"}
_MEANS = {
    "published": "Each day stands for the posts published on it, with their newest counts: young posts still gather.",
    "gained": "What all posts gathered on each day, whenever they were published: the difference of two counts.",
}


def overview(view: View) -> None:
    """Draw the overview of a period."""
    numbers, actor = context.agency().numbers, context.actor()
    both = numbers.compare(actor, wanted=view.wanted)
    if not both.now.posts:
        nothing(view)
        return
    before = _before(view, both.before)
    st.markdown(headline(both.now, before))
    wall(view, both.now, before, numbers.daily(actor, wanted=view.wanted))
    with kit.problems("The trend"):
        _trend(view)
    with kit.problems("The targets"):
        _targets(view, both.now.rates)
    with kit.problems("The posts"):
        ends(view)
    definitions(one.platform for one in both.now.rates)


def nothing(view: View) -> None:
    """Say why there is nothing, and what to do."""
    if view.said:
        kit.empty_filter("posts", "analytics_unfilter", *PARAMS)
        return
    wide = kit.param(DAYS) in {"365", "1095"}
    kit.empty(
        "No published posts with numbers in this period. Upload an export of a network, or publish what is planned.",
        icon=":material/monitoring:", action="Upload an export" if wide else "Look at 3 years",
        **({"analytics_tab": "Upload"} if wide else {DAYS: "1095"}),
    )


def headline(now: Summary, before: Summary | None) -> str:
    """The period in a sentence: how much, how much more than before, and which platforms miss their target."""
    told = f"{kit.count(now.posts, 'post')} gathered **{kit.compact(now.interactions)} interactions**"
    delta = change(now.interactions, before.interactions) if before else None
    first = f"{told}, {delta} against the period compared with." if delta else f"{told}."
    aimed = [(one, ENGAGEMENT_TARGETS[Platform(one.platform)][0]) for one in now.rates if one.platform in ENGAGEMENT_TARGETS]
    below = [kit.palette.label(one.platform) for one, low in aimed if one.rate < low]
    if not aimed:
        return first
    if below:
        return f"{first} Below the target: {', '.join(below)}."
    return f"{first} Every platform with a target reaches it."


def _before(view: View, directly: Summary) -> Summary | None:
    """The figures to compare with; those directly before came along."""
    if view.against is None or view.against == view.wanted.before:
        return directly if view.against else None
    return context.agency().numbers.compare(context.actor(), wanted=view.against).now


def _trend(view: View) -> None:
    st.subheader("Over time", anchor=False)
    with st.container(horizontal=True, gap="medium", key="analytics_trend_choices"):
        of = kit.choose("What a day counts", _OF, param_name=OF, default="published")
        known = _TREND if of == "published" else {name: _TREND[name] for name in ("interactions", "views")}
        metric = kit.choose("Metric", known, param_name=TREND, default="interactions")
    st.caption(_MEANS[of])
    points = _run(view.wanted, metric, of)
    earlier = _run(view.against, metric, of) if view.against else ()
    counted = sum(1 for one in points if one.value is not None)
    unit = f"{metric} a day"
    odd = sum(1 for one in points if one.is_odd)
    happened = notes_of(view)
    plotted(view, mark(figures.trend(points, earlier, unit, kit.palette.palette()), happened), Exhibit(
        key="analytics_trend_chart", name=f"{metric}-{of}-by-day", points=counted, noun="days with a count",
        alt=f"{_TREND[metric]} by day, {kit.count(odd, 'unusual day')}", rows=[_row(one, metric) for one in reversed(points)],
    ))
    if odd:
        st.caption(f":material/diamond: {kit.count(odd, 'day')} outside of what the 8 weeks before let expect.")
    noted(view, happened)


def _run(wanted: PostFilter, metric: str, of: str) -> tuple[TrendPoint, ...]:
    return context.agency().numbers.trend(context.actor(), wanted=wanted, metric=metric, of=of)


def _row(one: TrendPoint, metric: str) -> dict[str, object]:
    band = "" if one.low is None or one.high is None else f"{one.low:,.0f} to {one.high:,.0f}"
    value = None if one.value is None else round(one.value)
    return {"Day": one.day.isoformat(), _TREND[metric]: value, "Expected": band, "Unusual": "yes" if one.is_odd else ""}


def _targets(view: View, rates: tuple[Rated, ...]) -> None:
    st.subheader("Engagement rate against the target", anchor=False)
    targets = tuple(ENGAGEMENT_TARGETS.get(Platform(one.platform), (None, None)) for one in rates)
    rows = [
        {
            "Platform": kit.palette.label(one.platform), "Rate %": hundred(one.rate),
            "Target": "" if low is None or high is None else f"{low * 100:g} to {high * 100:g}",
            "95 % interval": f"{one.low * 100:.2f} to {one.high * 100:.2f}", "Of": one.base,
        }
        for one, (low, high) in zip(rates, targets, strict=True)
    ]
    stated(view, grammar.against_target(rates, targets, kit.palette.palette()), Exhibit(
        key="analytics_targets", name="targets", points=len(rates), least=1, rows=rows,
        alt="Engagement rate of each platform as a point over the range that is aimed at",
    ))
