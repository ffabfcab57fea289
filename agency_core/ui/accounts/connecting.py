"""The ways to connect a platform: a login, an app password, a server of one's own, the sandbox, and a token for experts."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from agency_core.domain.account import NewAccount
from agency_core.domain.client import ClientView
from agency_core.domain.login import ApplicationView, AppPassword
from agency_core.domain.platform import LABELS, ConnectorFacts, LoginKind
from agency_core.ui import context, kit
from agency_core.ui.accounts.same_tab import same_tab

_BLUESKY = "https://bsky.app/settings/app-passwords"


CONNECT = "accounts_connect"
"""The query parameter that holds the drawer of a platform open."""


def connecting(client: ClientView, facts: ConnectorFacts) -> None:
    """The ways to connect one platform, for the drawer."""
    label = LABELS[facts.key]
    st.markdown(f"**{label}**")
    st.caption(
        f"What is scheduled for {kit.plain(client.name)} on {label} after this is published there, for everybody to see. "
        "The login is kept sealed on this machine."
    )
    _WAYS[facts.login.kind](client, facts)
    with st.expander("Try the login on the sandbox", icon=":material/science:"):
        st.caption("The same steps against the network on this machine. Nothing becomes public.")
        _link(f"Log in to the {label} of the sandbox", client, facts, sandbox="true")
    with st.expander("Use a token that you have", icon=":material/key:"):
        _token(client, facts)


def _oauth(client: ClientView, facts: ConnectorFacts) -> None:
    label = LABELS[facts.key]
    known = _application(facts)
    if known is None:
        st.markdown(f"**Before the first login, {label} wants to know this agency.** You need this once.")
        _application_form(facts)
        return
    st.markdown(f"{label} asks you to log in and to allow these permissions. Then you come back here and choose the profiles.")
    st.caption(kit.plain(", ".join(facts.login.scopes)))
    _link(f"Continue to {label}", client, facts)
    if known.source == "desk":
        with st.expander("Our application there", icon=":material/badge:"):
            st.caption(f"Id: {kit.plain(known.app_id)}")
            _application_form(facts)


def _application_form(facts: ConnectorFacts) -> None:
    label, connect = LABELS[facts.key], context.agency().connect
    st.caption(f"1. Register an application with {label} and give it this address, letter by letter, to send people back to:")
    st.code(connect.redirect_uri, language=None, wrap_lines=True)
    st.caption("2. Copy its id and its secret here. The secret is kept sealed and never shown again.")
    with st.form(f"accounts_application_{facts.key}", border=False):
        app_id = st.text_input("Id of the application", key=f"accounts_app_id_{facts.key}")
        secret = st.text_input("Secret", type="password", key=f"accounts_app_secret_{facts.key}")
        if st.form_submit_button("Save", type="primary", key=f"accounts_app_save_{facts.key}"):
            kit.act(
                lambda: connect.applications.enter(context.actor(), name=facts.key, app_id=app_id or "", secret=secret or ""),
                f"{label} knows this agency now.",
            )


def _app_password(client: ClientView, facts: ConnectorFacts) -> None:
    label = LABELS[facts.key]
    st.markdown(f"Make an app password in your {label} settings, for this agency alone: [{_BLUESKY}]({_BLUESKY}).")
    with st.form(f"accounts_password_{facts.key}", border=False):
        name = st.text_input("Name", key=f"accounts_name_{facts.key}", placeholder="acme.bsky.social")
        password = st.text_input("App password", type="password", key=f"accounts_secret_{facts.key}")
        server = st.text_input("Server, if not the usual one", key=f"accounts_server_{facts.key}", placeholder="pds.example")
        pressed = st.form_submit_button("Connect", type="primary", key=f"accounts_password_send_{facts.key}")
    if pressed:
        given = AppPassword(client.id, facts.key, name or "", password or "", server or "")
        kit.act(
            lambda: context.agency().connect.app_password(context.actor(), given=given), f"{label} is connected, live.",
            closes=CONNECT,
        )


def _instance(client: ClientView, facts: ConnectorFacts) -> None:
    label = LABELS[facts.key]
    server = st.text_input(
        f"Which server of {label}?", key=f"accounts_instance_{facts.key}", placeholder="mastodon.social",
        help="The part after the second @ of your address there.",
    )
    if server:
        _link(f"Continue to {server.strip()}", client, facts, server=server)
    else:
        st.caption("Name it and press Enter. This agency makes itself known there by itself.")


def _token(client: ClientView, facts: ConnectorFacts) -> None:
    st.caption("For those who run the machine: put the token into an environment variable and restart. It is not stored here.")
    with st.form(f"accounts_token_{facts.key}", border=False):
        name = st.text_input("Name to show", key=f"accounts_token_name_{facts.key}")
        profile = st.text_input("Id of the profile on the network", key=f"accounts_token_id_{facts.key}")
        variable = st.text_input("Environment variable", "AGENCY_TOKEN_", key=f"accounts_token_variable_{facts.key}")
        pressed = st.form_submit_button("Connect", key=f"accounts_token_send_{facts.key}")
    if pressed:
        new = NewAccount(client.id, facts.key, profile or "", name or "", variable or "")
        kit.act(
            lambda: context.agency().accounts.connect_live(context.actor(), new=new), f"{LABELS[facts.key]} is connected, live.",
            closes=CONNECT,
        )


def _link(label: str, client: ClientView, facts: ConnectorFacts, **more: str) -> None:
    """Leads to the network's page by way of our API, whose cookie lets only this browser bring the answer back."""
    query = urlencode({"client_id": client.id, "platform": facts.key.value, **more})
    here = context.agency().connect.redirect_uri.rpartition("/")[0]
    same_tab(label, f"{here}/connect?{query}", key=f"accounts_go_{facts.key}_{more.get('sandbox', 'live')}")


def _application(facts: ConnectorFacts) -> ApplicationView | None:
    known = context.agency().connect.applications.list(context.actor())
    return next((each for each in known if each.platform == facts.key and not each.base_url), None)


_WAYS = {LoginKind.OAUTH2: _oauth, LoginKind.APP_PASSWORD: _app_password, LoginKind.INSTANCE: _instance}
