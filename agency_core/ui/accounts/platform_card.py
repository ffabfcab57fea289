"""One platform: whether the client can publish there, its accounts, how to connect, and what it can do."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from agency_core.domain.account import AccountHealth, AccountStatus, AccountView, Reach
from agency_core.domain.client import ClientView
from agency_core.domain.permission import Verb
from agency_core.domain.platform import ConnectorFacts, Network
from agency_core.ui import context, kit
from agency_core.ui.accounts.abilities import show_abilities
from agency_core.ui.accounts.account_row import account_row
from agency_core.ui.accounts.connecting import CONNECT

_OFF = frozenset({AccountStatus.RECONNECT, AccountStatus.DISCONNECTED})


def platform_card(
    client: ClientView, reach: Reach, facts: ConnectorFacts | None, own: dict[AccountView, AccountHealth]
) -> None:
    """The card; without a connector it only says so."""
    with st.container(border=True, key=f"accounts_platform_{reach.platform}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{reach.label}**", width="content")
            kit.badge("reach", "yes" if reach.can_publish else "no")
            if reach.reason:
                st.caption(kit.plain(reach.reason))
        if facts is None:
            return
        for account, health in own.items():
            account_row(account, health)
        if context.actor().may(Verb.DECIDE, client.id, "account"):
            _ways(client, reach, list(own))
        with st.expander("What it can do", key=f"accounts_able_{reach.platform}", on_change="rerun") as able:
            if able.open:
                show_abilities(facts, context.now().date())


def _ways(client: ClientView, reach: Reach, own: list[AccountView]) -> None:
    live = [one for one in own if one.network == Network.LIVE]
    with st.container(horizontal=True):
        again = any(one.status in _OFF for one in live)
        label = "Connect again" if again else "Connect another" if live else "Connect"
        kind: Literal["primary", "secondary"] = "primary" if again else "secondary"
        st.button(
            label, key=f"accounts_connect_{reach.platform}", icon=":material/link:", type=kind, on_click=kit.set_param,
            args=(CONNECT, reach.platform),
        )
        rehearsing = [one for one in own if one.network == Network.SANDBOX]
        if all(one.status in _OFF for one in rehearsing):
            label = "Connect to the sandbox again" if rehearsing else "Connect to the sandbox"
            if st.button(label, key=f"accounts_sandbox_{reach.platform}", icon=":material/science:"):
                kit.act(
                    lambda: context.agency().accounts.connect_sandbox(context.actor(), client.id, name=reach.platform),
                    f"{reach.label} is connected to the sandbox.",
                )
