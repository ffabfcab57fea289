"""Before there is an owner: what signing in brings, and the link by which the owner comes."""

from __future__ import annotations

import streamlit as st

from agency_core.ui import context, kit

_LINK = "people_first_link"


def local_mode() -> None:
    """Draw it."""
    st.markdown("**Nobody signs in yet.** Whoever opens this desk on this machine owns the agency.")
    st.table(
        {
            "You get": "people with roles for each client, and a trail of who did what",
            "From then on": "everybody signs in with a password, and a second factor if they like; programs need a token",
            "First": "make yourself the owner by the link below, then invite the others here",
        },
        border="horizontal",
    )
    if st.button("Create the owner's link", key="people_first_run", type="primary", icon=":material/key:"):
        with kit.problems("The link"):
            st.session_state[_LINK] = context.agency().door.first_run.link(context.actor())
    link = st.session_state.get(_LINK)
    if link:
        st.code(link, language=None, wrap_lines=True)
        st.caption("Open it in this browser. It works once, for half an hour; a new one ends this one. "
                   "In a terminal: `python -m agency_core owner`")
