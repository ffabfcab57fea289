"""The switch per client that holds back everything it publishes, with a question before it is turned."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.ui import context, kit


def kill_switch(client: ClientView) -> None:
    """Draw the switch of one client."""
    paused = client.publishing_paused
    with kit.spread():
        word = ":orange[:material/pause_circle: Paused]" if paused else ":green[:material/check_circle: Publishing]"
        st.markdown(f"**{kit.plain(client.name)}** {word}", width="content")
        if st.button(
            "Resume publishing" if paused else "Pause publishing", key=f"kill_{client.id}",
            icon=":material/play_arrow:" if paused else ":material/pause:",
        ):
            kit.confirm(f"kill_{client.id}_ask", _question(client), lambda: _turn(client.id, not paused))


def _question(client: ClientView) -> kit.Question:
    due = context.agency().deliver.counts(context.actor(), client_id=client.id).get("pending", 0)
    waiting = kit.count(due, "delivery", "deliveries")
    if client.publishing_paused:
        return kit.Question(
            f"Resume publishing for {client.name}?",
            f"{waiting} waiting. What is due goes out within seconds; what is too late is listed as missed.",
            "Resume publishing", f"{client.name} publishes again.",
        )
    return kit.Question(
        f"Pause publishing for {client.name}?",
        f"{waiting} waiting will be held back on all platforms. What is being sent this moment is not stopped.",
        "Pause publishing", f"Nothing goes out for {client.name}.",
    )


def _turn(client_id: str, paused: bool) -> None:
    context.agency().schedule.pause(context.actor(), client_id, paused=paused)
