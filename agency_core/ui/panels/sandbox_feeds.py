"""The ways to what a client published on the sandbox network: one feed for each of its accounts there."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.account import AccountStatus
from agency_core.domain.platform import Network
from agency_core.domain.sandbox import feed_address
from agency_core.ui import context, kit


def sandbox_feeds(client_id: str) -> None:
    """Draw a link to each feed; nothing where nobody rehearses."""
    base = context.agency().settings.sandbox_base
    found = context.agency().accounts.list(context.actor(), client_id=client_id)
    rehearsing = [one for one in found if one.network == Network.SANDBOX and one.status != AccountStatus.DISCONNECTED]
    if rehearsing:
        ways = [f"[{kit.palette.label(one.platform)}]({feed_address(base, one.platform, one.external_id)})" for one in rehearsing]
        st.caption(f"See the sandbox feeds: {' · '.join(ways)}")
