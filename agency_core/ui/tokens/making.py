"""The form of a new token: what uses it, what it may do, when it ends."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from agency_core.domain.token import USUAL_DAYS, NewToken
from agency_core.ui import context
from agency_core.ui.tokens.shown_once import keep_to_show

_DAYS = (7, 30, 90, 365)


def make_form(place: str, allowed: Sequence[str], chosen: Sequence[str], *, agent_id: str = "") -> None:
    """Draw the form.

    Args:
        place: where it is drawn; the keys of the widgets begin with it.
        allowed: the scopes that may be chosen.
        chosen: those that are chosen at first.
        agent_id: whose token it is to be; empty: a key of the person.
    """
    with st.form(f"{place}_form", border=False):
        left, right = st.columns([3, 1])
        name = left.text_input(
            "What uses it", key=f"{place}_name", placeholder="The worker in the cellar", max_chars=80, required=True,
        )
        days = right.selectbox(
            "Ends after", _DAYS, index=_DAYS.index(USUAL_DAYS), format_func="{} days".format, key=f"{place}_days",
        )
        scopes = st.multiselect("It may", allowed, default=list(chosen), key=f"{place}_scopes")
        pressed = st.form_submit_button("Make", type="primary", key=f"{place}_make", icon=":material/key:")
    if pressed and not scopes:
        st.error("Choose what it may do.", icon=":material/error:")
    elif pressed:
        new = NewToken(name, tuple(scopes), days, agent_id)
        keep_to_show(place, lambda: context.agency().door.tokens.make(context.actor(), new=new))
