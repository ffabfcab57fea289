"""The pulse of a process that sends: it looks at the moment at which the next delivery is due, and once a second in any case."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from agency_core.domain.clock import Clock
from agency_core.store.database import Database
from agency_core.store.queries import hint, task

SENDS = "deliver"
"""The task by which people pause all sending."""
EVERY = timedelta(seconds=1)
SHORTEST = 0.005
AGAIN_AFTER = 1.0
_log = logging.getLogger(__name__)


class Pulse:
    """Calls `look` on a thread of its own: when it is woken, when something falls due, and at least once a second."""

    def __init__(self, db: Database, clock: Clock, look: Callable[[], object]) -> None:
        """`look` starts what is due and returns at once."""
        self._db = db
        self._clock = clock
        self._look = look
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Look now."""
        self._woken.set()

    def start(self) -> None:
        """Begin with a look at once."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._live, name="pulse", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stopping.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _live(self) -> None:
        while not self._stopping.is_set():
            try:
                rest = self._beat()
            except Exception:  # noqa: BLE001 - it must outlive whatever it meets, a database that is away before all
                _log.warning("Due deliveries could not be looked for", exc_info=True)
                rest = AGAIN_AFTER
            self._woken.wait(rest)
            self._woken.clear()

    def _beat(self) -> float:
        """Look, unless people paused it; seconds until the next look."""
        now = self._clock.now()
        with self._db.reading() as session:
            order = task.orders(session).get(SENDS)
            due, waits = hint.next_due(session, now, now + EVERY), hint.overdue(session, now)
        if waits and (order is None or not order.paused):
            self._look()
        return EVERY.total_seconds() if due is None else max(SHORTEST, (due - self._clock.now()).total_seconds())
