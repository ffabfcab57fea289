"""The wall of figures: what the posts of a period gathered, and by how much that changed."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from agency_core.domain.metric import METRICS
from agency_core.domain.numbers import DailyPoint, Rated, Summary
from agency_core.domain.platform import ENGAGEMENT_TARGETS, Platform
from agency_core.ui import kit
from agency_core.ui.analytics.period import View
from agency_core.ui.analytics.rates import definition
from agency_core.ui.analytics.series import series, together

_COUNTS = {
    "posts": ("Posts", "Posts that were published in the period."),
    "interactions": ("Interactions", "Likes, comments, shares and saves of these posts, by their newest counts."),
    "views": ("Views", METRICS["views"].meaning),
    "impressions": ("Impressions", METRICS["impressions"].meaning),
    "reach": ("Reach, summed", "People reached by each post, added up: who saw two posts counts twice."),
}
LEAST = 2
_TIMES, _ROW = 10, 5


def change(now: float | None, before: float | None) -> str | None:
    """The relative change with its sign: `+12 %`, `×14`; None when there is nothing to compare with."""
    if now is None or not before:
        return None
    ratio = now / before
    if ratio >= _TIMES:
        return f"×{ratio:.0f}"
    share = round((ratio - 1) * 100)
    return "0 %" if not share else f"{share:+d} %"


def points_of(now: float | None, before: float | None) -> str | None:
    """The change of a rate in percentage points: `+0.4 pp`; None where one of the two is missing."""
    if now is None or before is None:
        return None
    difference = round((now - before) * 100, 1)
    return "0 pp" if not difference else f"{difference:+.1f} pp"


def wall(view: View, now: Summary, before: Summary | None, daily: tuple[DailyPoint, ...]) -> None:
    """Draw the counts, each kept apart, then a rate for each platform."""
    with st.grid(5, min_column_width=150, key="analytics_wall"):
        for name, (label, explains) in _COUNTS.items():
            value, earlier = getattr(now, name), getattr(before, name) if before else None
            run = together(daily, name, view.wanted) if value is not None else []
            delta = change(value, earlier)
            st.metric(
                label, kit.compact(value), delta, delta_color="off" if delta == "0 %" else "normal", help=explains,
                delta_arrow="off" if delta == "0 %" else "auto",
                delta_description=f"from {kit.compact(earlier)}" if delta else _nothing(view, before, earlier),
                chart_data=run if len(run) >= LEAST else None, chart_type="area", border=True, height="stretch",
            )
    if now.rates:
        earlier_rates = {one.platform: one for one in before.rates} if before else {}
        st.caption("Engagement rate, by each platform's own definition: they are not to be compared with each other.")
        with st.grid(_abreast(len(now.rates)), min_column_width=150, key="analytics_rates"):
            for one in now.rates:
                _rate(one, earlier_rates.get(one.platform), daily, view)


def _rate(one: Rated, before: Rated | None, daily: Iterable[DailyPoint], view: View) -> None:
    platform = Platform(one.platform)
    delta = points_of(one.rate, before.rate if before else None)
    own = series((each for each in daily if each.platform == one.platform), "rate", view.wanted)
    run = [value for _, _, values in own for value in values if value is not None]
    explains = (
        f"Engagement rate = {kit.plain(definition(platform))}, over {kit.count(one.posts, 'post')}. "
        f"With this many it lies between {kit.percent(one.low, 2)} and {kit.percent(one.high, 2)} (95 %)."
    )
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.metric(
            f"{kit.palette.label(one.platform)} rate", kit.percent(one.rate, 2), delta, help=explains,
            delta_color="off" if delta == "0 pp" else "normal", delta_arrow="off" if delta == "0 pp" else "auto",
            delta_description=f"from {kit.percent(before.rate, 2)}" if before else None,
            chart_data=run if len(run) >= LEAST else None, chart_type="line",
        )
        st.caption(verdict(platform, one.rate))


def _abreast(cards: int) -> int:
    """How many cards stand in a row, so that none stands alone in the next."""
    return max(2, cards if cards <= _ROW else (cards + 1) // 2)


def verdict(platform: Platform, rate: float) -> str:
    """Where a rate stands to the target of its platform, in words."""
    low, high = ENGAGEMENT_TARGETS.get(platform, (None, None))
    if low is None or high is None:
        return "No target set"
    target = f"target {low * 100:g} to {high * 100:g}\u202f%"
    if rate < low:
        return f":orange[:material/warning: Below] {target}"
    word = "Above" if rate > high else "In"
    return f":green[:material/check_circle: {word}] {target}"


def _nothing(view: View, before: Summary | None, earlier: float | None) -> str | None:
    if before is None or view.against is None:
        return None
    return "none to compare with" if not earlier else None
