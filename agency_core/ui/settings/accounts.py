"""Accounts: where the client can publish today, through which network, and what each connector is."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.account import AccountStatus, AccountView, NewAccount, Reach
from agency_core.domain.client import ClientView
from agency_core.domain.platform import ConnectorFacts, Network, Platform
from agency_core.ui import context, kit

_NETWORKS = {Network.SANDBOX: "Sandbox: nothing leaves this machine", Network.LIVE: "Live: the real network"}


def accounts_tab(client: ClientView) -> None:
    """All nine platforms, then what the connectors say of themselves."""
    agency, actor = context.agency(), context.actor()
    found = agency.accounts.list(actor, client_id=client.id)
    facts = {one.key: one for one in agency.accounts.connectors()}
    reach = sorted(agency.accounts.reach(actor, client_id=client.id), key=lambda one: not one.can_publish)
    able = sum(one.can_publish for one in reach)
    st.caption(f"{able} of {len(reach)} platforms can publish today. Content for the others is kept and never sent.")
    for one in (each for each in reach if each.platform in facts):
        own = [each for each in found if each.platform == one.platform]
        with st.container(border=True, key=f"settings_platform_{one.platform}"):
            _platform(client, one, own)
    others = [one.label for one in reach if one.platform not in facts]
    if others:
        st.caption(f":material/pause_circle: No connector yet: {', '.join(others)}. Content for them can be written and kept.")
    st.subheader("Connectors", anchor=False)
    _connectors(tuple(facts.values()))


def _platform(client: ClientView, reach: Reach, own: list[AccountView]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{reach.label}**", width="content")
        kit.badge("reach", "yes" if reach.can_publish else "no")
        if reach.reason:
            st.caption(kit.plain(reach.reason))
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


def _connectors(facts: tuple[ConnectorFacts, ...]) -> None:
    rows = [
        {
            "Platform": kit.palette.label(Platform(one.key)), "Interface": one.spec_version,
            "Ends": f"{one.sunset:%d %b %Y}" if one.sunset else "No date announced", "Checked against": one.verified,
            "Text": f"{one.capabilities.text_limit} {one.capabilities.text_unit}",
            "Kinds": ", ".join(sorted(kit.words(each) for each in one.capabilities.content_types)),
            "A lost answer": f"read back: {one.capabilities.read_back}",
            "Repeats": f"idempotency: {one.capabilities.idempotency}",
        }
        for one in facts
    ]
    kit.table(rows, key="settings_connectors", alt="Connectors with version, end date and how they were checked")
