"""Who looks at what: the agency of this process, the person who acts, the client that is selected, its zone, and now."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from agency_core import agency as hall
from agency_core.agency import Agency
from agency_core.domain.actor import LOCAL_OWNER, Actor
from agency_core.domain.client import ClientView
from agency_core.domain.permission import Verb
from agency_core.ui.holdings import HOLDINGS, SID
from agency_core.ui.labels import told_apart

PARAM = "client"
"""The query parameter, and the key in the session, that names the selected client."""
_CHOICE = "client_choice"


def agency() -> Agency:
    """The services of this process."""
    return hall.current()


def actor() -> Actor:
    """The person at the screen; the local owner while there is no sign-in. Ends the run when nobody is signed in (any more)."""
    sessions = agency().door.sessions
    if not sessions.needs_sign_in():
        return LOCAL_OWNER
    session_id = str(st.user.get(SID, ""))
    found = sessions.named(session_id, st.context.ip_address or "") if session_id else None
    if found is None:
        st.stop()
    HOLDINGS.opened(found.session_id)
    return found


def may(verb: Verb, noun: str) -> bool:
    """Whether the person may do this to something of the selected client; what they may not is better not offered.

    The services decide for themselves in any case.
    """
    who = actor()
    chosen = client_or_none() if who.roles is not None else None
    return who.may(verb, chosen.id if chosen else "", noun)


def now() -> datetime:
    """The present moment in UTC, by the agency's clock."""
    return agency().clock.now()


def clients() -> tuple[ClientView, ...]:
    """Every client that the person reaches."""
    return agency().clients.list(actor())


def client_or_none() -> ClientView | None:
    """The selected client: named by `?client=`, else by the session, else the first; None when there is no client."""
    known = {one.id: one for one in clients()}
    for wanted in (st.query_params.get(PARAM, ""), str(st.session_state.get(PARAM, ""))):
        if wanted in known:
            st.session_state[PARAM] = wanted
            return known[wanted]
    return next(iter(known.values()), None)


def unknown_client() -> str:
    """The id in the address, when no client has it (any more); empty when all is well."""
    wanted = str(st.query_params.get(PARAM, ""))
    return wanted if wanted and wanted not in {one.id for one in clients()} else ""


def client() -> ClientView:
    """The selected client; without any, says how to start one and ends the run of this page."""
    chosen = client_or_none()
    if chosen is None:
        st.caption("There is no client yet. Begin on the Command center: explore the demo, or start your own client.")
        st.stop()
    return chosen


def zone() -> ZoneInfo:
    """The selected client's time zone; UTC while there is no client."""
    chosen = client_or_none()
    return ZoneInfo(chosen.timezone) if chosen else ZoneInfo("UTC")


def select(client_id: str) -> None:
    """Select a client for this session and name it in the address."""
    st.session_state[PARAM] = client_id
    st.query_params[PARAM] = client_id


def client_selector() -> None:
    """The selector of the sidebar; nothing while there is at most one client."""
    known = told_apart({one.id: one.name for one in clients()})
    chosen = client_or_none()
    if chosen is None or len(known) < 2:
        return
    if st.query_params.get(PARAM) != chosen.id:
        st.query_params[PARAM] = chosen.id
    st.session_state[_CHOICE] = chosen.id
    st.selectbox(
        "Client", list(known), format_func=lambda one: known[one], key=_CHOICE,
        on_change=lambda: select(st.session_state[_CHOICE]),
    )
