"""The story of an alert: when it fired, who was told, what people did and said, and when it was over."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from agency_core.domain.operations import HistoryView
from agency_core.ui import context, kit
from agency_core.ui.panels.drawer import heading
from agency_core.ui.who import who

STEPS = {
    "pending": (":material/hourglass_top:", "Seen for the first time"),
    "firing": (":material/notifications_active:", "Fires"),
    "resolved": (":material/check_circle:", "Resolved"),
    "acknowledged": (":material/done_all:", "Acknowledged"),
    "unacknowledged": (":material/remove_done:", "No longer acknowledged"),
    "assigned": (":material/person:", "Assigned"),
    "unassigned": (":material/person_off:", "Assigned to nobody"),
    "snoozed": (":material/snooze:", "Snoozed"),
    "unsnoozed": (":material/alarm_on:", "No longer snoozed"),
    "commented": (":material/chat:", "Comment"),
    "muted": (":material/notifications_off:", "Nobody is told"),
    "told": (":material/send:", "Somebody was told"),
    "post-mortem": (":material/history_edu:", "What was learned"),
}
_OTHER = ":material/circle:"


def timeline(changes: Sequence[HistoryView]) -> None:
    """Draw what happened, the newest first."""
    heading("What happened")
    if not changes:
        st.caption("Nothing is on record.")
        return
    zone, now = context.zone(), context.now()
    with st.container(key="alert_timeline", gap="small"):
        for one in reversed(changes):
            icon, word = STEPS.get(one.to_state, (_OTHER, kit.words(one.to_state)))
            by = "" if one.actor.startswith(("system:", "notifier:")) else f" by {kit.plain(who(one.actor))}"
            with st.container(gap=None):
                st.markdown(f"{icon} **{kit.plain(word)}**{by} :gray[{kit.plain(kit.when(one.at, zone, now))}]")
                if one.why:
                    st.caption(kit.plain(who(one.why) if one.to_state == "assigned" else one.why))
