"""Whether it is really them: the second factor or password of the person at the screen, before what is delicate."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

import streamlit as st

from agency_core.ui import context, kit


def proof(key: str, then: Callable[[], object] = st.rerun) -> bool:
    """Ask for it, unless they gave it lately; whether they did.

    Args:
        key: what the keys of the form begin with.
        then: what draws this place again when they gave it.
    """
    door, actor = context.agency().door, context.actor()
    me = None if door.sessions.has_proof(actor) else door.people.me(actor)
    if me is None:
        return True
    what = "Code of your second factor" if me.has_totp else "Your password"
    with st.form(f"{key}_proof", clear_on_submit=True):
        st.caption("Confirm that it is you. That is good for ten minutes.")
        kind: Literal["default", "password"] = "default" if me.has_totp else "password"
        complete = "one-time-code" if me.has_totp else "current-password"
        secret = st.text_input(what, key=f"{key}_secret", type=kind, autocomplete=complete)
        if st.form_submit_button("Confirm", key=f"{key}_prove") and kit.attempt(
            partial(door.sign_in.prove, actor, secret=secret), "Confirmed."
        ):
            then()
    return False
