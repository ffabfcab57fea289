"""When posts do well: engagement by weekday and hour of publishing, with how many posts each says it from."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.numbers import HourPoint
from agency_core.ui import context, kit
from agency_core.ui.analytics.exhibit import Exhibit, plotted
from agency_core.ui.analytics.period import View
from agency_core.ui.analytics.series import hundred
from agency_core.ui.kit.charts import figures

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def hours(view: View, _metric: str, _by: str) -> None:
    """Draw the hours of the week."""
    found = context.agency().numbers.hour_by_weekday(context.actor(), wanted=view.wanted)
    st.caption(
        f"Engagement rate of posts by when they were published, {kit.plain(context.zone().key)}. The number in a cell is how "
        f"many posts it has; with fewer than {figures.FEW} it is pale: luck, more than a pattern."
        + ("" if view.wanted.platform else " Platforms count differently: choose one to compare like with like.")
    )
    if best := best_hour(found):
        st.markdown(best)
    plotted(view, figures.hours(found, kit.palette.ramp()), Exhibit(
        key="analytics_hours", name="hours", alt="Engagement rate by weekday and hour, with the number of posts",
        rows=hour_rows(found), points=sum(one.posts for one in found), least=figures.FEW, noun="posts",
    ))


def best_hour(points: tuple[HourPoint, ...]) -> str:
    """The best hour that has enough posts, in words; empty when none has."""
    known = [(one.rate, one) for one in points if one.rate is not None and one.posts >= figures.FEW]
    if not known:
        return ""
    rate, one = max(known, key=lambda pair: pair[0])
    return f"Best so far: **{_when(one)}**, {kit.percent(rate, 2)} from {kit.count(one.posts, 'post')}."


def hour_rows(points: tuple[HourPoint, ...]) -> list[dict[str, object]]:
    """Hours of the week as rows, best rate first, those with few posts last."""
    ranked = sorted(points, key=lambda each: (each.posts < figures.FEW, -(each.rate or 0)))
    return [
        {"When": _when(one), "Posts": one.posts, "Rate %": hundred(one.rate),
         "Enough": "yes" if one.posts >= figures.FEW else "few posts"}
        for one in ranked
    ]


def _when(one: HourPoint) -> str:
    return f"{_DAYS[one.weekday]} {one.hour:02d}:00"
