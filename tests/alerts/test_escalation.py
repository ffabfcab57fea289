"""Escalation and repetition: when it is time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agency_core.alerts.escalation import is_due_again, is_escalated, is_snoozed
from tests.alerts.cast import HOUR, MINUTE, NOW, alert


@pytest.mark.parametrize(("until", "expected"), [(None, False), (NOW, False), (NOW + MINUTE, True), (NOW - MINUTE, False)])
def test_an_alert_is_snoozed_until_then(until, expected):
    assert is_snoozed(alert(snoozed_until=until), NOW) == expected


@pytest.mark.parametrize(("fired", "expected"), [(NOW - 15 * MINUTE, True), (NOW - 14 * MINUTE, False), (None, False)])
def test_an_alert_is_escalated_when_it_fired_long_enough(fired, expected):
    assert is_escalated(alert(fired_at=fired), 15, NOW) == expected


def test_a_clock_that_was_set_back_escalates():
    assert is_escalated(alert(fired_at=NOW + 6 * HOUR), 15, NOW)


@pytest.mark.parametrize(
    ("notified", "minutes", "expected"),
    [(0, 29, False), (0, 30, True), (30, 59, False), (30, 60, True), (45, 60, True), (60, 61, False), (0, 95, True)],
)
def test_a_repetition_is_due_on_multiples_whoever_was_told_meanwhile(notified, minutes, expected):
    told = alert(notified_at=NOW + notified * MINUTE)
    assert is_due_again(told, NOW, 30, NOW + minutes * MINUTE) == expected


def test_nothing_is_repeated_unless_wanted():
    assert not is_due_again(alert(), NOW, 0, NOW + timedelta(days=9))


def test_two_rhythms_do_not_disturb_each_other():
    told, seen = alert(notified_at=NOW), {30: [], 45: []}
    for minute in range(1, 121):
        now = NOW + minute * MINUTE
        due = [every for every in seen if is_due_again(told, NOW, every, now)]
        for every in due:
            seen[every].append(minute)
        told = alert(notified_at=now) if due else told
    assert seen == {30: [30, 60, 90, 120], 45: [45, 90]}


def test_repetitions_go_on_when_the_clock_was_set_back():
    told, count = alert(notified_at=NOW), 0
    for minute in range(121):
        now = NOW - 6 * HOUR + minute * MINUTE
        if is_due_again(told, NOW, 30, now):
            told, count = alert(notified_at=now), count + 1
    assert count == 5
