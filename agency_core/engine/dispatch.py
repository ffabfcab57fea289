"""Who wakes those that send: the clock of the one process, or a queue that several machines share. The ledger decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from sqlalchemy import event
from sqlalchemy.orm import Session

from agency_core.domain.clock import Clock
from agency_core.domain.delivery import DeliveryState
from agency_core.engine.pulse import Pulse
from agency_core.models import DeliveryRow
from agency_core.store.database import Database


class Dispatch(Protocol):
    """Wakes the threads that send, from `start` to `stop`."""

    def start(self) -> None:
        """Begin."""
        ...

    def stop(self) -> None:
        """End."""
        ...


class Embedded:
    """One process: whoever writes that a delivery is due wakes those that send as soon as it is committed."""

    def __init__(self, db: Database, clock: Clock, look: Callable[[], object]) -> None:
        """`look` starts what is due and returns at once."""
        self._db = db
        self._pulse = Pulse(db, clock, look)

    def start(self) -> None:
        """Begin."""
        event.listen(self._db.sessions, "after_flush", self._note)
        event.listen(self._db.sessions, "after_commit", self._wake)
        self._pulse.start()

    def stop(self) -> None:
        """End; nothing happens when it was not begun."""
        if not event.contains(self._db.sessions, "after_flush", self._note):
            return
        event.remove(self._db.sessions, "after_flush", self._note)
        event.remove(self._db.sessions, "after_commit", self._wake)
        self._pulse.stop()

    def _note(self, session: Session, _flush: object) -> None:
        changed = (*session.new, *session.dirty)
        if any(isinstance(row, DeliveryRow) and row.state == DeliveryState.PENDING for row in changed):
            session.info["waits"] = True

    def _wake(self, session: Session) -> None:
        if session.info.pop("waits", False):
            self._pulse.wake()


def attach(db: Database) -> None:
    """Let every process of a distributed installation, also one that sends nothing, tell the others what waits."""
    if not db.is_embedded:
        from agency_core.engine import hints

        hints.prepare(db)


def dispatch_of(db: Database, clock: Clock, look: Callable[[], object]) -> Dispatch:
    """The member that suits the database; `look` starts what is due and returns at once."""
    if db.is_embedded:
        return Embedded(db, clock, look)
    from agency_core.engine.distributed import Distributed

    return Distributed(db, clock, look)
