"""Quiet hours: of the notifier's own zone, over midnight, and only for what is not critical."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agency_core.alerts.quiet import told_from
from agency_core.domain.watching import QuietHours

NIGHT = QuietHours(22 * 60, 7 * 60, "Europe/Berlin")
NOON = QuietHours(12 * 60, 13 * 60 + 30, "UTC")


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "now", "expected"),
    [
        (NIGHT, at(23, 20, 59), at(23, 20, 59)), (NIGHT, at(23, 21), at(24, 6)), (NIGHT, at(24, 1), at(24, 6)),
        (NIGHT, at(24, 6), at(24, 6)), (NOON, at(23, 12), at(23, 13, 30)), (NOON, at(23, 13, 29), at(23, 13, 30)),
        (NOON, at(23, 13, 30), at(23, 13, 30)), (NOON, at(23, 11, 59), at(23, 11, 59)),
        (QuietHours(), at(23, 3), at(23, 3)), (NIGHT, at(24, 22, month=10), at(25, 6, month=10)),
    ],
)
def test_a_warning_waits_for_the_end_of_the_night(quiet, now, expected):
    assert told_from(quiet, "warning", now) == expected


def test_what_is_critical_waits_for_nothing():
    assert told_from(NIGHT, "critical", at(24, 1)) == at(24, 1)
