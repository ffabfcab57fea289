"""Accounts: which profiles we act for, and whether each can publish now."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from agency_core.domain.account import (
    AccountHealth,
    AccountStatus,
    AccountView,
    CheckedAccount,
    NewAccount,
    Reach,
    acting,
    calls_left,
)
from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.ids import new_id
from agency_core.domain.operations import Change
from agency_core.domain.platform import LABELS, ConnectorFacts, Network, Platform, platform
from agency_core.domain.publishing import Account, Failure, PlatformError, Profile
from agency_core.errors import Exists, Invalid
from agency_core.models import AccountRow
from agency_core.services.networks import Networks
from agency_core.services.refresh import Refresher
from agency_core.services.sandbox_account import connect_again, sandbox_account, wiped
from agency_core.store.database import Database
from agency_core.store.queries import account as accounts
from agency_core.store.queries import client as clients
from agency_core.store.queries import delivery as deliveries
from agency_core.store.queries import history

DAY_SECONDS = 24 * 3600
_ACCEPTED = "The network accepts the login."


class Accounts:
    """Profiles on platforms."""

    def __init__(self, db: Database, clock: Clock, networks: Networks, refresher: Refresher) -> None:
        """`networks` says what can be connected; `refresher` renews tokens that have run out."""
        self._db = db
        self._clock = clock
        self._networks = networks
        self._refresher = refresher

    def list(self, actor: Actor, *, client_id: str = "") -> tuple[AccountView, ...]:
        """Accounts of a client, or of every client that the actor reaches."""
        if client_id:
            actor.reach(client_id, "account")
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
        """Connect a client to a profile of its own on the sandbox network, or connect that one again.

        Raises:
            Invalid: there is no connector for this platform yet.
            Exists: it is connected already.
        """
        wanted = self._connectable(name)
        with self._db.transaction() as session:
            client = clients.get(session, client_id)
            actor.decide(client_id, "account")
            made = sandbox_account(client, wanted, self._networks.vault, self._clock.now())
            row = next((each for each in accounts.of_client(session, client_id) if each.external_id == made.external_id), None)
            if row is None:
                session.add(row := made)
                self._note(session, actor, row, "", row.status)
                return row.view()
            if row.status in {AccountStatus.CONNECTED, AccountStatus.PAUSED}:
                raise Exists(f"{LABELS[wanted]} is connected to the sandbox already.", field="platform")
            connect_again(row, self._used(row), self._networks.vault)
            self._taken_up(session, actor, row)
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
            actor.decide(new.client_id, "account")
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
        """Pause an account, or take it up again (which also ends a wait and forgets the last error).

        Raises:
            Invalid: a disconnected account has to be connected again first.
        """
        with self._db.transaction() as session:
            row = accounts.get(session, account_id)
            actor.decide(row.client_id, "account")
            if AccountStatus.DISCONNECTED in {row.status, status} and row.status != status:
                said = "Whether an account is connected is not set, but done."
                raise Invalid(said, field="status", remedy="Disconnect the account, or connect it again.")
            if status == AccountStatus.CONNECTED:
                self._taken_up(session, actor, row)
            else:
                self._note(session, actor, row, row.status, status)
                row.status = status
            return row.view()

    def set_spacing(self, actor: Actor, account_id: str, *, seconds: int) -> AccountView:
        """Keep at least so many seconds between two posts of an account; 0 for none.

        Raises:
            Invalid: less than 0 or more than a day.
        """
        if not 0 <= seconds <= DAY_SECONDS:
            raise Invalid("The time between posts is out of bounds.", field="seconds", remedy="Use 0 seconds to a day.")
        with self._db.transaction() as session:
            row = accounts.get(session, account_id)
            actor.decide(row.client_id, "account")
            self._note(session, actor, row, row.status, row.status, f"at least {seconds} s between posts")
            if row.free_at is not None:
                row.free_at += timedelta(seconds=seconds - row.spacing_seconds)
            row.spacing_seconds = seconds
            return row.view()

    def disconnect(self, actor: Actor, account_id: str) -> AccountView:
        """End our access to a profile: its tokens are deleted here, and what is planned for it says so and waits."""
        with self._db.transaction() as session:
            deliveries.tell_waiting(session, account_id, "The account was disconnected. Connect it again, or cancel this.")
            row = accounts.get(session, account_id)
            actor.decide(row.client_id, "account")
            if row.status == AccountStatus.DISCONNECTED:
                return row.view()
            self._note(session, actor, row, row.status, AccountStatus.DISCONNECTED)
            row.credentials = wiped(row, self._used(row))
            row.status, row.last_error, row.parked_until = AccountStatus.DISCONNECTED, "", None
            row.token_expires_at, row.scopes, row.check_said = None, [], ""
            return row.view()

    def test(self, actor: Actor, account_id: str) -> CheckedAccount:
        """Ask the network whether this account's login still acts for its profile, and keep what it says of its limits."""
        with self._db.reading() as session:
            row = accounts.get(session, account_id)
            actor.reach(row.client_id, "account")
        failure, found = "", None
        try:
            profiles = self._profiles(row)
            found = next((each for each in profiles if each.external_id == row.external_id), None)
            said = _ACCEPTED if found else "The network accepts the login, but it can no longer act for this profile."
        except PlatformError as error:
            failure, said = error.failure, f"The network answered: {error.message}"
        with self._db.transaction() as session:
            row = accounts.get(session, account_id)
            row.checked_at, row.check_said = self._clock.now(), said
            if found:
                row.limits = dict(found.limits) or row.limits
                row.scopes = list(found.scopes) or row.scopes
            if failure == Failure.AUTH_REVOKED and row.status == AccountStatus.CONNECTED:
                self._note(session, actor, row, row.status, AccountStatus.RECONNECT)
                row.status, row.last_error = AccountStatus.RECONNECT, said
        return CheckedAccount(found is not None, said)

    def health(self, actor: Actor, *, client_id: str = "") -> dict[str, AccountHealth]:
        """How each account of a client is, or of every client that the actor reaches, by its id."""
        if client_id:
            actor.reach(client_id, "account")
        now = self._clock.now()
        with self._db.reading() as session:
            rows = accounts.of_client(session, client_id)
            return {row.id: self._health(row, now) for row in rows if actor.clients is None or row.client_id in actor.clients}

    def _health(self, row: AccountRow, now: datetime) -> AccountHealth:
        wanted = self._networks.connectors[row.platform].facts.login.scopes if row.platform in self._networks.connectors else ()
        missing = tuple(each for each in wanted if each not in row.scopes) if row.scopes else ()
        return AccountHealth(
            account_id=row.id, base_url=row.base_url, scopes=tuple(row.scopes), missing=missing,
            expires_at=row.token_expires_at, renews_itself=self._refresher.can_renew(row), checked_at=row.checked_at,
            check_said=row.check_said, failures_in_a_row=row.failures_in_a_row, calls_left=calls_left(row.budget, now),
            spacing_seconds=row.spacing_seconds, free_at=row.free_at,
        )

    def _profiles(self, row: AccountRow) -> tuple[Profile, ...]:
        account = self._refresher.current(row)
        connector = self._networks.connectors[row.platform]
        try:
            return connector.profiles(self._networks.context(account))
        except PlatformError as error:
            if error.failure is not Failure.AUTH_EXPIRED:
                raise
        return connector.profiles(self._networks.context(self._refresher.renew(account)))

    def _used(self, row: AccountRow) -> Account | None:
        """The account with its tokens; None when there are none."""
        with suppress(PlatformError):
            return self._networks.account(row)
        return None

    def _taken_up(self, session: Session, actor: Actor, row: AccountRow) -> None:
        self._note(session, actor, row, row.status, AccountStatus.CONNECTED)
        row.status, row.parked_until, row.last_error = AccountStatus.CONNECTED, None, ""
        row.failures_in_a_row = 0
        row.budget = {**(row.budget or {}), "remaining": None, "reset_at": None}
        latest = self._clock.now() + timedelta(seconds=row.spacing_seconds)
        row.free_at = row.free_at and min(row.free_at, latest)  # a clock that was put right may have left it far ahead

    def _connectable(self, name: str) -> Platform:
        wanted = platform(name)
        if wanted not in self._networks.connectors:
            raise Invalid(
                f"{LABELS[wanted]} has no connector yet.", field="platform",
                remedy=f"Today: {', '.join(self._networks.connectors)}.",
            )
        return wanted

    def _note(self, session: Session, actor: Actor, row: AccountRow, before: str, after: str, why: str = "") -> None:
        said = f"{row.display_name} ({row.network}) {why}".strip()
        history.note(session, Change(row.client_id, "account", row.id, before, after, actor.label, self._clock.now(), said))


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
