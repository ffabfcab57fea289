"""One metric over days, or by what posts have in common."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.numbers import GroupPoint
from agency_core.ui import context, kit
from agency_core.ui.analytics.exhibit import Exhibit, multiplied, plotted
from agency_core.ui.analytics.notes import mark, noted, notes_of
from agency_core.ui.analytics.period import View
from agency_core.ui.analytics.series import day_rows, hundred, series, step
from agency_core.ui.analytics.wall import change, points_of
from agency_core.ui.kit.charts import figures, grammar

_BARS = 20
_WORDS = {"rate": "engagement rate", "median": "median interactions of a post"}


def unit(metric: str) -> str:
    """What an axis of `metric` counts, in words."""
    return _WORDS.get(metric, metric)


def over_time(view: View, metric: str, by: str) -> None:
    """The metric over days: stacked counts, lines of rates; or a small chart a platform."""
    points = context.agency().numbers.daily(context.actor(), wanted=view.wanted)
    runs, colours = series(points, metric, view.wanted), kit.palette.palette()
    days = step(metric, view.wanted)
    every = "week" if days > 1 else "day"
    shown = Exhibit(
        key=f"analytics_{by}", name=f"{metric}-by-{every}", alt=f"{unit(metric).capitalize()} by {every} and platform",
        rows=day_rows(points), points=len({one.day for one in points if getattr(one, metric) is not None}),
        noun=f"days with {metric}",
    )
    if by == "small":
        ends = (view.wanted.first, view.wanted.last)
        multiplied(view, [
            grammar.small(one, *ends, kit.palette.colour(one[0], colours), share=metric == "rate") for one in runs
        ], shown)
        return
    figure = figures.rates(runs, colours) if metric == "rate" else figures.by_day(runs, f"{metric} a {every}", colours, days)
    happened = notes_of(view)
    plotted(view, mark(figure, happened), shown)
    noted(view, happened)


def by_dimension(view: View, metric: str, by: str) -> None:
    """The metric by platform, agent, persona, content type, topic, hashtag or campaign, beside the period before."""
    numbers, actor = context.agency().numbers, context.actor()
    found = _sorted(numbers.by(actor, wanted=view.wanted, dimension=by), metric)
    before = {one.key: one for one in numbers.by(actor, wanted=view.against, dimension=by)} if view.against else {}
    known = tuple(one for one in found if getattr(one, metric) is not None)
    noun = kit.words(by)
    if metric == "rate" and len(known) < len(found):
        st.caption("A rate is given where all posts of a group are on one platform: choose a platform to compare them.")
    if len(known) > _BARS:
        st.caption(f"The {_BARS} with the most of {kit.count(len(known), 'group')}; the table has them all.")
    plotted(view, figures.groups(known[:_BARS], metric, unit(metric), kit.palette.palette()), Exhibit(
        key=f"analytics_by_{by}", name=f"{metric}-by-{by}", alt=f"{unit(metric).capitalize()} by {noun.lower()}",
        rows=[_row(one, before.get(one.key), metric, noun) for one in found], points=len(known), least=1,
        noun=f"groups with {metric}", remedy=_remedy(by),
    ))


def _remedy(by: str) -> str:
    if by in {"topic", "hashtag", "campaign"}:
        return f"Posts get a {by} from their content or from an import."
    return "Choose another metric, a longer period or fewer filters."


def _sorted(found: tuple[GroupPoint, ...], metric: str) -> tuple[GroupPoint, ...]:
    return tuple(sorted(found, key=lambda one: (getattr(one, metric) is None, -(getattr(one, metric) or 0), one.label)))


def _row(one: GroupPoint, before: GroupPoint | None, metric: str, noun: str) -> dict[str, object]:
    now, then = getattr(one, metric), getattr(before, metric) if before else None
    delta = points_of(now, then) if metric == "rate" else change(now, then)
    return {
        noun: one.label, "Posts": one.posts, "Interactions": one.interactions, "Change": delta, "Median": one.median,
        "Rate %": hundred(one.rate), "of": one.base or None, "Views": one.views, "Impressions": one.impressions,
        "Reach, summed": one.reach, "Clicks": one.clicks,
    }

