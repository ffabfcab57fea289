"""The interval of a rate holds the rate and narrows with what was counted."""

import pytest

from agency_core.analytics.interval import wilson


def test_the_interval_is_that_of_the_textbook():
    low, high = wilson(10, 100)
    assert (round(low, 4), round(high, 4)) == (0.0552, 0.1744)


def test_more_counts_say_it_closer():
    assert wilson(1000, 10_000)[1] - wilson(1000, 10_000)[0] < 0.2 * (wilson(10, 100)[1] - wilson(10, 100)[0])


@pytest.mark.parametrize(("top", "base"), [(0, 1), (1, 1), (0, 10_000), (3, 2), (10_000, 10_000)])
def test_the_rate_lies_inside(top, base):
    low, high = wilson(top, base)
    assert 0 <= low <= top / base <= high
