"""Health in one word: when it is degraded, when down, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from agency_core.domain.health import Signs, in_words, verdict
from agency_core.domain.operations import Health, TaskView

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
WELL = Signs(now=NOW, beat_at=NOW, seen_at=NOW)
TASK = TaskView(
    name="deliver", label="Deliver", every_seconds=1, paused=False, running=False, next_run_at=None, last_run_at=NOW, last_ms=1,
    result="", last_error="", last_error_at=None, runs=1, failures=0, consecutive_failures=0,
)


def silent_for(due: int = 0, **span: int) -> Signs:
    at = NOW - timedelta(**span)
    return Signs(now=NOW, beat_at=at, seen_at=at, due=due)


def test_a_beating_engine_without_trouble_is_healthy():
    assert verdict(replace(WELL, tasks=(TASK,))) == (Health.HEALTHY, ())


@pytest.mark.parametrize(
    ("signs", "health"),
    [
        (silent_for(seconds=30), Health.HEALTHY),
        (silent_for(seconds=31), Health.DEGRADED),
        (silent_for(minutes=5, due=3), Health.DEGRADED),
        (silent_for(minutes=6, due=3), Health.DOWN),
        (silent_for(minutes=6), Health.DEGRADED),
        (silent_for(hours=-6), Health.DEGRADED),
        (Signs(now=NOW, beat_at=None, seen_at=NOW), Health.DEGRADED),
        (Signs(now=NOW), Health.DEGRADED),
    ],
)
def test_health_follows_the_engine(signs, health):
    assert verdict(signs)[0] == health


def test_a_standing_scheduler_says_since_when_and_what_waits():
    assert verdict(silent_for(minutes=6, due=3))[1] == (
        "The scheduler stands still: no sign of life for 6 min. 3 due deliveries wait.",
    )


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"paused": True}, "The task 'Deliver' is paused."),
        ({"consecutive_failures": 3, "last_error": "no disk"}, "The task 'Deliver' failed 3 times in a row: no disk"),
        ({"running": True, "last_run_at": NOW - timedelta(minutes=16)}, "The task 'Deliver' has been running for 16 min."),
    ],
)
def test_a_task_in_trouble_degrades(changed, reason):
    assert verdict(replace(WELL, tasks=(replace(TASK, **changed),))) == (Health.DEGRADED, (reason,))


@pytest.mark.parametrize(
    "changed", [{"paused": True, "name": "prune"}, {"consecutive_failures": 2}, {"running": True, "last_run_at": NOW}]
)
def test_what_is_normal_does_not_degrade(changed):
    assert verdict(replace(WELL, tasks=(replace(TASK, **changed),)))[0] == Health.HEALTHY


def test_storage_errors_degrade():
    assert verdict(replace(WELL, storage_errors=(2, "The disk is full."))) == (
        Health.DEGRADED, ("The database refused work in the last five minutes (2 times). It said: The disk is full.",)
    )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (40, "40 s"), (60, "1 min"), (95, "1 min 35 s"), (3600, "1 h"), (21900, "6 h 5 min"), (90061, "1 d 1 h")],
)
def test_a_span_in_words(seconds, words):
    assert in_words(timedelta(seconds=seconds)) == words
