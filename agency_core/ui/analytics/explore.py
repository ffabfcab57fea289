"""Explore: pick a look at the posts, then a metric. Every choice is in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import streamlit as st

from agency_core.domain.metric import METRICS
from agency_core.ui import context, kit
from agency_core.ui.analytics.groups import by_dimension, over_time
from agency_core.ui.analytics.period import View
from agency_core.ui.analytics.posts import points
from agency_core.ui.analytics.rates import definitions
from agency_core.ui.analytics.scorecards import funnel, scorecards
from agency_core.ui.analytics.spreads import cohorts, spread
from agency_core.ui.analytics.timing import hours

METRIC, BY = "analytics_metric", "analytics_by"
_LABELS = {
    "interactions": "Interactions", "rate": "Engagement rate", "views": "Views", "impressions": "Impressions",
    "reach": "Reach, summed", "clicks": "Clicks", "posts": "Posts", "median": "Median interactions",
}
_MEANINGS = {
    "interactions": "Likes, comments, shares and saves added up.", "posts": "Posts that were published.",
    "rate": "Interactions over each platform's own base, pooled as sum over sum.",
    "reach": "People reached by each post, added up: who saw two posts counts twice.",
    "median": "The interactions of the post in the middle: half of the posts got more.",
}
_COUNTS = ("interactions", "views", "impressions", "reach", "posts", "rate")


@dataclass(frozen=True)
class Look:
    """A way to look: its name, what `analytics_by` may be for it, the metrics that it knows, and what draws it."""

    label: str
    by: Mapping[str, str]
    draw: Callable[[View, str, str], None]
    metrics: tuple[str, ...] = field(default=())


LOOKS = (
    Look("Over time", {"day": "All in one chart", "small": "One chart a platform"}, over_time, _COUNTS),
    Look("Compare", {
        "platform": "By platform", "agent": "By agent", "persona": "By persona", "content_type": "By content type",
        "topic": "By topic", "hashtag": "By hashtag", "campaign": "By campaign",
    }, by_dimension, (*_COUNTS, "clicks", "median")),
    Look("Best time", {"hour": "By hour and weekday"}, hours),
    Look("Spread", {"spread": "By platform"}, spread, ("interactions", "views", "rate")),
    Look("Growth", {"age": "By age of the post"}, cohorts, ("views", "interactions")),
    Look("Funnel", {"funnel": "By platform"}, funnel),
    Look("Scorecards", {"score": "Agents", "persona_score": "Personas"}, scorecards),
    Look("Posts", {"post": "By post"}, points, ("views", "impressions")),
)
_LOOK = "analytics_look_choice"


def explore(view: View) -> None:
    """Draw the choices, the chart and the table."""
    by = kit.param(BY)
    look = next((one for one in LOOKS if by in one.by), LOOKS[0])
    _pick(look)
    by, metric = next(iter(look.by)), ""
    with st.container(horizontal=True, key="analytics_choices"):
        if look.metrics:
            metric = kit.choose(
                "Metric", {one: _LABELS[one] for one in look.metrics}, param_name=METRIC, kind="select", default=look.metrics[0],
            )
        if len(look.by) > 1:
            by = kit.choose("By", look.by, param_name=BY, kind="select", default=by)
    if metric:
        st.caption(_MEANINGS.get(metric) or METRICS[metric].meaning)
    look.draw(view, metric, by)
    if metric == "rate":
        platforms = context.agency().numbers.by(context.actor(), wanted=view.wanted, dimension="platform")
        definitions(one.key for one in platforms)


def _pick(look: Look) -> None:
    st.session_state[_LOOK] = look.label
    st.segmented_control(
        "Look", [one.label for one in LOOKS], key=_LOOK, label_visibility="collapsed", required=True, on_change=_write,
    )


def _write() -> None:
    chosen = next(one for one in LOOKS if one.label == st.session_state[_LOOK])
    kit.set_param(BY, next(iter(chosen.by)) if chosen is not LOOKS[0] else "")
