"""Networks: the connectors, and what they need to act for an account."""

from __future__ import annotations

import os
from dataclasses import dataclass

from agency_core.domain.clock import Clock
from agency_core.domain.platform import Network, Platform
from agency_core.domain.publishing import Account, Failure, PlatformError
from agency_core.http_client import HttpClient
from agency_core.models import AccountRow
from agency_core.platforms import Connector, Context
from agency_core.registry import Registry


@dataclass(frozen=True)
class Networks:
    """Every network we can talk to. `sandbox_base` is the address under which `/<platform>` of the sandbox answers."""

    connectors: Registry[Connector]
    http: HttpClient
    clock: Clock
    sandbox_base: str

    def account(self, row: AccountRow) -> Account:
        """What a connector needs to act for this account.

        Raises:
            PlatformError: AUTH_REVOKED when there is no token: never kept (imported), or its environment variable is gone.
        """
        name = Platform(row.platform)
        if not row.credentials:
            raise PlatformError(
                Failure.AUTH_REVOKED, "No token is kept for this account.", remedy="Connect the account again.",
            )
        if row.network == Network.SANDBOX:
            return Account(
                id=row.id, platform=name, base_url=f"{self.sandbox_base}/{name}", external_id=row.external_id,
                access_token=row.credentials["access_token"], refresh_token=row.credentials["refresh_token"],
            )
        token = os.environ.get(row.credentials["variable"], "")
        if not token:
            raise PlatformError(
                Failure.AUTH_REVOKED, f"The environment variable {row.credentials['variable']} is not set.",
                remedy="Set it and restart, then take the account up again.",
            )
        return Account(
            id=row.id, platform=name, base_url=self.connectors[name].facts.live_base, external_id=row.external_id, access_token=token,
            is_sandbox=False,
        )

    def needs_media(self, platform: str) -> bool:
        """Whether this platform publishes nothing without a picture or video."""
        return "text_post" not in self.connectors[platform].facts.capabilities.content_types

    def context(self, account: Account) -> Context:
        """What a connector is given."""
        return Context(account, self.http, self.clock)
