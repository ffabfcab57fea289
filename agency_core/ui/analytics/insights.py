"""Insights: what the numbers taught, with the sample behind each; what is applied changes what agents write next."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.domain.insight import InsightStatus, InsightView
from agency_core.domain.permission import Verb
from agency_core.ui import context, kit

_MEANS = {
    InsightStatus.OPEN: "Nobody has decided on these yet.",
    InsightStatus.APPLIED: "Agents write by these.",
    InsightStatus.DISMISSED: "Agents do not write by these.",
}


def insights(client: ClientView) -> None:
    """Draw the insights of a client, by what was decided about them."""
    chosen = st.segmented_control(
        "Decided", list(InsightStatus), format_func=lambda one: one.capitalize(), default=InsightStatus.OPEN,
        key="insights_status", label_visibility="collapsed",
    ) or InsightStatus.OPEN
    st.caption(_MEANS[chosen])
    with kit.problems("The insights"):
        found = context.agency().learn.list(context.actor(), client_id=client.id, status=chosen).items
        if not found:
            kit.empty(
                "No insights here.", icon=":material/lightbulb:", page="messages",
                action="Ask the data decoder with a performance update",
            )
        for each in found:
            _card(each)


def _card(insight: InsightView) -> None:
    with st.container(border=True):
        st.markdown(f"**{kit.plain(insight.claim)}**")
        sample = insight.evidence.get("sample_size")
        told = kit.when(insight.created_at, context.zone(), context.now())
        st.caption(f"{kit.plain(insight.agent_id)} · {told}" + (f" · {sample} posts" if sample else " · no sample given"))
        with st.container(horizontal=True):
            may = context.actor().may(Verb.DECIDE, insight.client_id, "insight")
            can_apply, can_dismiss = (may and insight.status != each for each in (InsightStatus.APPLIED, InsightStatus.DISMISSED))
            if can_apply and st.button("Apply", key=f"apply_{insight.id}", icon=":material/check:"):
                kit.act(lambda: context.agency().learn.apply(context.actor(), insight.id), "Agents write by it from now on.")
            if can_dismiss and st.button("Dismiss", key=f"dismiss_{insight.id}"):
                kit.act(lambda: context.agency().learn.dismiss(context.actor(), insight.id), "Dismissed.")
            with st.popover("Evidence"):
                st.json(dict(insight.evidence))
