"""Who is not told, and when: silences by matcher and time, and windows of maintenance."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.domain.permission import Verb
from agency_core.domain.watching import SilenceView
from agency_core.ui import context, kit
from agency_core.ui.watch.maintenance import maintenance
from agency_core.ui.watch.matching import about
from agency_core.ui.watch.silence_form import PREFILLED, silence_form
from agency_core.ui.who import who

PAST = 25


def silences_tab(client: ClientView | None) -> None:
    """Draw what is silenced, what was, and maintenance."""
    if context.may(Verb.DECIDE, "silence"):
        with st.expander("Silence alerts", icon=":material/notifications_off:", key="silence_new",
                         expanded=any(kit.param(name) for name in PREFILLED)):
            silence_form(client)
    _silences(client)
    maintenance()


def _silences(client: ClientView | None) -> None:
    found = context.agency().watchroom.silences.list(context.actor(), client_id=client.id if client else "", past=True).items
    now = context.now()
    coming = [one for one in found if _end(one) > now]
    past = [one for one in found if _end(one) <= now]
    if not coming:
        kit.empty("Nothing is silenced. Whoever should be told is told.", icon=":material/notifications_active:")
    for one in coming:
        _card(one)
    if past:
        with st.expander(f"Past silences ({len(past)})", icon=":material/history:", key="silence_past"):
            kit.table([_row(one) for one in past[:PAST]], key="silence_table", alt="Past silences, newest first")


def _end(one: SilenceView) -> datetime:
    return one.ended_at or one.ends_at


def _what(one: SilenceView) -> str:
    said = about(one.match)
    return said[:1].upper() + said[1:]


def _when(one: SilenceView) -> str:
    zone, now = context.zone(), context.now()
    if one.starts_at > now:
        return f"From {kit.when(one.starts_at, zone, now)} until {kit.absolute(one.ends_at, zone, now)}"
    return f"Until {kit.when(one.ends_at, zone, now)}"


def _card(one: SilenceView) -> None:
    planned = one.starts_at > context.now()
    with st.container(border=True, key=f"silence_{one.id}", gap="xsmall"):
        with kit.spread():
            st.markdown(f"{kit.badge_text('silence', 'planned' if planned else 'active')} **{kit.plain(_what(one))}**",
                        width="content")
            st.caption(kit.plain(_when(one)), width="content")
        with kit.spread():
            whose = "" if one.client_id else " · for the whole agency"
            st.caption(kit.plain(f"{one.why} · by {who(one.created_by)}{whose}"), width="content")
            if not context.actor().may(Verb.DECIDE, one.client_id, "silence"):
                return
            ask = kit.Question("End this silence?", f"People are told of {about(one.match)} again.", "End it")
            kit.confirm_here(
                f"silence_end_{one.id}", "End now", ask,
                lambda: context.agency().watchroom.silences.end(context.actor(), one.id), icon=":material/notifications_active:",
            )


def _row(one: SilenceView) -> dict[str, object]:
    zone, now = context.zone(), context.now()
    return {
        "About": _what(one), "From": kit.absolute(one.starts_at, zone, now), "Until": kit.absolute(_end(one), zone, now),
        "Why": one.why, "By": who(one.created_by), "Ended early": "yes" if one.ended_at else "",
    }
