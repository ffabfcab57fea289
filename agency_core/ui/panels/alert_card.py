"""One alert as a card: what is wrong, since when, where it is fixed, and who takes care of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from agency_core.domain.alert import AlertState, AlertView
from agency_core.domain.permission import Verb
from agency_core.domain.rule import Severity
from agency_core.services.live import LIVE
from agency_core.ui import context, kit
from agency_core.ui.who import who


def alert_card(alert: AlertView, zone: ZoneInfo, rule: str) -> None:
    """Draw an alert of the rule called `rule` with its actions, times in `zone`."""
    now = context.now()
    since = alert.resolved_at or alert.fired_at or alert.first_seen_at
    with st.container(border=True, key=f"alert_{alert.id}", gap="xsmall"):
        with kit.spread():
            st.markdown(f"{badges(alert)} **{kit.plain(alert.summary)}**", width="content")
            st.caption(f"{kit.status('alert', alert.state).word} {kit.when(since, zone, now)}", width="content")
        if alert.detail:
            st.text(alert.detail)
        with kit.spread():
            told = [rule, care(alert, zone, now)]
            st.caption(kit.plain(" · ".join(one for one in told if one)), width="content")
            with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
                kit.go_to(alert.link)
                st.button("Details", key=f"alert_open_{alert.id}", type="tertiary", icon=":material/notes:",
                          on_click=kit.set_param, args=("alert", alert.id))
                acknowledge(alert)


def worst_first(alerts: Iterable[AlertView]) -> list[AlertView]:
    """Critical before warning before info, and what nobody takes care of before the rest; otherwise in the order given."""
    order = [str(one) for one in Severity]
    return sorted(alerts, key=lambda one: (order.index(one.severity), bool(one.acknowledged_at or one.muted_by)))


def badges(alert: AlertView) -> str:
    """Severity, or that it is over, as a badge."""
    if alert.state == AlertState.RESOLVED:
        return kit.badge_text("alert", alert.state)
    return kit.badge_text("severity", alert.severity)


def care(alert: AlertView, zone: ZoneInfo, now: datetime) -> str:
    """Who takes care, and why nobody was told, as plain text; empty when neither is so."""
    said = []
    if alert.acknowledged_at:
        said.append(f"acknowledged by {who(alert.acknowledged_by)} {kit.when(alert.acknowledged_at, zone, now)}")
    if alert.assigned_to:
        said.append(f"assigned to {who(alert.assigned_to)}")
    if alert.snoozed_until and alert.snoozed_until > now and alert.state != AlertState.RESOLVED:
        said.append(f"snoozed until {kit.when(alert.snoozed_until, zone, now)}")
    if alert.muted_by:
        said.append(f"nobody was told: {alert.muted_by}")
    text = " · ".join(said)
    return text[:1].upper() + text[1:]


def acknowledge(alert: AlertView) -> None:
    """The button that says: somebody is on it; nothing where that was said, or where it does not fire."""
    is_open = alert.state == AlertState.FIRING and not alert.acknowledged_at and alert.id != LIVE
    if is_open and context.actor().may(Verb.WRITE, alert.client_id, "alert"):
        st.button(
            "Acknowledge", key=f"ack_{alert.id}", icon=":material/done:",
            help="Say that somebody is on it. It goes on firing until the cause is gone.",
            on_click=kit.later, args=(lambda: _acknowledged(alert.id), "Acknowledged."),
        )


def _acknowledged(alert_id: str) -> None:
    context.agency().watchroom.incidents.acknowledge(context.actor(), alert_id)
