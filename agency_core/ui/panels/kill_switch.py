"""The switches that hold back what a client, or the whole installation, publishes; going on follows a plan."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.domain.permission import Verb
from agency_core.ui import context, kit
from agency_core.ui.panels.resume_plan import open_plan, resume_plan
from agency_core.ui.who import who


def stop_everything() -> None:
    """Draw the switch of the whole installation, with the reason that it was turned for."""
    state = context.agency().calendar.resume.state()
    with kit.spread():
        word = ":orange[:material/pause_circle: Paused]" if state.is_on else ":green[:material/check_circle: Publishing]"
        st.markdown(f"**Everything** {word}", width="content")
        if state.is_on:
            st.button(
                "Resume everything", key="kill_all_resume", icon=":material/play_arrow:", on_click=open_plan,
                args=("resume_all",),
            )
        else:
            with st.popover("Pause everything", icon=":material/pause:", key="kill_all"):
                _ask_reason()
    if state.is_on:
        since = kit.when(state.since, context.zone(), context.now())
        st.caption(f"By {kit.plain(who(state.by))}, {since}: {kit.plain(state.why)}")
        resume_plan("Resume publishing everywhere?", "", "resume_all")


def _ask_reason() -> None:
    st.text("Nothing goes out for any client until it is resumed. What is being sent this moment is not stopped.")
    why = st.text_input("Reason", key="kill_all_why", max_chars=500)
    if st.button("Pause everything", key="kill_all_yes", type="primary"):
        kit.act(lambda: context.agency().calendar.resume.pause_all(context.actor(), why=why or ""), "Nothing goes out now.")


def kill_switch(client: ClientView) -> None:
    """Draw the switch of one client."""
    paused = client.publishing_paused
    with kit.spread():
        word = ":orange[:material/pause_circle: Paused]" if paused else ":green[:material/check_circle: Publishing]"
        st.markdown(f"**{kit.plain(client.name)}** {word}", width="content")
        may = context.actor().may(Verb.DECIDE, client.id, "delivery")
        if may and st.button(
            "Resume publishing" if paused else "Pause publishing", key=f"kill_{client.id}",
            icon=":material/play_arrow:" if paused else ":material/pause:",
        ):
            if paused:
                open_plan(f"resume_{client.id}")
            else:
                kit.confirm(f"kill_{client.id}_ask", _question(client), lambda: _pause(client.id))
    if paused:
        resume_plan(f"Resume publishing for {client.name}?", client.id, f"resume_{client.id}")


def _question(client: ClientView) -> kit.Question:
    due = context.agency().deliver.counts(context.actor(), client_id=client.id).get("pending", 0)
    waiting = kit.count(due, "delivery", "deliveries")
    return kit.Question(
        f"Pause publishing for {client.name}?",
        f"{waiting} waiting will be held back on all platforms. What is being sent this moment is not stopped.",
        "Pause publishing", f"Nothing goes out for {client.name}.",
    )


def _pause(client_id: str) -> None:
    context.agency().schedule.pause(context.actor(), client_id, paused=True)
