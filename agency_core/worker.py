"""The process that runs the engine: one leads an installation, others stand by and take over when it is gone.

Only the one that leads runs the tasks. On a data folder it alone sends, too; on a server every worker does.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from agency_core.domain.clock import Clock
from agency_core.domain.downtime import Component
from agency_core.domain.ids import new_id
from agency_core.domain.operations import BEAT_EVERY, STALLED_AFTER, WorkerView
from agency_core.engine.clock import Ticker
from agency_core.engine.dispatch import dispatch_of
from agency_core.engine.lock import lead_of
from agency_core.engine.runner import Runner
from agency_core.engine.tasks import Task
from agency_core.engine.wakeful import Wakeful
from agency_core.errors import AgencyError
from agency_core.services.presence import Presence
from agency_core.store.queries import worker
from agency_core.tasks import TASKS

if TYPE_CHECKING:
    from agency_core.agency import Agency

LOCK = "engine.lock"
STUCK_AFTER = 15.0
"""Seconds without a tick after which the engine no longer says that it lives."""
TELL_EVERY = 60.0
"""Seconds after which the log says again what has been so all the time."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rhythm:
    """How often the engine looks after itself, in seconds: at its ticks, at a lead that became free, and its beat.

    A silence that is longer than `longest` goes on record.
    """

    look: float = 1.0
    retry: float = 2.0
    beat: float = BEAT_EVERY.total_seconds()
    longest: float = STALLED_AFTER.total_seconds()


class Engine:
    """Drives the tasks of an agency from `start` to `stop`. One in each process is enough."""

    def __init__(
        self, agency: Agency, *, tasks: Sequence[Task[Agency]] | None = None, rhythm: Rhythm | None = None,
    ) -> None:
        """Drive `tasks` (all registered ones when not given) of `agency`, whose data folder has one leader."""
        self._agency = agency
        self._db, self._clock = agency.db, agency.clock
        self._rhythm = rhythm or Rhythm()
        self._lock = lead_of(self._db, agency.settings.data / LOCK)
        self._dispatch = dispatch_of(self._db, self._clock, agency.publish.run_due)
        self._runner = Runner(self._db, self._clock, TASKS.all() if tasks is None else tasks, agency)
        longest = timedelta(seconds=self._rhythm.longest)
        self._wakeful = Wakeful(self._clock, longest=longest)
        self._presence = Presence(self._db, self._clock, agency.watchroom.gaps, agency.watch, longest, serves(agency))
        self._ticker = Ticker(self._tick)
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._beat_at: float | None = None
        now = self._clock.now()
        self._written = _Written(self._clock)
        self._me = WorkerView(new_id(now), socket.gethostname(), os.getpid(), agency.settings.role, False, now, now)

    @property
    def worker_id(self) -> str:
        """The id of this process among the workers."""
        return self._me.id

    @property
    def leading(self) -> bool:
        """Whether this process runs the tasks; otherwise it stands by."""
        return self._me.leading

    def start(self) -> None:
        """Begin in the background: lead, or stand by until the lead is free; on a server, send in either case."""
        if not self._db.is_embedded:
            self._dispatch.start()
        self._wakeful.start()
        self._thread = threading.Thread(target=self._live, name="engine", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End: waits for what is running or being sent, then lets others lead. An engine that was stopped stays so."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._wakeful.stop()

    def run(self) -> None:
        """Drive the tasks until the process is asked to end (SIGTERM or Ctrl-C)."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stopping.set())
        self.start()
        while not self._stopping.wait(1.0):
            pass
        self.stop()

    def _live(self) -> None:
        while True:
            self._safely(self._look_after)
            if self._stopping.wait(self._rhythm.look if self.leading else self._rhythm.retry):
                break
        self._safely(self._end)

    def _tick(self) -> None:
        """Start what is due; but first of all it goes on record that nothing could start for a while."""
        if not self._wakeful.absences():
            self._runner.tick()

    def _safely(self, step: Callable[[], None]) -> None:
        try:
            step()
        except AgencyError as error:
            if self._written.is_news(error.message):
                _log.warning("The engine met an error: %s %s", error.message, error.remedy)
        except Exception:  # noqa: BLE001 - the engine must outlive whatever it meets: it looks again a moment later
            _log.warning("The engine met an error", exc_info=True)

    def _look_after(self) -> None:
        absences, led = self._wakeful.absences(), self.leading
        if self.leading and self._lock.still():
            self._ticker.revive()
        elif self.leading:
            self._follow()
        elif self._lock.try_acquire():
            self._lead()
        at = time.monotonic()
        if absences or self._beat_at is None or at - self._beat_at >= self._rhythm.beat:
            self._beat(stood_still=bool(absences))
            self._beat_at = at
        for absence in absences:
            if led and self.leading:
                self._presence.returned(absence)
            self._wakeful.forget(1)

    def _lead(self) -> None:
        try:
            self._runner.adopt()
            self._recover()
            self._presence.take_up()
        except BaseException:
            self._lock.release()
            raise
        self._me = replace(self._me, leading=True)
        self._ticker.start()
        if self._db.is_embedded:
            self._dispatch.start()
        self._beat_at = None
        self._written.now()
        _log.info("Worker %s leads", self.worker_id)

    def _recover(self) -> None:
        """Take back what the one before us was sending; where others send too, only their leases say that they are gone."""
        if self._db.is_embedded:
            self._agency.reconcile.recover()
        else:
            self._agency.reconcile.recover(None, but=self._agency.publish.in_hand())

    def _follow(self) -> None:
        """The lead was lost, with the connection that held it: others may have it now."""
        self._ticker.stop()
        self._me = replace(self._me, leading=False)
        self._beat_at = None
        _log.warning("Worker %s does not lead any more", self.worker_id)

    def _beat(self, *, stood_still: bool) -> None:
        if self.leading and self._ticker.silence > STUCK_AFTER:
            self._written.refused(Component.ENGINE, "Its tasks were not looked at.")
            return
        self._me = replace(self._me, beat_at=self._clock.now())
        try:
            with self._db.transaction() as session:
                worker.beat(session, self._me)
        except AgencyError as error:
            self._written.refused(Component.DATABASE, error.message)
            raise
        if self.leading and not stood_still:
            self._presence.beats_again(*self._written.last)
        self._written.now()
        self._runner.books.write()

    def _end(self) -> None:
        self._dispatch.stop()
        self._ticker.stop()
        self._runner.stop()
        self._agency.publish.stop()
        self._agency.watchroom.notify.stop()
        was_leading = self.leading
        self._me = replace(self._me, leading=False, beat_at=self._clock.now())
        try:
            with self._db.transaction() as session:
                worker.beat(session, self._me)
            if was_leading:
                self._presence.leave()
        finally:
            self._lock.release()


def serves(agency: Agency) -> tuple[Component, ...]:
    """What a process with an engine is: where it runs everything, the API and the dashboard too."""
    return (Component.ENGINE, Component.API) if agency.settings.role == "all" else (Component.ENGINE,)


class _Written:
    """When the last beat was written, and what keeps the next from being."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._told_at = 0.0
        self.now()

    @property
    def last(self) -> tuple[Component, datetime, str]:
        """Whose fault it is that none was written since when, and why."""
        return self._fault, self._at, self._why

    def now(self) -> None:
        """One was written."""
        self._at, self._told = self._clock.now(), ""
        self._fault, self._why = Component.DATABASE, "It did not answer."

    def refused(self, fault: Component, why: str) -> None:
        """One could not be written."""
        self._fault, self._why = fault, why

    def is_news(self, said: str) -> bool:
        """Whether this was not said a moment ago."""
        at = time.monotonic()
        if said == self._told and at - self._told_at < TELL_EVERY:
            return False
        self._told, self._told_at = said, at
        return True
