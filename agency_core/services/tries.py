"""Tries: how often one may guess, counted in the database, so that neither a restart nor a second process forgives."""

from __future__ import annotations

import hashlib
import ipaddress
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from agency_core.domain.clock import Clock
from agency_core.errors import AgencyError
from agency_core.store.database import Database
from agency_core.store.queries import tries

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BY_ACCOUNT, BY_ADDRESS = 5, 20
"""Tries to sign in, a minute."""
CODES_AN_HOUR = 20
RESETS_AN_HOUR = 3


class TooManyTries(AgencyError):
    """This was tried too often."""

    code = "too_many_tries"
    status = 429

    def __init__(self, seconds: int) -> None:
        """Say when it may be tried again.

        Args:
            seconds: from now.
        """
        self.seconds = seconds
        super().__init__("This was tried too often.", remedy=f"Try again in {seconds} seconds.")


@dataclass(frozen=True)
class Limit:
    """So many tries of `key` within `window`."""

    key: str
    most: int
    window: timedelta = MINUTE


class Tries:
    """Counts."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Count in `db`."""
        self._db = db
        self._clock = clock

    def take(self, limits: Sequence[Limit]) -> None:
        """Count one try of each.

        Raises:
            TooManyTries: one of them was tried too often; trying on does not make the wait longer.
        """
        now, wait = self._clock.now(), 0.0
        with self._db.transaction() as session:
            for limit in limits:
                count, ends_at = tries.count(session, limit.key, now, limit.window)
                if count > limit.most:
                    wait = max(wait, (ends_at - now).total_seconds())
        if wait:
            raise TooManyTries(math.ceil(wait))

    def take_back(self, limits: Sequence[Limit]) -> None:
        """It was no guess: count it less."""
        with self._db.transaction() as session:
            for limit in limits:
                tries.take_back(session, limit.key)

    def prune(self) -> int:
        """Forget windows that are over; how many."""
        with self._db.transaction() as session:
            return tries.forget(session, self._clock.now())


def by_account(act: str, email: str, most: int = BY_ACCOUNT, window: timedelta = MINUTE) -> Limit:
    """A limit for who wants to be somebody; the address is not kept in the clear."""
    return Limit(f"{act}:{window.seconds}:person:{hashlib.sha256(email.encode()).hexdigest()[:32]}", most, window)


def by_address(act: str, address: str) -> Limit:
    """A limit for where it comes from; of IPv6 the network, as everybody there has many addresses."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return Limit(f"{act}:address:unknown", BY_ADDRESS)
    network = ipaddress.ip_network((parsed, 64), strict=False) if parsed.version == 6 else parsed
    return Limit(f"{act}:address:{network}", BY_ADDRESS)
