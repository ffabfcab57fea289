"""The sign of life of a process that serves the API or the dashboard, and runs no engine."""

from __future__ import annotations

import logging
import os
import socket
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from agency_core.domain.downtime import Component
from agency_core.domain.ids import new_id
from agency_core.domain.operations import BEAT_EVERY, STALLED_AFTER, WorkerView
from agency_core.engine.wakeful import Wakeful
from agency_core.services.presence import Presence
from agency_core.store.queries import worker

if TYPE_CHECKING:
    from agency_core.agency import Agency

_log = logging.getLogger(__name__)


class Alive:
    """Beats from `start` to `stop`, and keeps on record when no process served."""

    def __init__(self, agency: Agency, *, every: float = BEAT_EVERY.total_seconds()) -> None:
        """Beat for this process of an agency, whose role is `api` or `ui`."""
        self._db, self._clock, self._every = agency.db, agency.clock, every
        self._wakeful = Wakeful(agency.clock, longest=STALLED_AFTER)
        self._presence = Presence(
            agency.db, agency.clock, agency.watchroom.gaps, agency.watch, STALLED_AFTER, (Component.API,)
        )
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        now = agency.clock.now()
        self._me = WorkerView(new_id(now), socket.gethostname(), os.getpid(), agency.settings.role, False, now, now)
        self._is_new = True

    def start(self) -> None:
        """Begin in the background."""
        self._wakeful.start()
        self._thread = threading.Thread(target=self._live, name="alive", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; where no other process serves, what follows is on record as planned."""
        self._stopping.set()
        self._wakeful.stop()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _live(self) -> None:
        while True:
            self._safely()
            if self._stopping.wait(self._every):
                break
        self._safely(is_last=True)

    def _safely(self, *, is_last: bool = False) -> None:
        try:
            self._beat()
            if is_last and not self._others():
                self._presence.leave()
        except Exception:  # noqa: BLE001 - it must outlive whatever it meets, a database that is away before all
            _log.warning("No sign of life could be written", exc_info=True)

    def _beat(self) -> None:
        if self._is_new and not self._others():
            self._presence.take_up()
        self._is_new = False
        for absence in self._wakeful.absences():
            if not self._others():
                self._presence.returned(absence)
            self._wakeful.forget(1)
        self._me = replace(self._me, beat_at=self._clock.now())
        with self._db.transaction() as session:
            worker.beat(session, self._me)

    def _others(self) -> bool:
        with self._db.reading() as session:
            return worker.serving(session, self._me.id, self._clock.now() - STALLED_AFTER)
