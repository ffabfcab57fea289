"""The form that registers an agent."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.agent import PERSONA_LABELS, Frequency, NewAgent, Persona, Tier
from agency_core.domain.content import CONTENT_TYPE_LABELS, ContentType
from agency_core.domain.platform import LABELS, Platform
from agency_core.ui import context, kit

TIERS = {Tier.SPECIALIST: "3 · Specialist", Tier.DOMAIN_LEAD: "2 · Domain lead",
         Tier.EXECUTIVE_ORCHESTRATOR: "1 · Executive orchestrator"}
FREQUENCIES = {Frequency.DAILY: "Once a day", Frequency.WEEKLY: "Once a week", Frequency.MULTIPLE_DAILY: "Several a day"}
PERSONAS, PACES = tuple(Persona), tuple(Frequency)


def agent_form(client_id: str) -> None:
    """Ask for what a registration says, and register."""
    with st.form("agent_form", border=False):
        name = st.text_input("Name", key="agent_name", placeholder="Strategic storyteller", required=True)
        agent_id = st.text_input(
            "Id", key="agent_id", placeholder="strategic_storyteller_001", required=True,
            help="How programs and messages address it. Letters, digits, underscores, dots and dashes; it never changes.",
        )
        left, right = st.columns(2)
        persona = left.selectbox("Persona", PERSONAS, format_func=lambda one: PERSONA_LABELS[one], key="agent_persona")
        tier = right.selectbox("Tier", tuple(TIERS), format_func=lambda one: TIERS[one], key="agent_tier")
        platforms = st.multiselect("Platforms", list(Platform), format_func=lambda one: LABELS[one], key="agent_platforms")
        types = st.multiselect(
            "Content types", list(ContentType), format_func=lambda one: CONTENT_TYPE_LABELS[one], key="agent_types",
        )
        pace = st.selectbox("How often", PACES, format_func=lambda one: FREQUENCIES[one], key="agent_pace")
        pressed = st.form_submit_button("Register agent", type="primary", key="agent_register")
    if pressed:
        new = NewAgent(
            (agent_id or "").strip(), name or "", persona, tuple(platforms), tuple(types), pace, tier=tier, client_id=client_id,
        )
        kit.act(lambda: context.agency().agents.register(context.actor(), new=new), f"{name} is registered.",
                closes="agents_new")
