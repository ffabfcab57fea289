"""Gauges: write down every five minutes what nobody can count afterwards, and forget it after a quarter."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from agency_core.domain.clock import Clock
from agency_core.domain.facts import Facts
from agency_core.services.facts import NOWHERE, Surroundings, gather
from agency_core.store.database import Database
from agency_core.store.queries import facts, gauge
from agency_core.store.queries.gauge import NewGauge

KEPT = timedelta(days=90)
_DAY = timedelta(days=1)


class Gauges:
    """Figures of the installation and of each client, as they were."""

    def __init__(self, db: Database, clock: Clock, around: Surroundings = NOWHERE) -> None:
        """Write into `db` by the time of `clock`; `around` is what is looked at beside the database."""
        self._db = db
        self._clock = clock
        self._around = around

    def sample(self, *, api: tuple[float, int] = (0.0, 0)) -> int:
        """Look once and keep what is seen; how many figures.

        Args:
            api: seconds that the API took since the last look, and for how many requests.
        """
        now = self._clock.now()
        seen = gather(self._db, now, self._around)
        with self._db.reading() as session:
            found = [*_of_system(session, seen), *_of_clients(session, seen)]
        seconds, requests = api
        if requests:
            found.append(NewGauge("api_ms", seconds * 1000 / requests, cases=requests))
        with self._db.transaction() as session:
            return gauge.write(session, now, found)

    def prune(self) -> int:
        """Delete what is older than 90 days; how many figures."""
        with self._db.transaction() as session:
            return gauge.forget(session, self._clock.now() - KEPT)


def _of_system(session: Session, seen: Facts) -> list[NewGauge]:
    found = [NewGauge("database_bytes", float(facts.size(session)))]
    for name, room in (("memory_share", seen.memory), ("disk_share", seen.disk)):
        if room is not None and room.total:
            found.append(NewGauge(name, room.share))
    return found


def _of_clients(session: Session, seen: Facts) -> list[NewGauge]:
    review = gauge.in_review(session)
    found: list[NewGauge] = []
    for client in seen.clients:
        found += [
            NewGauge("backlog", client.backlog, client.id), NewGauge("unconfirmed", client.unconfirmed, client.id),
            NewGauge("in_review", review.get(client.id, 0), client.id),
        ]
    return [*found, *(NewGauge("token_days", days, client) for client, days in _token_days(seen, seen.now).items())]


def _token_days(seen: Facts, now: datetime) -> dict[str, float]:
    """The fewest days that a login of each client has left; logins that renew themselves do not end."""
    found: dict[str, float] = {}
    for account in seen.accounts:
        if account.ends_at is not None and not account.renews:
            left = (account.ends_at - now) / _DAY
            found[account.client_id] = min(left, found.get(account.client_id, left))
    return found
