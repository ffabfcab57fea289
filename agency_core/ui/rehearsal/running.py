"""A rehearsal that waits or runs: how far it is, and the way to stop it."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.rehearsal import UNFINISHED, WEATHER_LABELS, RehearsalView, Weather
from agency_core.ui import context, kit


def title(view: RehearsalView) -> str:
    """Its weather, in words."""
    return WEATHER_LABELS[Weather(view.weather)]


def running(rehearsal_id: str) -> None:
    """Show progress every second; when it is over, the whole page is drawn anew."""
    st.fragment(_progress, run_every=1, key="rehearsal_progress")(rehearsal_id)


def _progress(rehearsal_id: str) -> None:
    agency, actor = context.agency(), context.actor()
    view = agency.rehearse.get(actor, rehearsal_id)
    if view.state not in UNFINISHED:
        st.rerun()
    with st.container(border=True, key="rehearsal_running"):
        with kit.spread():
            st.markdown(f"**{title(view)}**: the week from {kit.absolute(view.starts_at, context.zone(), context.now())}")
            if st.button("Cancel", key="rehearsal_cancel", icon=":material/stop_circle:"):
                with kit.problems("Cancelling"):
                    agency.rehearse.cancel(actor, rehearsal_id)
                    st.rerun()
        said = "It waits for the engine." if view.state == "queued" else f"{view.progress:.0%} of the week is over."
        st.progress(view.progress, text=said)
