"""My profile: name, address, password, second factor, and the browsers I am signed in with."""

from __future__ import annotations

from functools import partial

import streamlit as st

from agency_core.domain.person import PersonView
from agency_core.ui import context, kit
from agency_core.ui.people.browsers import browsers
from agency_core.ui.people.data_request import data_of
from agency_core.ui.people.factor import second_factor
from agency_core.ui.proof import proof
from agency_core.ui.tokens.personal_keys import personal_keys


def profile() -> None:
    """Draw what the person at the screen may change of themselves."""
    door, actor = context.agency().door, context.actor()
    me = door.people.me(actor)
    if me is None:
        kit.empty("You are no person here: nobody signs in yet.", icon=":material/person:")
        return
    _name(me)
    st.subheader("Password", anchor=False)
    _password(me)
    st.subheader("Second factor", anchor=False)
    if proof("profile"):
        second_factor(me)
    st.subheader("My keys", anchor=False)
    personal_keys()
    st.subheader("Signed in", anchor=False)
    browsers(me.id)
    st.link_button("Sign out of this browser", "/logout", icon=":material/logout:")
    st.subheader("My data", anchor=False)
    st.caption("To be forgotten, ask an owner: what you did stays, with an id in place of your name.")
    data_of(me)


def _name(me: PersonView) -> None:
    with st.form("profile_name"):
        name = st.text_input("Name", me.name, key="profile_name_text", autocomplete="name")
        email = st.text_input("E-mail address, which you sign in with", me.email, key="profile_email", autocomplete="email")
        if st.form_submit_button("Save", key="profile_save"):
            kit.act(partial(_save, me, name, email), "Saved.")


def _save(me: PersonView, name: str, email: str) -> None:
    people, actor = context.agency().door.people, context.actor()
    if email.strip().lower() != me.email:
        people.change_email(actor, me.id, email=email)
    if name != me.name:
        people.rename(actor, me.id, name=name)


def _password(me: PersonView) -> None:
    with st.form("profile_password", clear_on_submit=True):
        old = ""
        if me.has_password:
            old = st.text_input("Old password", key="profile_old", type="password", autocomplete="current-password")
        new = st.text_input("New password", key="profile_new", type="password", autocomplete="new-password",
                            help="At least 12 characters; a few words that make no sentence are good")
        if st.form_submit_button("Change the password", key="profile_change"):
            change = partial(context.agency().door.passwords.change, context.actor(), old=old, new=new)
            kit.act(change, "The password is changed; your other browsers are signed out.")
