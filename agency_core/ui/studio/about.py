"""What content is counted under: its topic and its campaign, chosen from those known or typed anew."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from agency_core.ui import context, kit
from agency_core.ui.studio import sheet
from agency_core.ui.studio.desk import Desk

LONGEST = 80


def about(desk: Desk) -> None:
    """Two small fields; they stay open when the words no longer can change."""
    known = context.agency().questions.names(context.actor(), client_id=desk.client.id)
    topic, campaign = st.columns(2)
    with topic:
        _tag("Topic", known.topics, sheet.TOPIC, "What it is about, to see in Analytics which topics work.")
    with campaign:
        _tag("Campaign", known.campaigns, sheet.CAMPAIGN, "What it belongs to, to see in Analytics what a campaign brought.")


def _tag(label: str, known: Sequence[str], key: str, help: str) -> None:
    current = st.session_state[key]
    options = [*known, current] if current and current not in known else list(known)
    st.selectbox(
        label, options, index=None, key=key, accept_new_options=True, persist_state="session", help=help,
        placeholder="Choose one or type a new one",
    )
    if current and len(current) > LONGEST:
        st.caption(f":orange[:material/info: {kit.count(len(current), 'character')}; at most {LONGEST}.]")
