"""Networks: the connectors, and what they need to act for an account."""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from agency_core.domain.clock import Clock
from agency_core.domain.platform import Network, Platform
from agency_core.domain.publishing import Account, Failure, PlatformError
from agency_core.http_client import HttpClient
from agency_core.models import AccountRow
from agency_core.platforms import Connector, Context
from agency_core.registry import Registry
from agency_core.services.applications import Applications
from agency_core.services.own_calls import OwnCalls
from agency_core.services.vault import Vault
from agency_core.settings import LOOPBACK, Settings
from agency_core.store.database import Database
from agency_core.store.key_file import key_path
from agency_core.store.queries.secret import place

AGAIN = "Connect the account again."


@dataclass(frozen=True)
class Networks:
    """Every network we can talk to. `sandbox_base` is the address under which `/<platform>` of the sandbox answers."""

    connectors: Registry[Connector]
    http: HttpClient
    clock: Clock
    sandbox_base: str
    vault: Vault
    applications: Applications

    def account(self, row: AccountRow) -> Account:
        """What a connector needs to act for this account.

        Raises:
            PlatformError: AUTH_REVOKED when there is no token: never kept (imported), wiped, or its variable is gone.
        """
        name, sandbox = Platform(row.platform), row.network == Network.SANDBOX
        secret = self.secret(row)
        return Account(
            id=row.id, platform=name, base_url=self.address(name, row.base_url, sandbox=sandbox), external_id=row.external_id,
            access_token=secret["access_token"], refresh_token=secret.get("refresh_token", ""), is_sandbox=sandbox,
            limits=dict(row.limits or {}),
        )

    def secret(self, row: AccountRow) -> dict[str, str]:
        """The tokens of this account, with `access_token` among them.

        Raises:
            PlatformError: AUTH_REVOKED when there is none.
        """
        opened = self.vault.open(row.credentials, place(row))
        if variable := opened.get("variable"):
            opened["access_token"] = os.environ.get(variable, "")
            if not opened["access_token"]:
                remedy = "Set it and restart, then take the account up again."
                raise PlatformError(Failure.AUTH_REVOKED, f"The environment variable {variable} is not set.", remedy=remedy)
        if not opened.get("access_token"):
            raise PlatformError(Failure.AUTH_REVOKED, "No token is kept for this account.", remedy=AGAIN)
        return opened

    def address(self, platform: Platform, own: str = "", *, sandbox: bool = False) -> str:
        """Where a platform answers: on the sandbox, at the `own` server of an account, or where everybody's is."""
        return f"{self.sandbox_base}/{platform}" if sandbox else own or self.connectors[platform].facts.live_base

    def needs_media(self, platform: str) -> bool:
        """Whether this platform publishes nothing without a picture or video."""
        return "text_post" not in self.connectors[platform].facts.capabilities.content_types

    def context(self, account: Account) -> Context:
        """What a connector is given; on the real networks with what they know our application by."""
        app = None if account.is_sandbox else self.applications.keys(account.platform, account.base_url)
        return Context(account, self.http, self.clock, app)


def open_networks(chosen: Settings, db: Database, clock: Clock, connectors: Registry[Connector]) -> Networks:
    """The networks as one installation reaches them, with its sealed tokens ready to be opened.

    Raises:
        SetupProblem: the key that opens them is missing or must not lie where it is.
    """
    local = frozenset(filter(None, (urlsplit(each).netloc for each in (chosen.sandbox_base, chosen.own_url))))
    vault = Vault(db, key_path(chosen.key_file, chosen.data), clock, seals_files=chosen.db_encryption == "on")
    vault.prepare()
    applications = Applications(db, clock, vault)
    sandbox = urlsplit(chosen.sandbox_base)
    own = {sandbox.netloc: OwnCalls(vault).headers} if sandbox.hostname in LOOPBACK else {}
    return Networks(connectors, HttpClient(local, own), clock, chosen.sandbox_base, vault, applications)
