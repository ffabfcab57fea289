"""Maintenance: planned times in which the installation is worked on: nobody is told of alerts, publishing may be held."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from agency_core.domain.actor import MAINTENANCE, Actor
from agency_core.domain.clock import Clock
from agency_core.domain.ids import new_id
from agency_core.domain.operations import Change
from agency_core.domain.paging import Listing, Page
from agency_core.domain.watching import MaintenanceView
from agency_core.errors import Forbidden
from agency_core.models import MaintenanceRow
from agency_core.services.planned_span import checked_span, reason
from agency_core.services.resume import Resume
from agency_core.store.database import Database
from agency_core.store.queries import history, pause
from agency_core.store.queries import maintenance as windows

LONGEST = timedelta(days=7)


class Maintenance:
    """Windows of maintenance: the owner plans them, everybody may know them."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on `db` by the time of `clock`."""
        self._db = db
        self._clock = clock

    def plan(
        self, actor: Actor, *, ends_at: datetime, why: str, starts_at: datetime | None = None, holds_publishing: bool = False
    ) -> MaintenanceView:
        """Plan a window from `starts_at` (now) to `ends_at`.

        Raises:
            Forbidden: the actor does not own the installation.
            Invalid: the times cannot be, or the reason is missing.
        """
        _owner(actor)
        now, said = self._clock.now(), reason(why)
        start, end = checked_span(starts_at, ends_at, now, LONGEST)
        row = MaintenanceRow(
            id=new_id(now), starts_at=start, ends_at=end, why=said, holds_publishing=holds_publishing,
            created_by=actor.label, created_at=now,
        )
        with self._db.transaction() as session:
            session.add(row)
            _note(session, row.view(), actor, "", "planned", now)
            return row.view()

    def list(self, actor: Actor, *, past: bool = True, page: Page | None = None) -> Listing[MaintenanceView]:  # noqa: ARG002 - everybody may know
        """Windows, the last planned first; without `past` only those that are open or to come."""
        since = None if past else self._clock.now()
        with self._db.reading() as session:
            return windows.every(session, since, page or Page())

    def get(self, actor: Actor, maintenance_id: str) -> MaintenanceView:  # noqa: ARG002 - everybody may know
        """One window.

        Raises:
            NotFound: there is none.
        """
        with self._db.reading() as session:
            return windows.get(session, maintenance_id).view()

    def end(self, actor: Actor, maintenance_id: str) -> MaintenanceView:
        """End it now, or call it off before it begins. Repeating it changes nothing.

        Raises:
            Forbidden: the actor does not own the installation.
            NotFound: there is none.
        """
        _owner(actor)
        now = self._clock.now()
        with self._db.transaction() as session:
            row = windows.get(session, maintenance_id)
            if row.ended_at is None and row.ends_at > now:
                row.ended_at = now
                _note(session, row.view(), actor, "planned", "ended", now)
            return row.view()

    def keep(self, switch: Resume) -> int:
        """Pause publishing for windows that began and hold it, once each, and let it go on when the last is over.

        What a person paused or resumed meanwhile stays as they said. How often the switch was turned.
        """
        now = self._clock.now()
        with self._db.reading() as session:
            holding = [each for each in windows.lasting(session, now) if each.holds_publishing]
            begun = [each for each in holding if not windows.has_held(session, each.id)]
            state = pause.publishing(session)
        if begun:
            switch.pause_all(MAINTENANCE, why=f"Maintenance: {begun[0].why}"[:500])
            with self._db.transaction() as session:
                for each in begun:
                    _note(session, each, MAINTENANCE, "planned", windows.HELD, now)
            return int(not state.is_on)
        if not holding and state.is_on and state.by == MAINTENANCE.label:
            switch.resume(MAINTENANCE)
            return 1
        return 0


def _owner(actor: Actor) -> None:
    if not actor.owns("alert"):
        raise Forbidden("Only the owner may do this.", remedy="Ask the owner.")


def _note(session: Session, window: MaintenanceView, actor: Actor, before: str, to: str, now: datetime) -> None:
    history.note(session, Change("", "maintenance", window.id, before, to, actor.label, now, window.why))
