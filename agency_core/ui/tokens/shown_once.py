"""The one time that a token is shown."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from agency_core.domain.token import MadeToken
from agency_core.ui import kit


def show_new(place: str) -> None:
    """Show what was made last at `place`, until the person says that they have it."""
    token = st.session_state.get(_name(place))
    if not token:
        return
    with st.container(border=True, key=f"{place}_new"):
        st.markdown("**Copy it now.** It is shown this once, and kept nowhere.")
        st.code(token, language=None, wrap_lines=True)
        st.button("I have it", key=f"{place}_have", icon=":material/check:", on_click=_forget, args=(place,))


def keep_to_show(place: str, make: Callable[[], MadeToken]) -> None:
    """Make a token, and show it at `place` in the run that follows."""

    def made() -> None:
        st.session_state[_name(place)] = make().token

    kit.act(made, "The token is made.")


def _name(place: str) -> str:
    return f"{place}_once"


def _forget(place: str) -> None:
    st.session_state.pop(_name(place), None)
