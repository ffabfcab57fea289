"""Which platforms answer: interactions of the posts of a period, by platform."""

from __future__ import annotations

import streamlit as st

from agency_core.ui import context, kit
from agency_core.ui.panels.sandbox_feeds import sandbox_feeds


def by_platform(client_id: str, days: int) -> None:
    """Draw interactions by platform over the last `days` days."""
    st.subheader("Interactions by platform", anchor=False)
    numbers = context.agency().numbers
    groups = numbers.by_platform(context.actor(), wanted=numbers.recent(client_id, days))
    with st.container(border=True):
        kit.board.bars(
            [{"Platform": one.label, "Interactions": one.interactions} for one in groups], category="Platform",
            value="Interactions", key="home_platforms", alt=f"Interactions by platform over {kit.count(days, 'day')}",
        )
    sandbox_feeds(client_id)
