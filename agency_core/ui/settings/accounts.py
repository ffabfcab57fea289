"""Accounts: where the client can publish today, through which network, and what each connector is."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from agency_core.domain.account import AccountStatus, AccountView, NewAccount, Reach
from agency_core.domain.client import ClientView
from agency_core.domain.platform import ConnectorFacts, Network
from agency_core.ui import context, kit

SOON = timedelta(days=90)
_NETWORKS = {Network.SANDBOX: "Sandbox: nothing leaves this machine", Network.LIVE: "Live: the real network"}


def accounts_tab(client: ClientView) -> None:
    """All nine platforms: those that can be connected in full, the others with the reason."""
    agency, actor = context.agency(), context.actor()
    found = agency.accounts.list(actor, client_id=client.id)
    facts = {one.key.value: one for one in agency.accounts.connectors()}
    reach = sorted(agency.accounts.reach(actor, client_id=client.id), key=lambda one: not one.can_publish)
    able = sum(one.can_publish for one in reach)
    st.caption(f"{able} of {len(reach)} platforms can publish today. Content for the others is kept and never sent.")
    for one in reach:
        with st.container(border=True, key=f"settings_platform_{one.platform}"):
            _head(one)
            if one.platform in facts:
                st.caption(connector(facts[one.platform], context.now().date()))
                _platform(client, one, [each for each in found if each.platform == one.platform])


def _head(reach: Reach) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{reach.label}**", width="content")
        kit.badge("reach", "yes" if reach.can_publish else "no")
        if reach.reason:
            st.caption(kit.plain(reach.reason))


def connector(facts: ConnectorFacts, today: date) -> str:
    """What a connector is, as Markdown: its interface and its end, how it was checked, and what it can carry."""
    able = facts.capabilities
    ends = "no end announced"
    if facts.sunset:
        ends = f"ends {facts.sunset.day} {facts.sunset:%b %Y}"
        ends = f":orange[:material/warning: {ends}]" if facts.sunset - today < SOON else ends
    kinds = ", ".join(sorted(kit.words(one).lower() for one in able.content_types))
    limit = f"{kit.number(able.text_limit)} {able.text_unit}"
    return (
        f"Interface {kit.plain(facts.spec_version)}, {ends} · {kit.plain(facts.verified)} · {kit.plain(limit)} · {kinds} · "
        f"a lost answer is read back: {able.read_back} · protection against doubles: {able.idempotency}"
    )


def _platform(client: ClientView, reach: Reach, own: list[AccountView]) -> None:
    for account in own:
        _account(account)
    with st.container(horizontal=True):
        if not any(one.network == Network.SANDBOX for one in own) and st.button(
            "Connect to the sandbox", key=f"settings_sandbox_{reach.platform}", icon=":material/science:",
        ):
            kit.act(
                lambda: context.agency().accounts.connect_sandbox(context.actor(), client.id, name=reach.platform),
                f"{reach.label} is connected to the sandbox.",
            )
        if st.button("Connect a live account", key=f"settings_live_{reach.platform}", icon=":material/public:"):
            _connect_live(client, reach)


def _account(account: AccountView) -> None:
    zone, now = context.zone(), context.now()
    with st.container(horizontal=True, vertical_alignment="center", key=f"settings_account_{account.id}"):
        kit.badge("account", account.status)
        st.markdown(f"{kit.plain(account.display_name)} :gray[{_NETWORKS[Network(account.network)]}]", width="content")
        if account.parked_until and account.parked_until > now:
            st.caption(f"The network asked us to wait until {kit.absolute(account.parked_until, zone, now)}.")
        if st.button("Test", key=f"settings_test_{account.id}", icon=":material/network_check:"):
            with kit.problems("The test"):
                st.toast(kit.plain(context.agency().accounts.test(context.actor(), account.id)))
        paused = account.status != AccountStatus.CONNECTED
        if st.button("Resume" if paused else "Pause", key=f"settings_status_{account.id}"):
            to = AccountStatus.CONNECTED if paused else AccountStatus.PAUSED
            kit.act(
                lambda: context.agency().accounts.set_status(context.actor(), account.id, status=to),
                f"{account.display_name} is {to}.",
            )
    if account.last_error:
        st.caption(f":red[:material/error:] {kit.plain(account.last_error)}")


@st.dialog("Connect a live account", icon=":material/public:")
def _connect_live(client: ClientView, reach: Reach) -> None:
    st.caption(
        f"What is scheduled for {kit.plain(client.name)} on {reach.label} from now on is published for everybody to see. The "
        "token stays in an environment variable and is not stored."
    )
    with st.form("settings_live_form", border=False):
        name = st.text_input("Name to show", key="settings_live_name")
        profile = st.text_input(
            "Id of the profile on the network", key="settings_live_id",
            help="LinkedIn: urn:li:organization:…; Instagram: the number of the professional account.",
        )
        variable = st.text_input("Environment variable with the token", "AGENCY_TOKEN_", key="settings_live_variable")
        pressed = st.form_submit_button("Connect", type="primary", key="settings_live_connect")
    if pressed:
        new = NewAccount(client.id, reach.platform, profile or "", name or "", variable or "")
        kit.act(
            lambda: context.agency().accounts.connect_live(context.actor(), new=new), f"{reach.label} is connected, live.",
        )

