"""What of an absence was planned."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from agency_core.domain.downtime import Absence, GapKind, Window, divided

START = datetime(2026, 11, 23, 9, tzinfo=UTC)


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def parts(absence, *windows):
    found = divided(absence, [Window(at(first), at(last), "new disk") for first, last in windows])
    return [((each.since - START).seconds // 60, (each.until - START).seconds // 60, str(each.kind)) for each in found]


@pytest.mark.parametrize(("windows", "found"), [
    ([], [(10, 40, "down")]),
    ([(0, 60)], [(10, 40, "planned")]),
    ([(0, 20)], [(10, 20, "planned"), (20, 40, "down")]),
    ([(30, 60)], [(10, 30, "down"), (30, 40, "planned")]),
    ([(25, 30), (15, 20)], [(10, 15, "down"), (15, 20, "planned"), (20, 25, "down"), (25, 30, "planned"), (30, 40, "down")]),
    ([(12, 30), (15, 20)], [(10, 12, "down"), (12, 30, "planned"), (30, 40, "down")]),
    ([(50, 60)], [(10, 40, "down")]),
])
def test_maintenance_is_taken_out_of_a_failure(windows, found):
    assert parts(Absence(at(10), at(40), GapKind.DOWN, "killed"), *windows) == found


@pytest.mark.parametrize("kind", [GapKind.PLANNED, GapKind.CLOCK])
def test_what_is_no_failure_stays_as_it_is(kind):
    assert parts(Absence(at(10), at(40), kind, ""), (0, 20)) == [(10, 40, str(kind))]
