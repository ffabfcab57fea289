"""Inviting: whom, to be what, for whom; the link is shown once."""

from __future__ import annotations

from functools import partial

import streamlit as st

from agency_core.domain.permission import Role, Verb
from agency_core.ui import context, kit
from agency_core.ui.people.role_words import ABOUT, LABELS, WHOLE

_MADE = "people_invited"


@st.dialog("Invite somebody", icon=":material/person_add:", on_dismiss="rerun")
def invite() -> None:
    """Ask for the address, the role and the client; then show the link."""
    made = st.session_state.get(_MADE)
    if made is not None:
        st.markdown(f"**{kit.plain(made.view.email)}** comes in by this link. It works once, for seven days:")
        st.code(made.link, language=None, wrap_lines=True)
        st.caption("It went out by mail too." if not made.problem else f"No mail went out: {kit.plain(made.problem)}")
        st.caption("It is not shown again.")
        return
    actor = context.actor()
    clients = {
        each: name for each, name in {"": WHOLE, **{one.id: one.name for one in context.clients()}}.items()
        if actor.may(Verb.DECIDE, each, "person")
    }
    roles = [role for role in LABELS if role is not Role.OWNER or "" in clients]
    with st.form("people_invite", border=False):
        email = st.text_input("E-mail address", key="invite_email", autocomplete="email")
        role = st.selectbox("Role", roles, format_func=lambda one: f"{LABELS[one]}: {ABOUT[one]}", key="invite_role",
                            index=roles.index(Role.EDITOR))
        client = st.selectbox("For", list(clients), format_func=lambda one: clients[one], key="invite_client",
                              index=min(1, len(clients) - 1))
        sent = st.form_submit_button("Make the link", type="primary", key="invite_send")
    if sent:
        with kit.problems("The invitation"):
            st.session_state[_MADE] = context.agency().door.invitations.invite(
                context.actor(), email=email, role=role, client_id=client
            )
            st.rerun(scope="fragment")


def open_dialog() -> None:
    """Begin a new invitation."""
    st.session_state.pop(_MADE, None)
    invite()


def waiting() -> None:
    """Draw the invitations that nobody has accepted yet."""
    invitations, actor = context.agency().door.invitations, context.actor()
    found = invitations.list(actor)
    if not found:
        return
    names = {"": WHOLE, **{one.id: one.name for one in context.clients()}}
    st.subheader("Invited", anchor=False)
    for one in found:
        with kit.spread():
            ends = kit.when(one.expires_at, context.zone(), context.now())
            what = f"{LABELS[Role(one.role)]}, {kit.plain(names.get(one.client_id, 'another client'))}"
            st.markdown(f"{kit.plain(one.email)} :gray[· {what} · until {ends}]", width="content")
            if st.button("Take back", key=f"invitation_{one.id}"):
                kit.act(partial(invitations.revoke, actor, one.id), "The invitation is taken back.")
