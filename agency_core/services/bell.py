"""Bell: how many alerts a person has not seen yet."""

from __future__ import annotations

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.store.database import Database
from agency_core.store.queries import alert as alerts
from agency_core.store.queries import seen

MOST = 100
"""More than this is not counted: a bell says `99+`."""


class Bell:
    """What fires since a person last looked at the alerts, one question for each ring."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on `db` by the time of `clock`."""
        self._db = db
        self._clock = clock

    def unseen(self, actor: Actor, *, client_id: str = "") -> int:
        """How many alerts fire that `actor` has not seen, at most `MOST`; silenced ones are not counted."""
        if client_id:
            actor.reach(client_id, "alert")
        with self._db.reading() as session:
            return seen.unseen(session, alerts.within(client_id, actor.clients), actor.label, client_id, MOST)

    def look(self, actor: Actor, *, client_id: str = "") -> None:
        """Note that `actor` looks at the alerts of a client (empty: of all) now; what is seen rings no more."""
        if not self.unseen(actor, client_id=client_id):
            return
        with self._db.transaction() as session:
            seen.look(session, actor.label, client_id, self._clock.now())
