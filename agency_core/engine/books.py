"""The books of the engine: runs are counted in memory and written down when they matter, at the latest every few seconds."""

from __future__ import annotations

import logging
import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from agency_core.errors import AgencyError
from agency_core.store.database import Database
from agency_core.store.queries import task as tasks

MOST_UNWRITTEN = 200
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """How one run went. Without `error` it was a success; `told` means that its start was written down or asked for."""

    task: str
    started_at: datetime
    ended_at: datetime
    ms: float
    summary: str
    error: str
    requested: bool
    told: bool
    next_run_at: datetime

    @property
    def worth_a_job(self) -> bool:
        """Whether this run deserves a row of its own."""
        return bool(self.summary or self.error or self.requested)


@dataclass
class _Tally:
    """What came together for one task since it was written down last."""

    runs: int = 0
    failures: int = 0
    values: dict[str, Any] = field(default_factory=dict)


class Books:
    """Counts runs. Safe to share between threads."""

    def __init__(self, db: Database) -> None:
        """Write into `db`."""
        self._db = db
        self._memory = threading.Lock()
        self._writing = threading.Lock()
        self._tallies: dict[str, _Tally] = {}
        self._jobs: deque[dict[str, Any]] = deque(maxlen=MOST_UNWRITTEN)
        self._in_a_row: dict[str, int] = {}

    def remember(self, task: str, failures_in_a_row: int) -> None:
        """Go on counting where another process ended."""
        self._in_a_row[task] = failures_in_a_row

    def failures_in_a_row(self, task: str) -> int:
        """How many of the last runs failed, one after the other."""
        return self._in_a_row.get(task, 0)

    def enter(self, outcome: Outcome) -> None:
        """Count a run; one that did something, failed or was seen running is written down at once."""
        with self._memory:
            self._count(outcome)
        if outcome.worth_a_job or outcome.told:
            self.write()

    def write(self) -> None:
        """Write down what was counted; what cannot be written is kept for the next time."""
        with self._writing:
            with self._memory:
                tallies, self._tallies = self._tallies, {}
                jobs = list(self._jobs)
                self._jobs.clear()
            if not tallies:
                return
            try:
                with self._db.transaction() as session:
                    entries = [tasks.Booked(name, each.runs, each.failures, each.values) for name, each in tallies.items()]
                    tasks.book(session, entries, jobs)
            except (AgencyError, SQLAlchemyError) as error:
                self._keep(tallies, jobs)
                _log.warning("The runs of tasks could not be written down: %s", error)

    def _count(self, outcome: Outcome) -> None:
        in_a_row = self._in_a_row.get(outcome.task, 0) + 1 if outcome.error else 0
        self._in_a_row[outcome.task] = in_a_row
        tally = self._tallies.setdefault(outcome.task, _Tally())
        tally.runs += 1
        tally.failures += bool(outcome.error)
        tally.values |= {
            "running": False, "consecutive_failures": in_a_row, "last_run_at": outcome.started_at, "last_ms": outcome.ms,
            "next_run_at": outcome.next_run_at,
        }
        if outcome.summary:
            tally.values["result"] = outcome.summary
        if outcome.error:
            tally.values |= {"last_error": outcome.error, "last_error_at": outcome.ended_at}
        if outcome.worth_a_job:
            self._jobs.append({
                "task": outcome.task, "started_at": outcome.started_at, "ended_at": outcome.ended_at,
                "outcome": "failed" if outcome.error else "done", "summary": outcome.summary, "error": outcome.error,
            })

    def _keep(self, tallies: dict[str, _Tally], jobs: list[dict[str, Any]]) -> None:
        with self._memory:
            for name, old in tallies.items():
                new = self._tallies.get(name, _Tally())
                self._tallies[name] = _Tally(old.runs + new.runs, old.failures + new.failures, old.values | new.values)
            self._jobs.extendleft(reversed(jobs))
