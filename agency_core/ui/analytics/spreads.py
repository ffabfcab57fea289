"""What a usual post gets, and what a very good one: how posts spread, and how those of a week gather."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.numbers import CohortPoint, SpreadPoint
from agency_core.ui import context, kit
from agency_core.ui.analytics.exhibit import Exhibit, multiplied, plotted
from agency_core.ui.analytics.groups import unit
from agency_core.ui.analytics.period import View
from agency_core.ui.kit.charts import curves, grammar

_ENOUGH = 5
FEW = 3


def spread(view: View, metric: str, _by: str) -> None:
    """The range of usual posts by platform, then a histogram of each."""
    found = context.agency().numbers.spread(context.actor(), wanted=view.wanted, metric=metric)
    share, colours = metric == "rate", kit.palette.palette()
    posts = sum(one.posts for one in found)
    for one in found:
        st.markdown(_told(one, share))
    plotted(view, curves.spread(found, unit(metric), colours, share=share), Exhibit(
        key="analytics_spread", name=f"spread-of-{metric}", alt=f"Range of {unit(metric)} of a post by platform",
        rows=[_spread_row(one, share) for one in found], points=posts, least=_ENOUGH, noun="counted posts",
    ))
    if posts >= _ENOUGH:
        st.subheader("How many posts lie where", anchor=False)
        size, digits, end = (100, 2, ", %") if share else (1, 1, "")
        bars = [
            {
                "Platform": kit.palette.label(one.platform), f"Above{end}": round(bar["from"] * size, digits),
                f"Up to{end}": round(bar["to"] * size, digits), "Posts": bar["posts"],
            }
            for one in found for bar in grammar.wider(one.bars)
        ]
        multiplied(view, [
            grammar.histogram(one, unit(metric), kit.palette.colour(one.platform, colours), share=share) for one in found
            if one.p90 > 0
        ], Exhibit(
            key="analytics_histogram", name=f"histogram-of-{metric}", alt=f"Posts by {unit(metric)}", rows=bars, points=posts,
        ))


def _told(one: SpreadPoint, share: bool) -> str:
    middle, high = (kit.percent(value, 2) if share else kit.number(round(value)) for value in (one.p50, one.p90))
    return f"**{kit.palette.label(one.platform)}**: half of {kit.count(one.posts, 'post')} got more than {middle}, " \
           f"one in ten more than {high}."


def _spread_row(one: SpreadPoint, share: bool) -> dict[str, object]:
    size, digits = (100, 2) if share else (1, 0)
    told = [round(value * size, digits) for value in (one.p10, one.p50, one.p90)]
    end = ", %" if share else ""
    return {
        "Platform": kit.palette.label(one.platform), "Posts": one.posts, f"p10{end}": told[0], f"Median{end}": told[1],
        f"p90{end}": told[2],
    }


def cohorts(view: View, metric: str, _by: str) -> None:
    """How posts of each publish week gather, by their age."""
    found = context.agency().numbers.cohorts(context.actor(), wanted=view.wanted)
    st.caption(
        f"Mean {metric} of a post at each age, a line for each week of publishing. It needs counts taken at several ages: from "
        "the networks, or from exports uploaded again and again."
    )
    known = tuple(one for one in found if getattr(one, metric) is not None and one.sampled >= FEW)
    plotted(view, curves.cohorts(known, metric, kit.palette.ramp()), Exhibit(
        key="analytics_cohorts", name=f"{metric}-by-age", alt=f"Mean {metric} of a post by its age and publish week",
        rows=[_cohort_row(one) for one in found], points=len({one.age_hours for one in known}), noun="ages with counts",
        remedy=f"An age needs {FEW} posts of a week that were counted then. Connect accounts, or upload exports weekly.",
    ))


def _cohort_row(one: CohortPoint) -> dict[str, object]:
    views, interactions = (None if value is None else round(value, 1) for value in (one.views, one.interactions))
    return {
        "Week of": one.week.isoformat(), "Age": curves.age_label(one.age_hours), "Counted": one.sampled, "Posts": one.posts,
        "Views": views, "Interactions": interactions,
    }
