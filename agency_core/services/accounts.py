"""Accounts: which profiles we act for, and whether each can publish now."""

from __future__ import annotations

import os
from datetime import datetime

from sqlalchemy.orm import Session

from agency_core.domain.account import AccountStatus, AccountView, NewAccount, Reach, acting
from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.ids import new_id
from agency_core.domain.operations import Change
from agency_core.domain.platform import LABELS, ConnectorFacts, Network, Platform, platform
from agency_core.domain.publishing import Failure, PlatformError
from agency_core.domain.sandbox import SandboxToken, profile_id
from agency_core.errors import Exists, Invalid
from agency_core.models import AccountRow, ClientRow
from agency_core.services.networks import Networks
from agency_core.store.database import Database
from agency_core.store.queries import account as accounts
from agency_core.store.queries import client as clients
from agency_core.store.queries import history

_URN = {Platform.LINKEDIN: "urn:li:organization:{}"}


class Accounts:
    """Profiles on platforms."""

    def __init__(self, db: Database, clock: Clock, networks: Networks) -> None:
        """`networks` says what can be connected."""
        self._db = db
        self._clock = clock
        self._networks = networks

    def list(self, actor: Actor, *, client_id: str = "") -> tuple[AccountView, ...]:
        """Accounts of a client, or of every client that the actor reaches."""
        if client_id:
            actor.reach(client_id)
        with self._db.reading() as session:
            rows = accounts.of_client(session, client_id)
            return tuple(row.view() for row in rows if actor.clients is None or row.client_id in actor.clients)

    def reach(self, actor: Actor, *, client_id: str) -> tuple[Reach, ...]:
        """For each platform: can this client publish there today, through which account, and if not, why."""
        connected = acting(self.list(actor, client_id=client_id))
        now = self._clock.now()
        return tuple(_reach(name, connected.get(name), name in self._networks.connectors, now) for name in Platform)

    def connectors(self) -> tuple[ConnectorFacts, ...]:
        """What each connector says of itself."""
        return tuple(connector.facts for connector in self._networks.connectors.all())

    def connect_sandbox(self, actor: Actor, client_id: str, *, name: str) -> AccountView:
        """Connect a client to a profile of its own on the sandbox network.

        Raises:
            Invalid: there is no connector for this platform yet.
            Exists: it is connected already.
        """
        wanted = self._connectable(name)
        with self._db.transaction() as session:
            client = clients.get(session, client_id)
            actor.decide(client_id)
            row = sandbox_account(client, wanted, AccountStatus.CONNECTED, self._clock.now())
            if any(each.external_id == row.external_id for each in accounts.of_client(session, client_id)):
                raise Exists(f"{LABELS[wanted]} is connected to the sandbox already.", field="platform")
            session.add(row)
            self._note(session, actor, row, "", row.status)
            return row.view()

    def connect_live(self, actor: Actor, *, new: NewAccount) -> AccountView:
        """Connect a profile on the real network by a token in an environment variable. The token itself is not stored.

        Raises:
            Invalid: no connector, or the variable is not set.
        """
        wanted = self._connectable(new.platform)
        if not new.token_variable.startswith("AGENCY_TOKEN_") or not os.environ.get(new.token_variable):
            raise Invalid(
                f"{new.token_variable!r} is not set.",
                field="token_variable",
                remedy="Put the token into an environment variable whose name begins with AGENCY_TOKEN_ and restart.",
            )
        with self._db.transaction() as session:
            clients.get(session, new.client_id)
            actor.decide(new.client_id)
            if any(each.external_id == new.external_id for each in accounts.of_client(session, new.client_id)):
                raise Exists("This profile is connected already.", field="external_id")
            row = AccountRow(
                id=new_id(self._clock.now()), client_id=new.client_id, platform=wanted, network=Network.LIVE,
                external_id=new.external_id, display_name=new.display_name, status=AccountStatus.CONNECTED,
                credentials={"variable": new.token_variable}, last_error="", created_at=self._clock.now(),
            )
            session.add(row)
            self._note(session, actor, row, "", row.status)
            return row.view()

    def set_status(self, actor: Actor, account_id: str, *, status: AccountStatus) -> AccountView:
        """Pause an account, or take it up again (which also ends a wait and forgets the last error)."""
        with self._db.transaction() as session:
            row = accounts.get(session, account_id)
            actor.decide(row.client_id, "account")
            self._note(session, actor, row, row.status, status)
            row.status = status
            if status == AccountStatus.CONNECTED:
                row.parked_until, row.last_error = None, ""
            return row.view()

    def test(self, actor: Actor, account_id: str) -> str:
        """Ask the network something harmless with this account's token; what it said, in words."""
        with self._db.reading() as session:
            row = accounts.get(session, account_id)
            actor.reach(row.client_id, "account")
        try:
            context = self._networks.context(self._networks.account(row))
            self._networks.connectors[row.platform].metrics("0", "text_post", context)
        except PlatformError as error:
            if error.failure in {Failure.NOT_FOUND, Failure.CONTENT_REJECTED}:
                return "The network accepted the token."
            return f"The network answered: {error.message}"
        return "The network accepted the token."

    def _connectable(self, name: str) -> Platform:
        wanted = platform(name)
        if wanted not in self._networks.connectors:
            raise Invalid(
                f"{LABELS[wanted]} has no connector yet.", field="platform",
                remedy=f"Today: {', '.join(self._networks.connectors)}.",
            )
        return wanted

    def _note(self, session: Session, actor: Actor, row: AccountRow, before: str, after: str) -> None:
        change = Change(
            row.client_id, "account", row.id, before, after, actor.label, self._clock.now(),
            f"{row.display_name} ({row.network})",
        )
        history.note(session, change)


def sandbox_account(client: ClientRow, name: str, status: AccountStatus, now: datetime) -> AccountRow:
    """The account of a client on the sandbox network; the same client always gets the same profile there."""
    wanted = Platform(name)
    number = profile_id(wanted, client.id)
    token = SandboxToken(wanted, number)
    return AccountRow(
        id=new_id(now), client_id=client.id, platform=wanted, network=Network.SANDBOX,
        external_id=_URN.get(wanted, "{}").format(number), display_name=f"{client.name} (sandbox)", status=status,
        credentials={"access_token": str(token), "refresh_token": str(token)}, last_error="", created_at=now,
    )


def _reach(name: Platform, found: AccountView | None, has_connector: bool, now: datetime) -> Reach:
    reason = ""
    if not has_connector:
        reason = "No connector yet: content for it is kept, not published."
    elif found is None:
        reason = "No account is connected."
    elif found.status == AccountStatus.PAUSED:
        reason = "The account is paused."
    elif found.status == AccountStatus.RECONNECT:
        reason = f"The account must be reconnected: {found.last_error or 'its token is no longer accepted'}"
    parked = found is not None and found.parked_until is not None and found.parked_until > now
    note = f"The network asked us to wait until {found.parked_until:%H:%M} UTC." if parked and found else ""
    return Reach(
        platform=name, label=LABELS[name], can_publish=not reason, account_id=found.id if found else "",
        network=found.network if found else "", reason=reason or note,
    )
