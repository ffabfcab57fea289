"""The form that silences alerts: which, from when until when, and why."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.domain.rule import Severity
from agency_core.domain.watching import Matcher
from agency_core.ui import context, kit
from agency_core.ui.moments import moment_of, wall
from agency_core.ui.watch.matching import rule_names

PREFILLED = ("silence_rule", "silence_subject")
"""Query parameters with which an alert fills in the form."""


def silence_form(client: ClientView | None) -> None:
    """Draw the form, filled in from the address where an alert led here."""
    labels = rule_names()
    zone, now = context.zone(), context.now()
    rule, subject = (kit.param(name) for name in PREFILLED)
    key = f"silence_{rule}_{subject}"
    with st.form(key, border=False):
        rules = st.multiselect("Rules", list(labels), [rule] if rule in labels else [], format_func=lambda one: labels[one],
                               key=f"{key}_rules", placeholder="Any rule")
        left, right = st.columns(2)
        severities = left.multiselect("Severities", [str(one) for one in Severity], key=f"{key}_severities",
                                      format_func=lambda one: kit.status("severity", one).word, placeholder="Any severity")
        about = right.text_input("About", subject, key=f"{key}_subject", placeholder="Anything",
                                 help="Exactly what the alert is about, as it says under About.")
        begin = left.datetime_input(f"From ({kit.zone_name(zone, now)})", wall(now, zone), key=f"{key}_from", step=300)
        end = right.datetime_input(f"Until ({kit.zone_name(zone, now)})", wall(now + timedelta(hours=1), zone),
                                   key=f"{key}_until", step=300)
        why = st.text_input("Why", key=f"{key}_why", max_chars=200, placeholder="Said to whoever wonders", required=True)
        whose = st.checkbox("For the whole agency, not only this client", key=f"{key}_agency") if client else True
        pressed = st.form_submit_button("Silence", key=f"{key}_send", type="primary", icon=":material/notifications_off:")
    if pressed:
        match = Matcher(tuple(rules), tuple(severities), (about.strip(),) if about and about.strip() else ())
        with kit.problems("The silence"):
            starts, ends = moment_of(begin, zone) or now, moment_of(end, zone) or now
            kit.act(lambda: context.agency().watchroom.silences.create(
                context.actor(), client_id="" if whose or not client else client.id, match=match, starts_at=starts, ends_at=ends,
                why=why or "",
            ), "Silenced.")
