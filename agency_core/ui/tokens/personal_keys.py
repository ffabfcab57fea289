"""My keys: what programs of one's own sign in with."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.permission import Verb
from agency_core.domain.scope import ANY, scopes_of
from agency_core.ui import context
from agency_core.ui.proof import proof
from agency_core.ui.tokens.listed import listed
from agency_core.ui.tokens.making import make_form
from agency_core.ui.tokens.shown_once import show_new

PLACE = "my_key"


def personal_keys() -> None:
    """Draw the keys of the person at the screen, who never gets more by them than they may themselves."""
    actor = context.actor()
    show_new(PLACE)
    listed(PLACE, context.agency().door.tokens.list(actor), nothing="You have no key.")
    own = scopes_of((actor.roles or {}).values())
    verbs = [verb for verb in Verb if any(scope.endswith(f":{verb}") for scope in own)]
    with st.expander("Make a key", key=f"{PLACE}_open", icon=":material/add:"):
        st.caption("A key acts as you: it does what you may do, within what is chosen here. `*` stands for everything.")
        if proof(PLACE):
            make_form(PLACE, [*(f"{ANY}:{verb}" for verb in verbs), *sorted(own)], [f"{ANY}:{Verb.VIEW}"])
