"""Front doors: where each platform asks people for consent, as whom we come, and where people are sent back to."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from agency_core.domain.clock import Clock
from agency_core.domain.login import LoginWish
from agency_core.domain.platform import LABELS, Login, LoginKind, Network, Platform
from agency_core.domain.publishing import AppKeys
from agency_core.errors import Invalid
from agency_core.http_client import HttpClient
from agency_core.registry import Registry
from agency_core.services.networks import Networks
from agency_core.services.oauth import Door

CALLBACK = "/api/accounts/callback"
REGISTRATIONS: Registry[Callable[[HttpClient, Clock, str, str], AppKeys]] = Registry(
    "registration", {"mastodon": "agency_core.platforms.mastodon.registration:registered"},
)
SANDBOX_KEYS = AppKeys("agency-desk", "")
_NAME_A_SERVER = "Give the address of the server, for example mastodon.social."


class FrontDoors:
    """The ways in. People come back to `home`, the address under which this agency is reached from their browser."""

    def __init__(self, networks: Networks, home: str) -> None:
        """`home` is scheme and host, without a slash at the end."""
        self._networks = networks
        self._home = home.rstrip("/")

    @property
    def redirect_uri(self) -> str:
        """What has to be registered with a platform, letter by letter."""
        return f"{self._home}{CALLBACK}"

    def base(self, name: Platform, wish: LoginWish) -> str:
        """The address of the network that is meant.

        Raises:
            Invalid: the platform has many servers and none is named, or not one that can be called.
        """
        if wish.sandbox:
            return self._networks.address(name, sandbox=True)
        facts = self._networks.connectors[name].facts
        if wish.server.strip():
            return server_address(wish.server)
        if facts.login.kind is LoginKind.INSTANCE:
            raise Invalid(f"{LABELS[name]} has many servers.", field="server", remedy=_NAME_A_SERVER)
        return facts.live_base

    def network(self, name: str, base: str) -> Network:
        """Which network an address belongs to."""
        return Network.SANDBOX if base == self._networks.address(Platform(name), sandbox=True) else Network.LIVE

    def open(self, name: Platform, base: str, client_id: str) -> Door:
        """The way in at this address.

        Raises:
            Invalid: people do not log in there, or our application is not known there yet.
            PlatformError: a server could not be asked to know our application.
        """
        login = self._networks.connectors[name].facts.login
        if self.network(name, base) == Network.SANDBOX:
            like = Login(LoginKind.OAUTH2, login.scopes, pkce=True, scope_separator=login.scope_separator)
            hint = {"login_hint": client_id}
            return Door(like, f"{base}/_oauth/authorize", f"{base}/_oauth/token", SANDBOX_KEYS, self.redirect_uri, hint)
        if login.kind is LoginKind.INSTANCE:
            keys = self._registered(name, base)
            return Door(login, f"{base}{login.authorize_url}", f"{base}{login.token_url}", keys, self.redirect_uri)
        if login.kind is not LoginKind.OAUTH2:
            raise Invalid(f"{LABELS[name]} is connected by an app password.", field="platform", remedy="Give name and password.")
        known = self._networks.applications.keys(name)
        if known is None:
            raise Invalid(
                f"{LABELS[name]} does not know this agency yet.", field="platform",
                remedy=f"Register an application with {LABELS[name]} and enter its id and secret on the Accounts page.",
            )
        return Door(login, login.authorize_url, login.token_url, known, self.redirect_uri)

    def _registered(self, name: Platform, base: str) -> AppKeys:
        known = self._networks.applications.registered(name, base, self.redirect_uri)
        if known is None:
            known = REGISTRATIONS[name](self._networks.http, self._networks.clock, base, self.redirect_uri)
            self._networks.applications.keep(name, base, known, self.redirect_uri)
        return known


def server_address(named: str) -> str:
    """`https://host` of a server that a person named by its host or any address on it.

    Raises:
        Invalid: it is no host, or not one reached by https.
    """
    text = named.strip().rstrip("/")
    parts = urlsplit(text if "://" in text else f"https://{text.rpartition('@')[2]}")
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise _no_server() from None
    if parts.scheme != "https" or not parts.hostname or "." not in parts.hostname or " " in parts.netloc or parts.username:
        raise _no_server()
    return f"https://{parts.hostname}{port}"


def _no_server() -> Invalid:
    return Invalid("This is not the address of a server.", field="server", remedy=_NAME_A_SERVER)
