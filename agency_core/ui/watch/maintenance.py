"""Windows of maintenance: planned, under way and past, and the form that plans one."""

from __future__ import annotations

from datetime import datetime, timedelta

import streamlit as st

from agency_core.domain.watching import MaintenanceView
from agency_core.ui import context, kit
from agency_core.ui.moments import moment_of, wall
from agency_core.ui.who import who

PAST = 25


def maintenance() -> None:
    """Draw the windows and the form."""
    st.subheader("Maintenance", anchor=False)
    st.caption("While the installation is worked on, nobody is told of alerts, and standing still counts as planned.")
    if context.actor().owns("alert"):
        with st.expander("Plan maintenance", icon=":material/construction:", key="maintenance_new"):
            _form()
    found = context.agency().watchroom.maintenance.list(context.actor(), past=True).items
    now = context.now()
    coming = [one for one in found if _end(one) > now]
    past = [one for one in found if _end(one) <= now]
    if not coming:
        st.caption(":material/construction: No maintenance is planned.")
    for one in sorted(coming, key=lambda each: each.starts_at):
        _card(one, now)
    if past:
        with st.expander(f"Past maintenance ({len(past)})", icon=":material/history:", key="maintenance_past"):
            kit.table([_row(one, now) for one in past[:PAST]], key="maintenance_table", alt="Past maintenance, newest first")


def _end(one: MaintenanceView) -> datetime:
    return one.ended_at or one.ends_at


def _form() -> None:
    zone, now = context.zone(), context.now()
    with st.form("maintenance_form", border=False):
        left, right = st.columns(2)
        begin = left.datetime_input(f"From ({kit.zone_name(zone, now)})", wall(now, zone), key="maintenance_from", step=300)
        end = right.datetime_input(f"Until ({kit.zone_name(zone, now)})", wall(now + timedelta(hours=1), zone),
                                   key="maintenance_until", step=300)
        why = st.text_input("Why", key="maintenance_why", max_chars=200, required=True, placeholder="What is worked on")
        holds = st.checkbox("Hold publishing meanwhile; it goes on afterwards by itself", key="maintenance_holds")
        pressed = st.form_submit_button("Plan", key="maintenance_plan", type="primary", icon=":material/construction:")
    if pressed:
        with kit.problems("The maintenance"):
            starts, ends = moment_of(begin, zone) or now, moment_of(end, zone) or now
            kit.act(lambda: context.agency().watchroom.maintenance.plan(
                context.actor(), starts_at=starts, ends_at=ends, why=why or "", holds_publishing=holds,
            ), "Planned.")


def _card(one: MaintenanceView, now: datetime) -> None:
    zone, runs = context.zone(), one.starts_at <= now
    word = "active" if runs else "planned"
    with st.container(border=True, key=f"maintenance_{one.id}", gap="xsmall"):
        with kit.spread():
            st.markdown(f"{kit.badge_text('maintenance', word)} **{kit.plain(one.why)}**", width="content")
            span = f"{kit.when(one.starts_at, zone, now)} until {kit.absolute(one.ends_at, zone, now)}"
            st.caption(kit.plain(f"Since {span}" if runs else span), width="content")
        with kit.spread():
            holds = "Publishing is held" if runs else "Publishing will be held"
            st.caption(kit.plain(f"{holds if one.holds_publishing else 'Publishing goes on'} · by {who(one.created_by)}"),
                       width="content")
            if not context.actor().owns("alert"):
                return
            what = "People are told of alerts again" + (", and publishing goes on." if one.holds_publishing else ".")
            ask = kit.Question("End this maintenance?" if runs else "Call this maintenance off?", what, "End it")
            kit.confirm_here(
                f"maintenance_end_{one.id}", "End now" if runs else "Call off", ask,
                lambda: context.agency().watchroom.maintenance.end(context.actor(), one.id), icon=":material/event_busy:",
            )


def _row(one: MaintenanceView, now: datetime) -> dict[str, object]:
    zone = context.zone()
    return {
        "Why": one.why, "From": kit.absolute(one.starts_at, zone, now), "Until": kit.absolute(_end(one), zone, now),
        "Publishing": "held" if one.holds_publishing else "went on", "By": who(one.created_by),
        "Ended early": "yes" if one.ended_at else "",
    }
