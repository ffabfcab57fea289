"""The second factor of the person at the screen: picture, first code, recovery codes; and the rule for owners."""

from __future__ import annotations

from functools import partial

import streamlit as st

from agency_core.domain.person import PersonView
from agency_core.security.qr import qr_of
from agency_core.ui import context, kit

_SECRET, _CODES = "profile_totp", "profile_codes"


def second_factor(me: PersonView) -> None:
    """Draw what there is, and the way to add or remove it."""
    factor, actor = context.agency().door.second_factor, context.actor()
    codes = st.session_state.get(_CODES)
    if codes:
        st.success("Keep these recovery codes where you find them without your phone. Each works once. They are not shown again.")
        st.code("\n".join(codes), language=None)
        st.button("I have kept them", key="profile_codes_kept", icon=":material/check:", on_click=_kept)
    if me.has_totp:
        _present(me)
    elif _SECRET in st.session_state:
        _add()
    elif st.button("Add a second factor", key="profile_totp_add", icon=":material/phonelink_lock:"):
        with kit.problems("The second factor"):
            st.session_state[_SECRET] = factor.enrol(actor)
            st.rerun()
    if actor.roles and actor.roles.get("") == "owner":
        _rule()


def _kept() -> None:
    st.session_state.pop(_CODES, None)


def _present(me: PersonView) -> None:
    factor, actor = context.agency().door.second_factor, context.actor()
    st.markdown(f":material/verified_user: You have one. {kit.count(factor.codes_left(actor), 'recovery code')} left.")
    with st.container(horizontal=True):
        if st.button("New recovery codes", key="profile_new_codes"):
            kit.act(lambda: st.session_state.update({_CODES: factor.recovery_codes(actor)}))
        ask = kit.Question("Remove your second factor?", "You sign in with the password alone.", "Remove", "It is removed.")
        kit.confirm_here("profile_totp_remove", "Remove", ask, partial(factor.remove, actor, me.id))


def _add() -> None:
    made = st.session_state[_SECRET]
    left, right = st.columns([1, 2])
    left.image(qr_of(made.address), width=205)
    with right.form("profile_totp_form", border=False):
        st.markdown("Scan this with an authenticator app, or type the secret into it, then type the code that it shows.")
        st.code(made.secret, language=None)
        code = st.text_input("Code", key="profile_totp_code", autocomplete="one-time-code")
        if st.form_submit_button("Add it", key="profile_totp_confirm", type="primary"):
            kit.act(partial(_confirmed, code), "You have a second factor now.")
    if st.button("Not now", key="profile_totp_cancel"):
        del st.session_state[_SECRET]
        st.rerun()


def _confirmed(code: str) -> None:
    made = st.session_state[_SECRET]
    codes = context.agency().door.second_factor.confirm(context.actor(), secret=made.secret, code=code)
    st.session_state[_CODES] = codes
    del st.session_state[_SECRET]


def _rule() -> None:
    factor, actor = context.agency().door.second_factor, context.actor()
    is_on = factor.is_demanded()
    wanted = st.toggle("Every owner has to have a second factor", is_on, key=f"profile_rule_{is_on}")
    if wanted != is_on:
        kit.act(partial(factor.demand, actor, of_owners=wanted), "Saved.")
