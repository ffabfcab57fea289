"""Alerts that fire now, in short, for pages that are not about alerts."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.alert import AlertState
from agency_core.domain.paging import Page
from agency_core.ui import context, kit
from agency_core.ui.panels.alert_card import worst_first


def firing(client_id: str, limit: int = 5) -> None:
    """Draw the alerts that fire, worst first."""
    st.subheader("Alerts", anchor=False)
    found = context.agency().watch.list(
        context.actor(), client_id=client_id, state=AlertState.FIRING, page=Page(limit=limit),
    ).items
    if not found:
        kit.empty("No alert fires.", icon=":material/notifications_off:", page="alerts", action="Rules and history")
        return
    zone = context.zone()
    with st.container(border=True, gap="small"):
        for alert in worst_first(found):
            with kit.spread():
                with st.container(gap=None, width="stretch"):
                    st.markdown(f"**{kit.plain(alert.summary, 80)}**")
                    since = kit.when(alert.fired_at or alert.first_seen_at, zone, context.now())
                    st.caption(f"Since {since}" + (" · acknowledged" if alert.acknowledged_at else ""))
                kit.badge("severity", alert.severity)
                kit.go("alerts", "Open", alert=alert.id)
