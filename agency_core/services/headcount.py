"""Headcount: the networks are asked once a day how many follow each account."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import date, datetime

from agency_core.domain.account import AccountStatus
from agency_core.domain.clock import Clock
from agency_core.domain.publishing import Failure, PlatformError
from agency_core.models import AccountRow, ReplayRow
from agency_core.services.networks import Networks
from agency_core.services.refresh import Refresher
from agency_core.store.database import Database
from agency_core.store.queries import account as accounts
from agency_core.store.queries import audience as followers
from agency_core.store.queries import replay

log = logging.getLogger(__name__)
SCOPE = "followers"
SPREAD_MINUTES = 18 * 60
"""Accounts are asked about over so much of the client's day, each at a minute of its own."""
AGAIN_AFTER_MINUTES = 120
TRIES = 3


@dataclass(frozen=True)
class _Due:
    """An account to be asked about: its day, which try this is, and under which names the tries of the day are kept."""

    row: AccountRow
    day: date
    tried: int

    @property
    def keys(self) -> list[str]:
        return [f"{self.row.id}:{self.day.isoformat()}:{number}" for number in range(TRIES)]


class Headcount:
    """Asks for followers."""

    def __init__(self, db: Database, clock: Clock, networks: Networks, refresher: Refresher) -> None:
        """`refresher` renews tokens that have run out."""
        self._db = db
        self._clock = clock
        self._networks = networks
        self._refresher = refresher

    def count_due(self, limit: int = 50) -> int:
        """Ask about the accounts whose minute of the day has come; how many were counted.

        One that does not answer is asked again two and four hours later; one that told its number is left alone until
        tomorrow.
        """
        return sum(self._count(each) for each in self._due()[:limit])

    def _due(self) -> list[_Due]:
        now = self._clock.now()
        with self._db.reading() as session:
            rows = [row for row in accounts.of_client(session, "") if self._can_be_asked(row, now)]
            zones = followers.zones(session)
            due = [
                _Due(row, local.date(), tries) for row in rows
                for local in (now.astimezone(zones[row.client_id]),) if (tries := tries_due(row.id, local))
            ]
            done = followers.asked_before(session, SCOPE, [each.keys[each.tried - 1] for each in due])
        return [each for each in due if each.keys[each.tried - 1] not in done]

    def _can_be_asked(self, row: AccountRow, now: datetime) -> bool:
        if row.status != AccountStatus.CONNECTED or (row.parked_until is not None and row.parked_until > now):
            return False
        connectors = self._networks.connectors
        return row.platform in connectors and bool(connectors[row.platform].facts.capabilities.followers)

    def _count(self, due: _Due) -> bool:
        self._remember(due.keys[: due.tried])
        try:
            told = self._asked(due.row)
        except PlatformError as error:
            log.warning("no followers of account %s: %s", due.row.id, error.message)
            return False
        with self._db.transaction() as session:
            if told is not None:
                key = ((due.row.platform, due.row.external_id), due.day)
                followers.keep(session, due.row.client_id, {key: told}, "network")
        self._remember(due.keys)
        return told is not None

    def _asked(self, row: AccountRow) -> int | None:
        account = self._refresher.current(row)
        connector = self._networks.connectors[row.platform]
        try:
            return connector.audience(self._networks.context(account))
        except PlatformError as error:
            if error.failure is not Failure.AUTH_EXPIRED:
                raise
        return connector.audience(self._networks.context(self._refresher.renew(account)))

    def _remember(self, keys: list[str]) -> None:
        """Keep that these tries are done, before the network is asked: whoever dies while asking does not ask for ever."""
        now = self._clock.now()
        with self._db.transaction() as session:
            done = followers.asked_before(session, SCOPE, keys)
            for key in keys:
                if key not in done:
                    replay.remember(session, ReplayRow(scope=SCOPE, key=key, fingerprint="", subject_id="", created_at=now))


def tries_due(account_id: str, local: datetime) -> int:
    """How many tries of its day an account is due by now: the first at a minute of its own."""
    minute = int.from_bytes(hashlib.sha256(account_id.encode()).digest()[:4], "big") % SPREAD_MINUTES
    late = local.hour * 60 + local.minute - minute
    return min(TRIES, late // AGAIN_AFTER_MINUTES + 1) if late >= 0 else 0
