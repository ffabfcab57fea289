"""Maintenance windows, as the watch sees them."""

from __future__ import annotations

import pytest

from agency_core.alerts.maintaining import maintained_by
from tests.alerts.cast import HOUR, NOW, window


@pytest.mark.parametrize(
    ("windows", "expected"),
    [
        ([], ""), ([window()], "maintenance: new disk"), ([window(ended_at=NOW)], ""), ([window(ends_at=NOW)], ""),
        ([window(starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR), window(why="other")], "maintenance: other"),
    ],
)
def test_everything_is_silent_while_a_window_is_open(windows, expected):
    assert maintained_by(windows, NOW) == expected
