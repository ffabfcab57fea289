"""From signs of life to one honest word about the system, with its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from agency_core.domain.operations import STALLED_AFTER, Health, TaskView

DOWN_AFTER = timedelta(minutes=5)
LONG_RUN = timedelta(minutes=15)
FAILING = 3
VITAL = frozenset({"deliver", "reconcile"})
"""Tasks without which nothing is published: when one is paused, the system is not well."""


@dataclass(frozen=True)
class Signs:
    """What health is judged by.

    Attributes:
        now: the present moment.
        beat_at: the last beat of an engine that leads; None when none does.
        seen_at: the last sign of life of any engine that ever led; None when none ever did.
        due: how many deliveries wait although they are due.
        tasks: every task.
        storage_errors: transactions that failed for reasons of storage within five minutes, and what the last one said.
        damage: what the database said when damage was met in it; empty: none was.
    """

    now: datetime
    beat_at: datetime | None = None
    seen_at: datetime | None = None
    due: int = 0
    tasks: tuple[TaskView, ...] = ()
    storage_errors: tuple[int, str] = (0, "")
    damage: str = ""


def silence(now: datetime, beat_at: datetime) -> timedelta:
    """How long ago a beat was; one from the future (the clock was set back) is as old as it is far."""
    return abs(now - beat_at)


def beating(now: datetime, beat_at: datetime | None) -> bool:
    """Whether a beat is young enough to say that the engine lives."""
    return beat_at is not None and silence(now, beat_at) <= STALLED_AFTER


def verdict(signs: Signs) -> tuple[Health, tuple[str, ...]]:
    """Health in one word, and the reasons why it is not better."""
    health, reasons = _engine(signs)
    if signs.damage:
        health, reasons = Health.DOWN, [f"{signs.damage} Nothing is published until it is repaired.", *reasons]
    count, last = signs.storage_errors
    if count:
        reasons.append(f"The database refused work in the last five minutes ({count} times). It said: {last}")
    for task in signs.tasks:
        reasons.extend(_task(task, signs.now))
    if reasons and health is Health.HEALTHY:
        health = Health.DEGRADED
    return health, tuple(reasons)


def in_words(span: timedelta) -> str:
    """A span of time with its two largest units, for example `6 h 5 min` or `40 s`."""
    seconds = int(span.total_seconds())
    parts = [(seconds // 86400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s")]
    first = next((at for at, (count, _) in enumerate(parts) if count), len(parts) - 1)
    return " ".join(f"{count} {unit}" for count, unit in parts[first : first + 2] if count) or "0 s"


def _engine(signs: Signs) -> tuple[Health, list[str]]:
    if beating(signs.now, signs.beat_at):
        return Health.HEALTHY, []
    if signs.seen_at is None:
        return Health.DEGRADED, ["No engine has run yet: nothing is published, measured or answered."]
    quiet = silence(signs.now, signs.seen_at)
    waiting = f" {signs.due} due deliveries wait." if signs.due else ""
    reason = f"The scheduler stands still: no sign of life for {in_words(quiet)}.{waiting}"
    return Health.DOWN if signs.due and quiet > DOWN_AFTER else Health.DEGRADED, [reason]


def _task(task: TaskView, now: datetime) -> list[str]:
    reasons = []
    if task.paused and task.name in VITAL:
        reasons.append(f"The task {task.label!r} is paused.")
    if task.consecutive_failures >= FAILING:
        reasons.append(f"The task {task.label!r} failed {task.consecutive_failures} times in a row: {task.last_error}")
    if task.running and task.last_run_at is not None and now - task.last_run_at > LONG_RUN:
        reasons.append(f"The task {task.label!r} has been running for {in_words(now - task.last_run_at)}.")
    return reasons
