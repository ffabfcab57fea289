"""The heartbeat of the engine: one call a second, whatever the clock on the wall does."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from agency_core.domain.clock import Clock, SystemClock

EVERY = timedelta(seconds=1)
PATIENCE = timedelta(seconds=3)
_JOB = "tick"
_log = logging.getLogger(__name__)
_quiet = logging.getLogger(f"{__name__}.scheduler")


class Ticker:
    """Calls `tick` every second on a thread of its own, never twice at the same time.

    APScheduler reckons by the wall clock: when that is set back, its next tick lies as far ahead as the clock was moved.
    Whoever owns a ticker therefore calls `revive` about once a second from a loop on monotonic time.
    """

    def __init__(
        self, tick: Callable[[], None], *, every: timedelta = EVERY, clock: Clock | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Drive `tick` once `every`; `clock` has to be the one that APScheduler reads, so only tests give another."""
        self._tick = tick
        self._every = every
        self._clock = clock or SystemClock()
        self._monotonic = monotonic
        self._ticked = monotonic()
        self._scheduler: BackgroundScheduler | None = None

    @property
    def silence(self) -> float:
        """Seconds on the monotonic clock since the last tick ended (or since the start)."""
        return self._monotonic() - self._ticked

    def start(self) -> None:
        """Begin, with a tick at once."""
        _quiet.setLevel(logging.ERROR)
        logging.getLogger(f"apscheduler.executors.{_JOB}").setLevel(logging.ERROR)  # otherwise two lines for every tick
        self._ticked = self._monotonic()
        self._scheduler = BackgroundScheduler(
            timezone=UTC, executors={_JOB: ThreadPoolExecutor(1)}, logger=_quiet,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._scheduler.start()
        self._scheduler.add_job(
            self._once, "interval", seconds=self._every.total_seconds(), id=_JOB, executor=_JOB,
            next_run_time=self._clock.now(),
        )

    def stop(self) -> None:
        """End; waits for a tick that is under way."""
        scheduler, self._scheduler = self._scheduler, None
        if scheduler is not None:
            scheduler.shutdown(wait=True)

    def revive(self) -> bool:
        """Tick now when there was no tick for too long; whether that was needed."""
        if self._scheduler is None or self.silence <= PATIENCE.total_seconds():
            return False
        try:
            self._scheduler.modify_job(_JOB, next_run_time=self._clock.now())
        except JobLookupError:  # stopped at this moment by another thread
            return False
        return True

    def _once(self) -> None:
        try:
            self._tick()
        except Exception:  # noqa: BLE001 - the clock must outlive whatever one tick meets; without a tick nobody beats
            _log.warning("A tick failed", exc_info=True)
        else:
            self._ticked = self._monotonic()
