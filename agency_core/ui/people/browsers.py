"""The browsers that somebody is signed in with, each of which can be signed out."""

from __future__ import annotations

from functools import partial

import streamlit as st

from agency_core.ui import context, kit


def browsers(person_id: str) -> None:
    """Draw the sessions of a person, the present one marked."""
    sessions, actor = context.agency().door.sessions, context.actor()
    found = sessions.list(actor, person_id=person_id)
    if not found:
        st.caption("Signed in nowhere.")
        return
    for one in found:
        with kit.spread():
            mark = " :blue-badge[this browser]" if one.id == actor.session_id else ""
            seen = kit.relative(one.seen_at, context.now())
            since = kit.when(one.created_at, context.zone(), context.now())
            st.markdown(f"{kit.plain(browser_name(one.browser))} · {kit.plain(one.address)}{mark}  \n"
                        f":gray[since {since} · last seen {seen} · by {kit.plain(one.how)}]", width="content")
            if st.button("Sign out", key=f"session_{one.id}"):
                kit.act(partial(sessions.revoke, actor, one.id), "That browser is signed out.")
    if len(found) > 1:
        besides = actor.session_id if person_id == actor.id else ""
        label = "Sign out all others" if besides else "Sign out all"
        if st.button(label, key=f"sessions_{person_id}", icon=":material/logout:"):
            kit.act(partial(sessions.end_all, actor, person_id=person_id, besides=besides), "They are signed out.")


def browser_name(told: str) -> str:
    """What a browser calls itself, in two words."""
    names = ("Edg/", "OPR/", "Firefox/", "Chrome/", "Safari/")
    systems = ("Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux")
    name = next((each.strip("/") for each in names if each in told), "")
    system = next((each for each in systems if each in told), "")
    shown = {"Edg": "Edge", "OPR": "Opera"}.get(name, name)
    return f"{shown} on {system}" if shown and system else told[:40] or "A browser"
