"""Who makes the posts, how they do, and where people drop out between seeing and clicking."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.agent import PERSONA_LABELS
from agency_core.domain.numbers import AgentScore, FunnelStep
from agency_core.ui import context, kit
from agency_core.ui.analytics.exhibit import Exhibit, multiplied, plotted
from agency_core.ui.analytics.period import View
from agency_core.ui.analytics.series import hundred
from agency_core.ui.kit.charts import curves, grammar

_CARDS = 6
_PERSONAS = {one.value: label for one, label in PERSONA_LABELS.items()}
FEW = 3


def scorecards(view: View, _metric: str, by: str) -> None:
    """A card for each agent or persona, then how they compare."""
    found = context.agency().numbers.scorecards(context.actor(), wanted=view.wanted, by_persona=by == "persona_score")
    st.caption("A median is the post in the middle: half did better. It is compared with all posts of the client.")
    with st.grid(4, min_column_width=220, key="analytics_scores"):
        for one in found[:_CARDS]:
            _card(one, view)
    known = tuple(one for one in found if one.against_client is not None)
    plotted(view, curves.scores(known, kit.palette.palette()), Exhibit(
        key=f"analytics_{by}", name=by.replace("_", "-"), alt="Median interactions against those of all posts",
        rows=[_row(one) for one in found], points=len(known), least=1, noun="creators with counted posts",
    ))


def _card(one: AgentScore, view: View) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.markdown(f"**{kit.plain(one.name)}**")
        persona = _PERSONAS.get(one.persona, one.persona)
        few = "few posts, read with care" if one.posts < FEW else ""
        said = (kit.plain(persona) if one.agent_id else "", kit.count(one.posts, "post"), few)
        st.caption(" · ".join(part for part in said if part))
        delta = None if one.against_before is None else f"{round((one.against_before - 1) * 100):+d} %"
        st.metric(
            "Median interactions", kit.compact(one.median_interactions), delta if view.against else None,
            delta_description="than the period before" if delta and view.against else None,
            help="Against the period of the same length directly before.",
        )
        for rated in one.rate_by_platform:
            st.caption(f"{kit.palette.label(rated.platform)} {kit.percent(rated.rate, 2)} of {rated.base}")


def _row(one: AgentScore) -> dict[str, object]:
    return {
        "Creator": one.name, "Posts": one.posts, "Interactions": one.interactions, "Median": one.median_interactions,
        "× client": _two(one.against_client), "× before": _two(one.against_before), "Targets met %": hundred(one.target_met),
        "Rates": ", ".join(f"{kit.palette.label(each.platform)} {each.rate * 100:.2f} %" for each in one.rate_by_platform),
    }


def _two(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def funnel(view: View, _metric: str, _by: str) -> None:
    """From seen to reacted to clicked, a small chart for each platform."""
    found = context.agency().numbers.funnel(context.actor(), wanted=view.wanted)
    st.caption("Only posts for which a platform counted every step. Each bar begins at 0; shares are of the first step.")
    colours = kit.palette.palette()
    platforms = sorted({one.platform for one in found}, key=kit.palette.place)
    multiplied(view, [
        grammar.steps(tuple(one for one in found if one.platform == platform), kit.palette.colour(platform, colours))
        for platform in platforms
    ], Exhibit(
        key="analytics_funnel", name="funnel", alt="From seen to clicked by platform", rows=[_step_row(one) for one in found],
        points=len(found),
        noun="steps",
    ))


def _step_row(one: FunnelStep) -> dict[str, object]:
    return {
        "Platform": kit.palette.label(one.platform), "Step": one.label, "Count": one.value, "Posts": one.posts,
        "Of the first %": hundred(one.share_of_first),
    }
