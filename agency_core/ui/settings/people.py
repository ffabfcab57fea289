"""People and access: who may do what, as it is today."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.ui import context, kit
from agency_core.ui.who import who


def people_tab(client: ClientView) -> None:
    """Say who comes in and what protects the desk, and who decided lately."""
    signs_in = context.agency().door.sessions.needs_sign_in()
    if signs_in:
        st.markdown("**Everybody signs in.** Roles are given for each client, or for the whole agency.")
    else:
        st.markdown("**Local mode.** There is no sign-in yet: whoever can open this page on this machine is the owner and may do "
                    "everything.")
    me = context.agency().door.people.me(context.actor())
    st.table(
        {
            "Where it listens": kit.plain(context.agency().settings.host if signs_in else
                                          f"{context.agency().settings.host}, this machine only"),
            "Who you are": kit.plain(me.name if me else "the owner of this machine"),
            "Agents": "propose and answer messages; they approve nothing, unless the client's approval names them",
            "Programs": "need a token of an agent or a key of a person" if signs_in else "on this machine need no token",
            "Clients": "are seen by who has a role for them" if signs_in else "everybody sees all of them",
        },
        border="horizontal",
    )
    kit.go("people", "People and roles", icon=":material/group:", people_tab="Roles")
    st.subheader("Decisions lately", anchor=False)
    with kit.problems("The decisions"):
        _decisions(client)


def _decisions(client: ClientView) -> None:
    agency, actor, zone, now = context.agency(), context.actor(), context.zone(), context.now()
    found = agency.operate.activity(actor, client_id=client.id).items
    rows = [
        {
            "When": kit.absolute(one.at, zone, now), "Who": who(one.actor),
            "What": f"{kit.words(one.noun)} {kit.words(one.to_state).lower()}", "Why": one.why,
        }
        for one in found if one.actor.startswith("person:")
    ]
    if rows:
        kit.table(rows[:25], key="settings_decisions", alt="What people decided for this client, newest first")
    else:
        st.caption("Nobody has decided anything yet.")
