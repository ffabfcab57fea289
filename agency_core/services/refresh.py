"""Refreshing access tokens: one refresh per account at a time, stored before the new token is used."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import replace
from datetime import datetime

from agency_core.domain.delivery import Decision, DeliveryState
from agency_core.domain.publishing import Account, Failure, PlatformError
from agency_core.services.networks import Networks
from agency_core.store.database import Database
from agency_core.store.queries import account as accounts


class Refresher:
    """Trades refresh tokens."""

    def __init__(self, db: Database, networks: Networks) -> None:
        """Set up; accounts are looked up when one is refreshed."""
        self._db = db
        self._networks = networks
        self._locks: dict[str, threading.Lock] = defaultdict(threading.Lock)

    def refreshed(self, used: Account, decision: Decision, now: datetime) -> Decision:
        """`decision` after trying to get a new token for `used`: at once when there is one, failed when it was revoked."""
        with self._locks[used.id]:
            with self._db.reading() as session:
                stored = accounts.get(session, used.id)
                current = self._networks.account(stored)
            if current.access_token != used.access_token:
                return replace(decision, retry_at=now, why="Another delivery renewed the token.")
            if not used.is_sandbox:
                why = "The access token has expired."
                return Decision(DeliveryState.FAILED, why, disconnects_account=True)
            try:
                tokens = self._networks.connectors[used.platform].refresh(self._networks.context(current))
            except PlatformError as error:
                if error.failure is Failure.AUTH_REVOKED:
                    return Decision(DeliveryState.FAILED, error.message, disconnects_account=True)
                return replace(decision, why=f"The token could not be renewed: {error.message}")
            with self._db.transaction() as session:
                row = accounts.get(session, used.id)
                row.credentials = {
                    **row.credentials,
                    "access_token": tokens.access_token,
                    "refresh_token": tokens.refresh_token or row.credentials["refresh_token"],
                }
            return replace(decision, retry_at=now, why="The access token was renewed.")
