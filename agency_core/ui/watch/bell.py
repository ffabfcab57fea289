"""The bell: how many alerts fire that the person has not looked at, on every page, without a reload."""

from __future__ import annotations

import streamlit as st

from agency_core.services.bell import MOST
from agency_core.ui import context, kit

EVERY = 5
"""Seconds between two rings: half of what may pass until a new alert is seen."""


def bell(client_id: str) -> None:
    """Draw the bell at the place where it is called; it counts by itself and leads to Alerts."""
    st.fragment(_ring, run_every=kit.live(EVERY), key="bell")(client_id)


def _ring(client_id: str) -> None:
    with kit.problems("Counting new alerts"):
        new = context.agency().watchroom.bell.unseen(context.actor(), client_id=client_id)
        with st.container(key="bell_ring", horizontal=True, horizontal_alignment="right"):
            if not new:
                kit.go("alerts", "No new alerts", icon=":material/notifications:", help="Alerts that fire and that you have seen")
                return
            shown = f"{MOST - 1}+ new alerts" if new >= MOST else kit.count(new, "new alert")
            kit.go("alerts", f":red[**{shown}**]", icon=":material/notifications_unread:", help="See what is new")
