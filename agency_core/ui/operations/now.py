"""Now: health in one word, what waits, who may publish, draining, and planned maintenance."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.log import Waiting
from agency_core.ui import context, kit
from agency_core.ui.panels.health import health_strip
from agency_core.ui.panels.kill_switch import kill_switch, stop_everything
from agency_core.ui.watch.maintenance import maintenance

QUEUES = {
    "deliveries": ("Due deliveries", "deliveries"), "messages": ("Messages to answer", "messages"),
    "review": ("Content to review", "review"), "notifications": ("Notifications to send", "alerts"),
}
DRAINED = "Drain: what is being sent is finished, nothing new is taken."


@kit.live_panel("The health", every=2, key="operations_health")
def _health() -> None:
    status = context.agency().operate.status()
    health_strip(status)
    kit.engine_freshness(status.scheduler_beat_at)


@kit.live_panel("The queues", every=5, key="operations_queues")
def _queues() -> None:
    room, actor = context.agency().operate.room, context.actor()
    kit.table([_queue(one) for one in room.queues(actor)], key="queues_table", alt="What waits although it could go, by queue")
    late = room.due(actor)
    if late:
        st.caption("Due deliveries by platform, the longest wait first")
        kit.table([{
            "Platform": kit.palette.label(one.name), "Waiting": kit.number(one.count), "Oldest due": _since(one),
        } for one in late], key="due_table", alt="Due deliveries by platform")


def _queue(one: Waiting) -> dict[str, object]:
    return {"Queue": QUEUES[one.name][0], "Waiting": kit.number(one.count), "Oldest": _since(one)}


def _since(one: Waiting) -> str:
    return kit.relative(one.oldest, context.now()) if one.oldest else kit.MISSING


@kit.live_panel("The drain", every=2, key="operations_drain")
def _drain() -> None:
    agency, actor = context.agency(), context.actor()
    if not agency.calendar.resume.state().is_on:
        with kit.spread():
            st.markdown("**Drain** :gray[Finish what is being sent, take nothing new: before an update]", width="content")
            if st.button("Drain", key="drain", icon=":material/hourglass_bottom:"):
                kit.act(lambda: agency.calendar.resume.pause_all(actor, why=DRAINED), "Nothing new is taken.")
        return
    left = agency.operate.room.in_hand(actor)
    if left:
        st.markdown(f":orange[:material/hourglass_top: {kit.count(left, 'delivery is', 'deliveries are')} being sent still.]")
    else:
        kit.quiet("Nothing is in hand: it is safe to stop or to update.")


def now_tab() -> None:
    """Draw the section."""
    _health()
    actor = context.actor()
    if actor.owns("task"):
        st.subheader("What waits", anchor=False)
        _queues()
    st.subheader("Publishing", anchor=False)
    st.caption("Holds back everything, or what one client publishes, until you let it go again by a plan for what became late.")
    with st.container(border=True):
        if actor.owns("delivery"):
            stop_everything()
            _drain()
        for client in context.clients():
            kill_switch(client)
        if not context.clients():
            st.caption("There is no client yet.")
    maintenance()
