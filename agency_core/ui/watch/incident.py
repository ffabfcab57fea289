"""One alert in full: what, since when, how bad, why with its figures, what to do, what happened, and what people do about it."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.alert import AlertState, AlertView
from agency_core.domain.rule import RuleView
from agency_core.ui import context, kit
from agency_core.ui.panels.alert_card import badges, care
from agency_core.ui.panels.drawer import facts
from agency_core.ui.watch.caring import actions, comment, post_mortem
from agency_core.ui.watch.figures import figures
from agency_core.ui.watch.muting import explained
from agency_core.ui.watch.runbook import what_to_do
from agency_core.ui.watch.timeline import timeline
from agency_core.ui.who import who


def incident(alert_id: str) -> None:
    """Draw one alert with what can be done about it."""
    room, actor = context.agency().watchroom, context.actor()
    (alert,) = explained([room.alerts.get(actor, alert_id)])
    client = alert.client_id or _client_id()
    rule = next((one for one in room.rules.list(actor, client_id=client) if one.name == alert.rule), None)
    _head(alert)
    actions(alert)
    facts("Facts about the alert", _facts(alert, rule))
    what_to_do(rule.runbook if rule else "")
    comment(alert)
    timeline(room.alerts.history(actor, alert_id))
    if alert.state != AlertState.PENDING:
        post_mortem(alert)


def _client_id() -> str:
    chosen = context.client_or_none()
    return chosen.id if chosen else ""


def _head(alert: AlertView) -> None:
    zone, now = context.zone(), context.now()
    with kit.spread():
        st.markdown(badges(alert), width="content")
        kit.go_to(alert.link)
    if alert.detail:
        st.text(alert.detail)
    if said := care(alert, zone, now):
        st.caption(kit.plain(said))


def _facts(alert: AlertView, rule: RuleView | None) -> tuple[tuple[str, str], ...]:
    zone, now = context.zone(), context.now()

    def at(moment: object) -> str:
        return kit.plain(kit.when(moment, zone, now)) if moment else ""  # type: ignore[arg-type]

    return (
        ("State", kit.plain(kit.status("alert", alert.state).word)),
        ("Since", at(alert.fired_at or alert.first_seen_at)), ("Resolved", at(alert.resolved_at)),
        ("Last seen", at(alert.last_seen_at)),
        *((kit.plain(name), kit.plain(value)) for name, value in figures(alert, rule)),
        ("Rule", kit.plain(rule.label if rule else alert.rule)), ("Why it matters", kit.plain(rule.explains if rule else "")),
        ("About", kit.plain(alert.subject)), ("Taken care of by", kit.plain(who(alert.assigned_to))),
        ("Somebody was told", at(alert.notified_at)),
    )
