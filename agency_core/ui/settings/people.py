"""People and access: who may do what, as it is today."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.ui import context, kit
from agency_core.ui.people.permission_table import permission_table


def people_tab(client: ClientView) -> None:
    """Say plainly that there is no sign-in, what protects the desk instead, and who approved lately."""
    st.markdown(
        "**Local mode.** There is no sign-in yet: whoever can open this page on this machine is the owner and may do everything."
    )
    st.table(
        {
            "Where it listens": kit.plain(f"{context.agency().settings.host}, this machine only"),
            "Who you are": kit.plain(context.actor().label),
            "Agents": "propose and answer messages; they approve nothing, unless the client's approval names them",
            "Other addresses": "refused until sign-in exists; foreign pages cannot call the API",
            "Clients": "everybody sees all of them",
        },
        border="horizontal",
    )
    with st.expander("Roles and what they may do", key="settings_roles", icon=":material/shield_person:"):
        permission_table()
    st.subheader("Decisions lately", anchor=False)
    with kit.problems("The decisions"):
        _decisions(client)


def _decisions(client: ClientView) -> None:
    agency, actor, zone, now = context.agency(), context.actor(), context.zone(), context.now()
    found = agency.operate.activity(actor, client_id=client.id).items
    rows = [
        {
            "When": kit.absolute(one.at, zone, now), "Who": one.actor,
            "What": f"{kit.words(one.noun)} {kit.words(one.to_state).lower()}", "Why": one.why,
        }
        for one in found if one.actor.startswith("person:")
    ]
    if rows:
        kit.table(rows[:25], key="settings_decisions", alt="What people decided for this client, newest first")
    else:
        st.caption("Nobody has decided anything yet.")
