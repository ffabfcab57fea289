"""Refreshing access tokens: one refresh per account at a time, in all processes, stored before the new token is used.

Whoever renews first writes a claim beside the sealed tokens of the account; the others wait for what it stores. A claim that
its process did not live to take back runs out.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from agency_core.domain.account import RENEWED_AHEAD, AccountStatus, is_due_for_renewal
from agency_core.domain.delivery import CALL_DEADLINE, Decision, DeliveryState
from agency_core.domain.ids import new_id
from agency_core.domain.publishing import Account, Failure, PlatformError, Tokens
from agency_core.errors import Busy
from agency_core.models import AccountRow
from agency_core.services.networks import AGAIN, Networks
from agency_core.store.database import Database
from agency_core.store.queries import account as accounts
from agency_core.store.queries.secret import place

CLAIM = 2 * CALL_DEADLINE
SKEW = timedelta(seconds=30)
"""A token is taken for expired so long before its end: the call that carries it takes time, and clocks differ."""
PATIENCE_SECONDS = 15.0
_LOOK_SECONDS = 0.05
_WRITES = 3
_REVOKED = frozenset({Failure.AUTH_REVOKED, Failure.AUTH_EXPIRED})
"""What a network answers when it will never accept the refresh token again."""
_CLAIMED = "renewing"

log = logging.getLogger(__name__)


class Refresher:
    """Trades refresh tokens."""

    def __init__(self, db: Database, networks: Networks) -> None:
        """Set up; accounts are looked up when one is refreshed."""
        self._db = db
        self._networks = networks
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = defaultdict(threading.Lock)

    def refreshed(self, used: Account, decision: Decision, now: datetime) -> Decision:
        """`decision` after trying to get a new token for `used`: at once when there is one, failed when it was revoked."""
        try:
            why = "Another delivery renewed the token." if self._renewed(used)[1] else "The access token was renewed."
        except PlatformError as error:
            if error.failure is Failure.AUTH_REVOKED:
                return Decision(DeliveryState.FAILED, error.message, disconnects_account=True)
            return replace(decision, why=f"The token could not be renewed: {error.message}")
        return replace(decision, retry_at=now, why=why)

    def current(self, row: AccountRow) -> Account:
        """What a connector needs to act for this account, with a new token when the old one has run out.

        Raises:
            PlatformError: there is no token; AUTH_REVOKED when the network gives no new one.
        """
        account = self._networks.account(row)
        if row.token_expires_at is None or self._networks.clock.now() < row.token_expires_at - SKEW:
            return account
        return self.renew(account)

    def renew(self, used: Account) -> Account:
        """The account with a token other than the one in `used`: ours, or one that somebody else got meanwhile.

        Raises:
            PlatformError: AUTH_REVOKED (the account then waits to be reconnected), or why it did not work now.
        """
        return self._renewed(used)[0]

    def renew_due(self) -> int:
        """Renew the tokens that run out soon; how many."""
        now = self._networks.clock.now()
        with self._db.reading() as session:
            found = accounts.running_out(session, now + RENEWED_AHEAD)
        return sum(self._renewed_ahead(row, now) for row in found)

    def can_renew(self, row: AccountRow) -> bool:
        """Whether the login of this account renews itself; one that comes from an environment variable does not."""
        with suppress(PlatformError):
            secret = self._networks.secret(row)
            if "variable" in secret or row.platform not in self._networks.connectors:
                return False
            return bool(secret.get("refresh_token")) or self._networks.connectors[row.platform].facts.login.lengthen
        return False

    def _renewed_ahead(self, row: AccountRow, now: datetime) -> bool:
        if row.token_expires_at is None or not self.can_renew(row):
            return False
        given = self._networks.secret(row).get("renewed_at", "")
        if not is_due_for_renewal(row.token_expires_at, datetime.fromisoformat(given) if given else None, now):
            return False
        try:
            self.renew(self._networks.account(row))
        except PlatformError as error:
            log.warning("the token of account %s could not be renewed: %s", row.id, error.message)
            return False
        return True

    def _renewed(self, used: Account) -> tuple[Account, bool]:
        """The account with a new token, and whether somebody else got it."""
        with self._guard:
            lock = self._locks[used.id]
        me = new_id(self._networks.clock.now())
        with lock:
            stored = self._claimed(used, me)
            if stored.access_token != used.access_token:
                return stored, True
            try:
                tokens = self._asked(stored)
            except PlatformError as error:
                return self._refused(used, me, error), True
            return self._kept(used, me, tokens), False

    def _claimed(self, used: Account, me: str) -> Account:
        """The account as stored once this worker may renew it, or once another has.

        Raises:
            PlatformError: TRANSIENT when another worker takes too long.
        """
        give_up = time.monotonic() + PATIENCE_SECONDS
        while True:
            now = self._networks.clock.now()
            with self._db.transaction() as session:
                row = accounts.get(session, used.id)
                stored = self._networks.account(row)
                claim = row.credentials.get(_CLAIMED)
                if stored.access_token != used.access_token:
                    return stored
                if "variable" in row.credentials:
                    remedy = "Put a new one into its environment variable and restart."
                    raise PlatformError(Failure.AUTH_REVOKED, "The access token has expired.", remedy=remedy)
                if not claim or datetime.fromisoformat(claim["until"]) <= now:
                    row.credentials = {**row.credentials, _CLAIMED: {"by": me, "until": (now + CLAIM).isoformat()}}
                    return stored
            if time.monotonic() > give_up:
                raise PlatformError(Failure.TRANSIENT, "Another worker is still renewing the token.")
            time.sleep(_LOOK_SECONDS)

    def _asked(self, account: Account) -> Tokens:
        tokens = self._networks.connectors[account.platform].refresh(self._networks.context(account))
        if not tokens.access_token:
            raise PlatformError(Failure.TRANSIENT, "The network's answer holds no token.")
        return tokens

    def _kept(self, used: Account, me: str, tokens: Tokens) -> Account:
        """Store new tokens, on the disk before anybody uses them."""
        for _ in range(_WRITES - 1):
            with suppress(Busy):  # the old refresh token may be worth nothing by now: losing the new one ends the connection
                return self._stored(used, me, tokens)
        return self._stored(used, me, tokens)

    def _stored(self, used: Account, me: str, tokens: Tokens) -> Account:
        with self._db.transaction(durable=True) as session:
            row = accounts.get(session, used.id)
            secret = self._networks.secret(row)
            if self._is_mine(row, me) or secret["access_token"] == used.access_token:
                self._write(row, secret, tokens)
            return self._networks.account(row)  # of another worker, where our claim ran out and it stored newer tokens

    def _write(self, row: AccountRow, secret: dict[str, str], tokens: Tokens) -> None:
        again = tokens.refresh_token or secret.get("refresh_token", "")
        at = self._networks.clock.now().isoformat()
        kept = {**secret, "access_token": tokens.access_token, "refresh_token": again, "renewed_at": at}
        row.credentials = self._networks.vault.seal(kept, place(row))
        row.token_expires_at = tokens.expires_at
        if tokens.scopes:
            row.scopes = list(tokens.scopes)

    def _refused(self, used: Account, me: str, error: PlatformError) -> Account:
        """What follows when the network gave no token: only a refusal for good disconnects, and only if nobody was faster.

        Raises:
            PlatformError: AUTH_REVOKED, or `error`.
        """
        with self._db.transaction() as session:
            row = accounts.get(session, used.id)
            stored = self._networks.account(row)
            if self._is_mine(row, me):
                row.credentials = {name: value for name, value in row.credentials.items() if name != _CLAIMED}
            if stored.access_token != used.access_token:
                return stored
            if error.failure in _REVOKED and row.status != AccountStatus.DISCONNECTED:
                row.status, row.last_error = AccountStatus.RECONNECT, error.message
        if error.failure in _REVOKED:
            raise PlatformError(
                Failure.AUTH_REVOKED, error.message, network_code=error.network_code, http_status=error.http_status, remedy=AGAIN,
            ) from error
        raise error

    @staticmethod
    def _is_mine(row: AccountRow, me: str) -> bool:
        return bool((row.credentials.get(_CLAIMED) or {}).get("by") == me)
