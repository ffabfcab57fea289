"""What people do about an alert: acknowledge, assign, snooze, silence, comment, and what was learned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from agency_core.domain.alert import AlertState, AlertView
from agency_core.domain.clock import wall_to_utc
from agency_core.domain.permission import Verb
from agency_core.services.live import LIVE
from agency_core.ui import context, kit
from agency_core.ui.moments import moment_of, wall
from agency_core.ui.panels.drawer import heading
from agency_core.ui.watch.silence_form import PREFILLED

MORNING = 8


def snoozes(now: datetime, zone: ZoneInfo) -> Mapping[str, datetime]:
    """For how long one snoozes, in words, and until when; tomorrow's morning is that of `zone`."""
    tomorrow = (now.astimezone(zone) + timedelta(days=1)).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    morning = wall_to_utc(tomorrow.replace(tzinfo=None), zone.key)
    return {
        "15 minutes": now + timedelta(minutes=15), "1 hour": now + timedelta(hours=1),
        f"Until tomorrow {MORNING:02d}:00": morning.astimezone(UTC),
    }


def actions(alert: AlertView) -> None:
    """Draw what can be done about an alert that is not over."""
    if alert.state == AlertState.RESOLVED or not _may(alert):
        return
    with kit.toolbar("alert_actions"):
        _acknowledge(alert)
        _assign(alert)
        _snooze(alert)
        if not context.actor().may(Verb.DECIDE, alert.client_id, "silence"):
            return
        st.button("Silence this", key="alert_silence", icon=":material/notifications_off:", on_click=_to_silence, args=(alert,),
                  help="Mute what is like it for a time: opens the form, filled in")


def _may(alert: AlertView) -> bool:
    return alert.id != LIVE and context.actor().may(Verb.WRITE, alert.client_id, "alert")


def _to_silence(alert: AlertView) -> None:
    for name, value in zip((*PREFILLED, "alerts_tab"), (alert.rule, alert.subject, "Silences"), strict=True):
        kit.set_param(name, value)
    kit.clear("alert")


def _acknowledge(alert: AlertView) -> None:
    incidents, actor = context.agency().watchroom.incidents, context.actor()
    if alert.acknowledged_at:
        if st.button("Not acknowledged", key="alert_unack", icon=":material/remove_done:",
                     help="Take it back: nobody takes care of it, and people are told again."):
            kit.act(lambda: incidents.unacknowledge(actor, alert.id), "No longer acknowledged.")
    elif alert.state == AlertState.FIRING and st.button(
        "Acknowledge", key="alert_ack", type="primary", icon=":material/done:",
        help="Say that somebody is on it. It goes on firing until the cause is gone.",
    ):
        kit.act(lambda: incidents.acknowledge(actor, alert.id), "Acknowledged.")


def _assign(alert: AlertView) -> None:
    incidents, actor = context.agency().watchroom.incidents, context.actor()
    with st.popover("Assign", icon=":material/person_add:", key="alert_assign"):
        if alert.assigned_to != actor.label and st.button("To me", key="alert_assign_me", icon=":material/person:"):
            kit.act(lambda: incidents.assign(actor, alert.id, to=actor.label), "It is yours.")
        name = st.text_input("To somebody else", key="alert_assign_name", placeholder="Name", max_chars=80)
        if st.button("Assign", key="alert_assign_it"):
            kit.act(lambda: incidents.assign(actor, alert.id, to=(name or "").strip()), f"Assigned to {name}.")
        if alert.assigned_to and st.button("To nobody", key="alert_assign_none", type="tertiary"):
            kit.act(lambda: incidents.assign(actor, alert.id, to=""), "Assigned to nobody.")


def _snooze(alert: AlertView) -> None:
    incidents, actor, zone, now = context.agency().watchroom.incidents, context.actor(), context.zone(), context.now()
    if alert.snoozed_until and alert.snoozed_until > now:
        if st.button("Wake up", key="alert_unsnooze", icon=":material/alarm_on:", help="End the snooze: people are told again."):
            kit.act(lambda: incidents.unsnooze(actor, alert.id), "No longer snoozed.")
        return
    with st.popover("Snooze", icon=":material/snooze:", key="alert_snooze", help="Nobody is told of it for a time"):
        for place, (words, until) in enumerate(snoozes(now, zone).items()):
            if st.button(words, key=f"alert_snooze_{place}", width="stretch"):
                _snoozed(alert, until)
        picked = st.datetime_input(
            f"Until ({kit.zone_name(zone, now)})", value=wall(now + timedelta(hours=4), zone), key="alert_snooze_wall", step=300,
        )
        if st.button("Snooze until then", key="alert_snooze_until") and picked:
            then = moment_of(picked, zone)
            if then:
                _snoozed(alert, then)


def _snoozed(alert: AlertView, until: datetime) -> None:
    incidents, actor = context.agency().watchroom.incidents, context.actor()
    said = f"Snoozed until {kit.when(until, context.zone(), context.now())}."
    kit.act(lambda: incidents.snooze(actor, alert.id, until=until), said)


def comment(alert: AlertView) -> None:
    """Draw the field in which people write what they found or did."""
    if not _may(alert):
        return
    with st.form("alert_comment", border=False, clear_on_submit=True):
        text = st.text_area("Comment", key="alert_comment_text", height=80, placeholder="What you found, or did")
        pressed = st.form_submit_button("Comment", key="alert_comment_send", icon=":material/chat:")
    if pressed:
        incidents = context.agency().watchroom.incidents
        kit.act(lambda: incidents.comment(context.actor(), alert.id, text=(text or "").strip()), "Written down.")


def post_mortem(alert: AlertView) -> None:
    """Draw what was learned from it, to be read and written, also when it is over."""
    if alert.id == LIVE or not (alert.post_mortem or _may(alert)):
        return
    heading("What was learned")
    if not _may(alert):
        st.text(alert.post_mortem)
        return
    with st.form("alert_post_mortem", border=False):
        text = st.text_area(
            "Post-mortem note", alert.post_mortem, key=f"alert_post_mortem_{alert.id}", height=120,
            placeholder="What was the cause, what put it right, what keeps it from coming back?",
        )
        pressed = st.form_submit_button("Save the note", key="alert_post_mortem_save", icon=":material/save:")
    if pressed:
        incidents = context.agency().watchroom.incidents
        kit.act(lambda: incidents.post_mortem(context.actor(), alert.id, text=(text or "").strip()), "Saved.")
