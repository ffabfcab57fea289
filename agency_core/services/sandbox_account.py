"""Accounts on the sandbox network: each client has one profile there, connected without asking anybody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from agency_core.domain.account import AccountStatus
from agency_core.domain.ids import new_id
from agency_core.domain.platform import Network, Platform
from agency_core.domain.publishing import Account
from agency_core.domain.sandbox import SandboxToken, profile_id, read_token
from agency_core.errors import Invalid
from agency_core.models import AccountRow, ClientRow
from agency_core.services.vault import Vault
from agency_core.store.queries.secret import place

_URN = {Platform.LINKEDIN: "urn:li:organization:{}", Platform.BLUESKY: "did:plc:{}"}


def sandbox_account(client: ClientRow, name: str, vault: Vault, now: datetime) -> AccountRow:
    """The account of a client on the sandbox network; the same client always gets the same profile there."""
    wanted = Platform(name)
    number = profile_id(wanted, client.id)
    row = AccountRow(
        id=new_id(now), client_id=client.id, platform=wanted, network=Network.SANDBOX,
        external_id=_URN.get(wanted, "{}").format(number), display_name=f"{client.name} (sandbox)",
        status=AccountStatus.CONNECTED, credentials={}, last_error="", created_at=now,
    )
    row.credentials = vault.seal(_tokens(SandboxToken(wanted, number)), place(row))
    return row


def stand_in(account_id: str, client_id: str, name: str, vault: Vault) -> tuple[SandboxToken, dict[str, Any]]:
    """A profile on the sandbox network for any account of the same platform: its token, and what its row then holds."""
    platform = Platform(name)
    token = SandboxToken(platform, profile_id(platform, account_id))
    sealed = vault.seal(_tokens(token), place(AccountRow(id=account_id, client_id=client_id)))
    external_id = _URN.get(platform, "{}").format(token.profile_id)
    return token, {"network": Network.SANDBOX, "base_url": "", "external_id": external_id, "credentials": sealed}


def connect_again(row: AccountRow, used: Account | None, vault: Vault) -> None:
    """Give a sandbox account the next token of its profile: those before it may have been revoked there."""
    latest = _read(used.access_token) if used else None
    number = row.external_id.rpartition(":")[2]
    generation = int(row.credentials.get("generation", 0)) if latest is None else latest.generation + 1
    row.credentials = vault.seal(_tokens(SandboxToken(Platform(row.platform), number, generation)), place(row))
    row.token_expires_at = None


def wiped(row: AccountRow, used: Account | None) -> dict[str, Any]:
    """What is kept of the login of an account that is disconnected: nothing, and which sandbox token would come next."""
    token = _read(used.access_token) if used and row.network == Network.SANDBOX else None
    return {"generation": token.generation + 1} if token else {}


def _tokens(token: SandboxToken) -> dict[str, str]:
    return {"access_token": str(token), "refresh_token": str(token)}


def _read(text: str) -> SandboxToken | None:
    try:
        return read_token(text)
    except Invalid:
        return None
