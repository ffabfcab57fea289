"""The words of running the desk: tasks and their jobs, workers and their heartbeats, health in one word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

BEAT_EVERY = timedelta(seconds=5)
PUBLISHING_PAUSED = "publishing_paused"
"""The switch that holds back everything that the installation publishes."""
STALLED_AFTER = timedelta(seconds=30)


class Health(StrEnum):
    """How the system is: all well, working with something wrong, or not working."""

    HEALTHY = "healthy"
    DEGRADED = "degraded"
    DOWN = "down"


@dataclass(frozen=True)
class TaskView:
    """A task and how its runs went. Durations in milliseconds; `result` is the last summary in words."""

    name: str
    label: str
    every_seconds: float
    paused: bool
    running: bool
    next_run_at: datetime | None
    last_run_at: datetime | None
    last_ms: float | None
    result: str
    last_error: str
    last_error_at: datetime | None
    runs: int
    failures: int
    consecutive_failures: int


@dataclass(frozen=True)
class JobView:
    """One run of a task that did something, failed, or was asked for."""

    id: int
    task: str
    started_at: datetime
    ended_at: datetime
    outcome: str
    summary: str
    error: str


@dataclass(frozen=True)
class WorkerView:
    """A process that runs (or stands by to run) the engine."""

    id: str
    host: str
    pid: int
    role: str
    leading: bool
    started_at: datetime
    beat_at: datetime


@dataclass(frozen=True)
class SystemStatus:
    """The answer of GET /api/system/status: health in one word, the reasons where it is not healthy, counts by state."""

    system_status: str
    timestamp: datetime
    reasons: tuple[str, ...]
    statistics: Mapping[str, Mapping[str, int]]
    version: str
    scheduler_beat_at: datetime | None


@dataclass(frozen=True)
class Alive:
    """The answer of GET /api/system/health, for strangers: health in one word, and the last sign of life of an engine."""

    system_status: str
    timestamp: datetime
    scheduler_beat_at: datetime | None


@dataclass(frozen=True)
class HistoryView:
    """One change: who moved what from where to where, when and why."""

    id: int
    client_id: str
    noun: str
    subject_id: str
    from_state: str
    to_state: str
    actor: str
    at: datetime
    why: str


@dataclass(frozen=True)
class Change:
    """One move to be written into history."""

    client_id: str
    noun: str
    subject_id: str
    from_state: str
    to_state: str
    actor: str
    at: datetime
    why: str = ""


@dataclass(frozen=True)
class CheckView:
    """One finding of the doctor: `state` is ok, warning or failed; `remedy` says what to do when it is not ok.

    `runbook` is where the documents say more, for example `docs/operations.md#disk-is-nearly-full`.
    """

    name: str
    state: str
    detail: str
    remedy: str
    runbook: str = ""
