"""Figures: the state of the installation as Prometheus reads it, with what this process counted beside it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from sqlalchemy.exc import SQLAlchemyError

from agency_core.domain.clock import Clock
from agency_core.errors import AgencyError
from agency_core.observe import meters
from agency_core.store.database import Database
from agency_core.store.queries import figures

FRESH = 5.0
"""Seconds for which one look at the database serves everybody who asks; longer where looking takes long."""
SHARE = 20
"""A look that took a second serves for so many: asking often costs at most a twentieth of a core."""
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Figures:
    """Writes the page that Prometheus reads. Safe to share between threads; who comes while one looks waits for its answer."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Look into `db` by the time of `clock`."""
        self._db = db
        self._clock = clock
        self._guard = threading.Lock()
        self._state = b""
        self._until = 0.0

    def page(self) -> bytes:
        """The whole page: what this process counted, then the state of the installation."""
        return generate_latest(meters.REGISTRY) + self._shared()

    def _shared(self) -> bytes:
        with self._guard:
            began = time.monotonic()
            if began >= self._until:
                self._state = generate_latest(_Once(self._families()))
                ended = time.monotonic()
                self._until = ended + max(FRESH, SHARE * (ended - began))
            return self._state

    def _families(self) -> list[Metric]:
        now = self._clock.now()
        up = _gauge("agency_database_up", "1 while the database can be read", {(): 1.0})
        try:
            with self._db.reading() as session:
                found = figures.inventory(session, now)
        except (AgencyError, SQLAlchemyError):  # the page says so, and goes on with what needs no database
            return [_gauge("agency_database_up", "1 while the database can be read", {(): 0.0})]
        return [up, *_work(found, now), *_upkeep(found, now)]


class _Once(CollectorRegistry):
    """A registry of families that are there already."""

    def __init__(self, families: Iterable[Metric]) -> None:
        super().__init__(auto_describe=False)
        self._families = list(families)

    def collect(self) -> Iterable[Metric]:
        """The families."""
        return self._families


def _work(found: figures.Inventory, now: datetime) -> list[Metric]:
    waits = {(name,): _age(queue.oldest, now) for name, queue in found.queues.items()}
    return [
        _gauge("agency_deliveries", "Deliveries by platform and state", found.deliveries, "platform", "state"),
        _gauge("agency_queue_depth", "What could go now and waits, by queue", _depths(found), "queue"),
        _gauge("agency_queue_oldest_seconds", "Age of the oldest that waits, by queue; 0 when none does", waits, "queue"),
        _gauge("agency_alerts_firing", "Alerts that fire, by severity", {
            (severity,): found.alerts.get((severity,), 0) for severity in ("critical", "warning", "info")
        }, "severity"),
        _gauge("agency_task_runs", "Runs of a task by whichever process led, ever", {
            (task.name,): task.runs for task in found.tasks
        }, "task"),
        _gauge("agency_task_failures", "Failed runs of a task by whichever process led, ever", {
            (task.name,): task.failures for task in found.tasks
        }, "task"),
        _gauge("agency_task_paused", "1 while a task is paused", {(task.name,): task.paused for task in found.tasks}, "task"),
    ]


def _upkeep(found: figures.Inventory, now: datetime) -> list[Metric]:
    days = {each: (at - now).total_seconds() / 86_400 for each, at in found.tokens.items()}
    ages = {
        "agency_engine_beat_age_seconds": ("Seconds since the engine's last sign of life", found.seen_at),
        "agency_backup_age_seconds": ("Seconds since the newest verified backup", found.backup_at),
        "agency_restore_drill_age_seconds": ("Seconds since a backup was last restored to try it", found.drill_at),
    }
    return [
        _gauge("agency_token_days_left", "Days until the login of an account ends", days, "account", "platform"),
        _gauge("agency_database_bytes", "Size of the database", {(): found.size}),
        *(_gauge(name, f"{says}; absent when there was none", {} if at is None else {(): _age(at, now)})
          for name, (says, at) in ages.items()),
    ]


def _depths(found: figures.Inventory) -> dict[tuple[str, ...], float]:
    return {(name,): queue.count for name, queue in found.queues.items()}


def _age(at: datetime | None, now: datetime) -> float:
    return max(0.0, (now - at).total_seconds()) if at else 0.0


def _gauge(name: str, says: str, values: object, *labels: str) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, says, labels=labels)
    for key, value in dict(values).items():  # type: ignore[call-overload]  # mappings of several key types
        family.add_metric(key, float(value))
    return family
