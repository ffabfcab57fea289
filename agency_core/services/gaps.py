"""Gaps: the record of every time in which the engine, the API or the database gave no sign of life."""

from __future__ import annotations

from datetime import datetime, timedelta

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.downtime import Absence, Component, GapKind, divided
from agency_core.domain.operations import BEAT_EVERY
from agency_core.domain.watching import GapView
from agency_core.store.database import Database
from agency_core.store.queries import gap

STOPPED = "It was stopped in order."


class Gaps:
    """Times without a sign of life."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on `db` by the time of `clock`."""
        self._db = db
        self._clock = clock

    def list(self, actor: Actor, *, days: int = 31) -> tuple[GapView, ...]:
        """The gaps of the last `days`, oldest first; none for an actor who does not reach all clients."""
        if actor.clients is not None:
            return ()
        now = self._clock.now()
        with self._db.reading() as session:
            return gap.between(session, "", now - timedelta(days=days), now)

    def note(self, component: Component, absence: Absence) -> timedelta:
        """Keep an absence that is over; how much of it was no plan. What lies in a maintenance window counts as planned."""
        with self._db.transaction() as session:
            parts = divided(absence, gap.maintenance(session, absence.since, absence.until))
            for part in parts:
                gap.note(session, component, part)
        return sum((part.until - part.since for part in parts if part.kind is GapKind.DOWN), timedelta())

    def leave(self, component: Component) -> None:
        """Keep that a component is stopped in order, so that what follows is no failure."""
        with self._db.transaction() as session:
            gap.begin(session, component, self._clock.now(), GapKind.PLANNED, STOPPED)

    def back(self, component: Component) -> datetime | None:
        """End the gap that an orderly stop began; since when it was stopped, None when it was not.

        A stop that was shorter than the pause between two beats is forgotten: nothing waited for it.
        """
        now = self._clock.now()
        with self._db.transaction() as session:
            row = gap.lasting(session, component)
            if row is None:
                return None
            row.until = max(row.since, now)
            if row.until - row.since < BEAT_EVERY:
                session.delete(row)
            return row.since
