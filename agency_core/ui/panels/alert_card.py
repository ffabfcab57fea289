"""One alert: what is wrong, since when, where it is fixed, and who has seen it."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

import streamlit as st

from agency_core.domain.alert import AlertState, AlertView
from agency_core.domain.paging import Page
from agency_core.domain.rule import Severity
from agency_core.ui import context, kit
from agency_core.ui.panels.drawer import facts


def alert_card(alert: AlertView, zone: ZoneInfo) -> None:
    """Draw an alert with its actions, times in `zone`."""
    now = context.now()
    since = alert.resolved_at or alert.fired_at or alert.first_seen_at
    with st.container(border=True, key=f"alert_{alert.id}", gap="xsmall"):
        with kit.spread():
            st.markdown(f"{badges(alert)} **{kit.plain(alert.summary)}**", width="content")
            st.caption(f"{kit.status('alert', alert.state).word} {kit.when(since, zone, now)}", width="content")
        with kit.spread():
            st.text(alert.detail)
            with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
                kit.go_to(alert.link)
                acknowledge(alert, zone)


def worst_first(alerts: Iterable[AlertView]) -> list[AlertView]:
    """Critical before warning before info; otherwise in the order given."""
    order = [str(one) for one in Severity]
    return sorted(alerts, key=lambda one: order.index(one.severity))


def badges(alert: AlertView) -> str:
    """Severity, or that it is over, as a badge."""
    if alert.state == AlertState.RESOLVED:
        return kit.badge_text("alert", alert.state)
    return kit.badge_text("severity", alert.severity)


def acknowledge(alert: AlertView, zone: ZoneInfo) -> None:
    """The button that says: somebody is on it; or who said so."""
    if alert.acknowledged_at:
        who = "you" if alert.acknowledged_by == context.actor().label else alert.acknowledged_by
        when = kit.when(alert.acknowledged_at, zone, context.now())
        st.caption(f":material/done_all: Acknowledged by {kit.plain(who)} {when}", width="content")
    elif alert.state == AlertState.FIRING:
        st.button(
            "Acknowledge", key=f"ack_{alert.id}", icon=":material/done:",
            help="Say that somebody is on it. It goes on firing until the cause is gone.",
            on_click=lambda: kit.later(lambda: context.agency().watch.acknowledge(context.actor(), alert.id), "Acknowledged."),
        )


def alert_detail(alert_id: str) -> None:
    """Draw one alert in full, found among the newest."""
    everything = context.agency().watch.list(context.actor(), page=Page(limit=500)).items
    alert = next((one for one in everything if one.id == alert_id), None)
    if alert is None:
        st.caption("This alert is older than what is kept.")
        return
    zone, now = context.zone(), context.now()
    st.subheader(kit.plain(alert.summary), anchor=False)
    st.markdown(badges(alert))
    st.text(alert.detail)
    rule = next((one for one in context.agency().watch.rules() if one.name == alert.rule), None)
    facts("Facts about the alert", (
        ("Rule", kit.plain(rule.label if rule else alert.rule)), ("Why it matters", kit.plain(rule.explains if rule else "")),
        ("About", kit.plain(alert.subject)),
        ("First seen", kit.when(alert.first_seen_at, zone, now)),
        ("Fired", kit.when(alert.fired_at, zone, now) if alert.fired_at else ""),
        ("Last seen", kit.when(alert.last_seen_at, zone, now)),
        ("Resolved", kit.when(alert.resolved_at, zone, now) if alert.resolved_at else ""),
    ))
    with kit.toolbar():
        kit.go_to(alert.link)
        acknowledge(alert, zone)
