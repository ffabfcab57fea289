"""Which task runs when: one question a second, each task at most once at a time, and no catching up in bursts."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic

from agency_core.domain.clock import Clock
from agency_core.engine.books import Books, Outcome
from agency_core.engine.tasks import A, Task
from agency_core.errors import AgencyError
from agency_core.observe import correlation, meters, traces
from agency_core.store.database import Database
from agency_core.store.queries import task as tasks

SLACK = timedelta(milliseconds=500)
"""Half a tick: what falls due within it runs now, so that the jitter of ticks never skips a one-second task."""
SHOWN_AFTER = 1.0
"""Seconds after which a run is written down as running; shorter ones are not worth a transaction."""
LONGEST_REST = timedelta(seconds=30)
SPARED = 100
"""A sparing task rests so many times as long as it ran."""
LONGEST_WORD = 500
_log = logging.getLogger(__name__)


@dataclass
class _Run:
    """A run that is under way."""

    started_at: datetime
    since: float
    requested: bool
    told: bool
    over: bool = False


class Runner(Generic[A]):
    """Starts due tasks on a small pool. Only the process that leads has one that ticks."""

    def __init__(
        self, db: Database, clock: Clock, known: Sequence[Task[A]], agency: A,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Run `known` tasks for `agency`; every task has a thread in the pool, so that none waits for another."""
        self._db = db
        self._clock = clock
        self._tasks = tuple(known)
        self._agency = agency
        self._monotonic = monotonic
        self._pool = ThreadPoolExecutor(max_workers=max(1, len(self._tasks)), thread_name_prefix="task")
        self._guard = threading.Lock()
        self._running: dict[str, _Run] = {}
        self._next: dict[str, datetime] = {}
        self.books = Books(db)

    def adopt(self) -> None:
        """Take the tasks over from whoever led before: rows as registered, nothing running, due times as they were."""
        with self._db.transaction() as session:
            found = tasks.adopt(session, [(task.name, task.label, task.every) for task in self._tasks])
        for name, standing in found.items():
            self.books.remember(name, standing.consecutive_failures)
            if standing.next_run_at is not None:
                self._next[name] = standing.next_run_at

    def tick(self) -> None:
        """Start what is due or asked for and not running."""
        with self._db.reading() as session:
            orders = tasks.orders(session)
        now = self._clock.now()
        for task in self._tasks:
            order = orders.get(task.name, tasks.Order(paused=False, requested=False))
            if run := self._running.get(task.name):
                self._show(task, run)
            elif order.requested or (not order.paused and self._due(task, now)):
                self._start(task, now, requested=order.requested)

    def stop(self) -> None:
        """Wait for the runs that are under way, and close the books."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self.books.write()

    def _due(self, task: Task[A], now: datetime) -> bool:
        at = self._next.get(task.name)
        return at is None or at <= now + SLACK or at - now > self._too_far(task)

    def _too_far(self, task: Task[A]) -> timedelta:
        """Further ahead than any rest: the clock was set back."""
        return max(task.every, LONGEST_REST) + SLACK

    def _start(self, task: Task[A], now: datetime, *, requested: bool) -> None:
        run = _Run(now, self._monotonic(), requested, told=requested)
        if not self._db.is_embedded and not requested and not self._slot(task, now):
            self._next[task.name] = now + task.every
            return
        if requested:
            with self._db.transaction() as session:
                tasks.grant(session, task.name, now)
        self._next[task.name] = now + task.every
        with self._guard:
            self._running[task.name] = run
        self._pool.submit(self._run, task, run)

    def _slot(self, task: Task[A], now: datetime) -> bool:
        """Whether this run is ours: on a server another process may think that it leads, until it finds that it does not."""
        with self._db.transaction() as session:
            return tasks.take_slot(session, task.name, now + SLACK, now + task.every, now + self._too_far(task))

    def _show(self, task: Task[A], run: _Run) -> None:
        if run.told or self._monotonic() - run.since < SHOWN_AFTER:
            return
        with self._guard:  # held while writing, so that the end of the run is written after this
            if run.over:
                return
            with self._db.transaction() as session:
                tasks.show(session, task.name, run.started_at)
            run.told = True

    def _run(self, task: Task[A], run: _Run) -> None:
        summary, error = "", ""
        try:
            with correlation.bound(correlation.fresh("task")), traces.span("task", task=task.name):
                summary = task.run(self._agency)
        except AgencyError as failure:
            error = f"{failure.message} {failure.remedy}".strip()
            _log.warning("Task %s failed: %s", task.name, error)
        except Exception as failure:  # noqa: BLE001 - tasks are an open set: whatever one raises is booked as its failure
            error = f"{type(failure).__name__}: {failure}"
            _log.warning("Task %s failed", task.name, exc_info=True)
        now = self._clock.now()
        outcome = "failed" if error else "done"
        meters.TASK.labels(task.name, outcome).observe(self._monotonic() - run.since)
        if error:
            self._next[task.name] = now + self._rest(task)
        elif task.is_sparing:
            self._next[task.name] = max(self._next[task.name], now + self._spared(run))
        with self._guard:
            told, run.over = run.told, True
        self.books.enter(
            Outcome(
                task=task.name, started_at=run.started_at, ended_at=now, ms=(self._monotonic() - run.since) * 1000,
                summary=summary[:LONGEST_WORD], error=error[:LONGEST_WORD], requested=run.requested, told=told,
                next_run_at=self._next[task.name],
            )
        )
        with self._guard:
            del self._running[task.name]

    def _rest(self, task: Task[A]) -> timedelta:
        doubled: timedelta = task.every * 2 ** min(self.books.failures_in_a_row(task.name), 10)
        return max(task.every, min(doubled, LONGEST_REST))

    def _spared(self, run: _Run) -> timedelta:
        return min(timedelta(seconds=(self._monotonic() - run.since) * SPARED), LONGEST_REST)
