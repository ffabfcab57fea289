"""Engine room: what the desk runs on. Queues, what is being sent, the database as a thing, slow statements, its soundness."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.log import DatabaseView, Integrity, SlowQuery, Waiting
from agency_core.errors import AgencyError, Conflict, Forbidden
from agency_core.store.database import Database
from agency_core.store.queries import facts, figures
from agency_core.store.schema import standing

GROWTH = timedelta(days=30)


class EngineRoom:
    """Looks at the machinery; keeps the last look at the whole database of this process."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on `db` by the time of `clock`."""
        self._db = db
        self._clock = clock
        self._guard = threading.Lock()
        self._integrity: Integrity | None = None

    def queues(self, actor: Actor) -> tuple[Waiting, ...]:
        """What could go now and waits, by queue."""
        _owner(actor)
        with self._db.reading() as session:
            found = figures.queues(session, self._clock.now())
        return tuple(Waiting(name, queue.count, queue.oldest) for name, queue in found.items())

    def due(self, actor: Actor) -> tuple[Waiting, ...]:
        """The due deliveries that wait, by platform; the longest wait first."""
        _owner(actor)
        with self._db.reading() as session:
            found = figures.due_by_platform(session, self._clock.now())
        return tuple(Waiting(platform, count, oldest) for platform, count, oldest in found)

    def in_hand(self, actor: Actor) -> int:
        """How many deliveries are being sent this moment."""
        _owner(actor)
        with self._db.reading() as session:
            return figures.in_hand(session)

    def slow(self, actor: Actor) -> tuple[SlowQuery, ...]:
        """Statements of this process that took 0.2 s or longer."""
        _owner(actor)
        return self._db.slow.worst()

    def database(self, actor: Actor) -> DatabaseView:
        """The database as a thing."""
        _owner(actor)
        found, now = standing(self._db), self._clock.now()
        with self._db.reading() as session:
            kind, version = figures.version(session)
            return DatabaseView(
                self._db.address, kind, version, facts.size(session), figures.size_since(session, now - GROWTH),
                found.revision, found.newest,
            )

    def integrity(self, actor: Actor) -> Integrity | None:
        """The last look at the whole database; None when there was none since this process started."""
        _owner(actor)
        with self._guard:
            return self._integrity

    def examine(self, actor: Actor) -> Integrity:
        """Begin to look at the whole database, in a thread of its own.

        Raises:
            Conflict: one is under way.
        """
        _owner(actor)
        with self._guard:
            if self._integrity is not None and self._integrity.ended_at is None:
                raise Conflict("The database is being examined.", remedy="Wait for its end.")
            begun = self._integrity = Integrity(self._clock.now())
        threading.Thread(target=self._examine, args=(begun.began_at,), name="integrity", daemon=True).start()
        return begun

    def _examine(self, began_at: datetime) -> None:
        try:
            with self._db.reading() as session:
                problems = facts.damage(session)
        except (AgencyError, SQLAlchemyError) as error:
            problems = (error.message if isinstance(error, AgencyError) else str(error),)
        with self._guard:
            self._integrity = Integrity(began_at, self._clock.now(), problems)


def _owner(actor: Actor) -> None:
    if not actor.owns("task"):
        raise Forbidden("Only an owner may look into the engine room.", remedy="Ask an owner.")
