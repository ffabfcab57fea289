"""One account: how it is, and what can be done with it."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.account import AccountHealth, AccountStatus, AccountView
from agency_core.domain.permission import Verb
from agency_core.domain.platform import Network
from agency_core.domain.sandbox import feed_address
from agency_core.ui import context, kit
from agency_core.ui.accounts.health import health_lines

_NETWORKS = {Network.SANDBOX: "nothing leaves this machine", Network.LIVE: "live: everybody sees it"}
_LAST_MINUTE = 24 * 60


ACCOUNT = "account"
"""The query parameter that holds the drawer of an account open."""


def account_row(account: AccountView, health: AccountHealth) -> None:
    """Name and badge, its health, and its buttons."""
    with st.container(key=f"accounts_row_{account.id}"):
        with kit.spread():
            with st.container(horizontal=True, vertical_alignment="center", width="content"):
                kit.badge("account", account.status)
                name = f"{kit.plain(account.display_name)} :gray[{_NETWORKS[Network(account.network)]}]"
                st.markdown(name, width="content")
            with st.container(horizontal=True, width="content"):
                _buttons(account)
        st.caption(_health(account, health))


def _health(account: AccountView, health: AccountHealth) -> str:
    """What worries has a line of its own; the rest shares one."""
    lines = list(health_lines(account, health, context.zone(), context.now()))
    worrying = [line for line in lines if line.startswith(":")]
    return "  \n".join([*worrying, " · ".join(line for line in lines if line not in worrying)])


def _buttons(account: AccountView) -> None:
    if account.status == AccountStatus.DISCONNECTED:
        return
    if account.network == Network.SANDBOX:
        feed = feed_address(context.agency().settings.sandbox_base, account.platform, account.external_id)
        st.link_button("See the sandbox feed", feed, key=f"accounts_feed_{account.id}", icon=":material/open_in_new:")
    if not context.actor().may(Verb.DECIDE, account.client_id, "account"):
        return
    if st.button("Test connection", key=f"accounts_test_{account.id}", icon=":material/network_check:"):
        with kit.problems("The test"):
            tested = context.agency().accounts.test(context.actor(), account.id)
            kit.flash(tested.said)
            st.rerun()
    paused = account.status != AccountStatus.CONNECTED
    if st.button("Resume" if paused else "Pause", key=f"accounts_status_{account.id}"):
        to = AccountStatus.CONNECTED if paused else AccountStatus.PAUSED
        kit.act(
            lambda: context.agency().accounts.set_status(context.actor(), account.id, status=to),
            f"{account.display_name} is {to}.",
        )
    st.button(
        "More", key=f"accounts_more_{account.id}", icon=":material/tune:", help="Time between posts, disconnect",
        on_click=kit.set_param, args=(ACCOUNT, account.id),
    )


def account_detail(account: AccountView, health: AccountHealth) -> None:
    """What is seldom done with an account, for the drawer."""
    accounts, actor = context.agency().accounts, context.actor()

    def end() -> None:
        accounts.disconnect(actor, account.id)
        kit.clear(ACCOUNT)

    st.markdown(f"**{kit.plain(account.display_name)}**")
    with st.form(f"accounts_spacing_{account.id}", border=False):
        minutes = st.number_input(
            "Minutes between two posts, at least", 0, _LAST_MINUTE, health.spacing_seconds // 60,
            key=f"accounts_minutes_{account.id}", help="0: posts go out as soon as they are due.",
        )
        saved = st.form_submit_button("Save", type="primary", key=f"accounts_spacing_save_{account.id}")
    if saved:
        kit.act(lambda: accounts.set_spacing(actor, account.id, seconds=int(minutes) * 60), "Saved.", closes=ACCOUNT)
    kit.confirm_here(
        f"accounts_disconnect_{account.id}", "Disconnect",
        kit.Question(
            f"Disconnect {account.display_name}?",
            "Its login is deleted here. What is scheduled for it waits until you connect it again or cancel it. Posts that are "
            "out stay where they are.",
            "Disconnect it", f"{account.display_name} is disconnected.",
        ),
        end, icon=":material/link_off:",
    )
