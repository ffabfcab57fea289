"""Adopt: a profile that a login found becomes an account, or the login of the account that it is already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from agency_core.domain.account import AccountStatus
from agency_core.domain.actor import Actor
from agency_core.domain.ids import new_id
from agency_core.domain.operations import Change
from agency_core.domain.platform import LABELS, Network, Platform
from agency_core.domain.publishing import Profile, Tokens
from agency_core.errors import Exists
from agency_core.models import AccountRow
from agency_core.services.vault import Vault
from agency_core.store.queries import account as accounts
from agency_core.store.queries import delivery as deliveries
from agency_core.store.queries import history
from agency_core.store.queries.secret import place


@dataclass(frozen=True)
class Grant:
    """What a login brought: tokens for a client on a platform. `base_url` is the account's own server, where it has one."""

    client_id: str
    platform: Platform
    network: Network
    tokens: Tokens
    base_url: str = ""


def adopt(session: Session, actor: Actor, grant: Grant, profile: Profile, vault: Vault, now: datetime) -> AccountRow:
    """The account of this profile, with the login's tokens; made when there is none.

    Raises:
        Exists: the client has such a profile on the other network.
    """
    row = accounts.of_profile(session, grant.client_id, grant.platform, profile.external_id)
    if row is None:
        row = AccountRow(
            id=new_id(now), client_id=grant.client_id, platform=grant.platform, network=grant.network,
            external_id=profile.external_id, display_name=profile.display_name or profile.external_id, status="",
            credentials={}, last_error="", created_at=now,
        )
        session.add(row)
    elif row.network != grant.network:
        raise Exists(f"This {LABELS[grant.platform]} profile is connected already.", field="external_id")
    elif row.status == AccountStatus.DISCONNECTED:
        deliveries.tell_waiting(session, row.id, "")
    before = row.status
    _login(row, grant, profile, vault, now)
    row.status, row.last_error, row.parked_until, row.failures_in_a_row = AccountStatus.CONNECTED, "", None, 0
    why = f"{row.display_name} ({row.network})"
    history.note(session, Change(row.client_id, "account", row.id, before, row.status, actor.label, now, why))
    return row


def _login(row: AccountRow, grant: Grant, profile: Profile, vault: Vault, now: datetime) -> None:
    """A profile with a token of its own (a Page) has no other: the login's refresh token is not its business."""
    own = profile.access_token
    secret = {
        "access_token": own or grant.tokens.access_token, "refresh_token": "" if own else grant.tokens.refresh_token,
        "renewed_at": now.isoformat(),
    }
    row.credentials = vault.seal(secret, place(row))
    row.token_expires_at = None if own else grant.tokens.expires_at
    row.scopes = list(profile.scopes or grant.tokens.scopes)
    row.limits = dict(profile.limits)
    if grant.network == Network.LIVE:
        row.base_url = profile.base_url or grant.base_url
    row.checked_at, row.check_said = now, "The login was given."
