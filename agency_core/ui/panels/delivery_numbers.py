"""What the network counts for one delivered post, each time it was asked."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.delivery import DeliveryView
from agency_core.domain.metric import METRICS
from agency_core.domain.numbers import SnapshotFilter, SnapshotView
from agency_core.domain.paging import Page
from agency_core.domain.permission import Verb
from agency_core.ui import context, kit
from agency_core.ui.panels.drawer import heading

SHOWN = 12


def numbers(delivery: DeliveryView) -> None:
    """Draw the figures of a delivered post, newest first, and the button that asks for them now."""
    heading("Numbers")
    wanted = SnapshotFilter(content_id=delivery.content_id, platform=delivery.platform)
    found = context.agency().measure.list(context.actor(), filter=wanted, page=Page(limit=SHOWN)).items
    if found:
        known = [name for name in METRICS if any(name in each.metrics for each in found)]
        kit.table([_row(each, known) for each in found], key="delivery_numbers", alt="Figures of this post, newest first")
    else:
        st.caption("Not counted yet. The network is asked after a minute, an hour, six hours, then daily and weekly.")
    if context.may(Verb.WRITE, "upload") and st.button(
        "Ask for the numbers now", key="delivery_measure", icon=":material/refresh:",
    ):
        kit.act(lambda: context.agency().measure.collect(context.actor(), delivery.id), "The network was asked.")


def _row(shot: SnapshotView, known: list[str]) -> dict[str, object]:
    counted = {METRICS[name].label: shot.metrics.get(name) for name in known}
    rate = None if shot.engagement_rate is None else kit.percent(shot.engagement_rate)
    return {"Counted": kit.when(shot.taken_at, context.zone(), context.now()), **counted, "Rate": rate or kit.MISSING}
