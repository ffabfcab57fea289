"""What happens next: the deliveries that the clock will send, in their order."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from agency_core.domain.delivery import DeliveryState, DeliveryView
from agency_core.ui import context, kit
from agency_core.ui.panels.delivery_words import standing, what
from agency_core.ui.panels.nothing_written import nothing_written


def coming(client_id: str, limit: int = 5) -> None:
    """Draw the next deliveries with absolute and relative times."""
    st.subheader("What happens next", anchor=False)
    nearest = context.agency().deliver.coming(context.actor(), client_id=client_id, limit=limit)
    if not nearest:
        nothing_written("Nothing is scheduled.")
        return
    zone = context.zone()
    with st.container(border=True, gap="small"):
        for delivery in nearest:
            _line(delivery, zone)


def _line(delivery: DeliveryView, zone: ZoneInfo) -> None:
    with kit.spread():
        with st.container(gap=None, width="stretch"):
            st.markdown(f"**{kit.plain(what(delivery), 70)}**")
            st.caption(f"{kit.when(delivery.sends_at, zone, context.now())} · {kit.palette.label(delivery.platform)}")
        if standing(delivery) != DeliveryState.PENDING:
            kit.badge("standing", standing(delivery))
        kit.go("deliveries", "Open", delivery=delivery.id)
