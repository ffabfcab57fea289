"""The tokens of one agent, in its drawer."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.agent import AgentView, Tier
from agency_core.domain.permission import Verb
from agency_core.domain.scope import OF_TIER
from agency_core.ui import context
from agency_core.ui.proof import proof
from agency_core.ui.tokens.listed import listed
from agency_core.ui.tokens.making import make_form
from agency_core.ui.tokens.shown_once import show_new

PLACE = "agent_token"


def agent_tokens(agent: AgentView) -> None:
    """Draw what the agent signs in with; nothing for those who do not decide about agents."""
    actor = context.actor()
    if not actor.may(Verb.DECIDE, agent.client_id, "agent"):
        return
    place = f"{PLACE}_{agent.id}"
    st.markdown("**Tokens**")
    show_new(place)
    if not context.agency().door.sessions.needs_sign_in():
        st.caption("On this machine agents need no token until people sign in; one that is made now holds then.")
    tokens = context.agency().door.tokens.list(actor, agent_id=agent.id)
    listed(place, tokens, nothing="It has none: a program that runs elsewhere cannot act as this agent.")
    allowed = sorted(OF_TIER[Tier(agent.tier)])
    with st.expander("Make a token", key=f"{place}_open", icon=":material/add:"):
        if proof(place):
            make_form(place, allowed, allowed, agent_id=agent.id)
