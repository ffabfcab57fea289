"""Escalation: who is told of what nobody took care of, and who is told again."""

from __future__ import annotations

from datetime import datetime, timedelta

from agency_core.domain.alert import AlertView


def is_snoozed(alert: AlertView, now: datetime) -> bool:
    """Whether someone put it off."""
    return alert.snoozed_until is not None and now < alert.snoozed_until


def is_escalated(alert: AlertView, after_minutes: int, now: datetime) -> bool:
    """Whether it has fired for so long that it is told to the next one. A clock that was set back counts as time passed."""
    return alert.fired_at is not None and abs(now - alert.fired_at) >= timedelta(minutes=after_minutes)


def is_due_again(alert: AlertView, told_at: datetime, repeat_minutes: int, now: datetime) -> bool:
    """Whether it is time to repeat what a notifier was told at `told_at`.

    Repetitions lie on multiples of `repeat_minutes` after that; one is due when it lies behind the last time that anybody was
    told. So the alert needs to remember one time only, however many notifiers repeat it in whatever rhythm.
    """
    if not repeat_minutes:
        return False
    last, every = alert.notified_at or told_at, timedelta(minutes=repeat_minutes)
    return now < last or (now - told_at) // every > (last - told_at) // every
