"""Uptime is arithmetic of minutes: every way of cutting and joining times against sets of minutes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_core.domain.uptime import Span, merged, minutes, month_of, reckon, within, without

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
ME = ("agent", "stella", "Stella")


def span(first: int, last: int) -> Span:
    """From one minute of the month to another."""
    return Span(BEGIN + timedelta(minutes=first), BEGIN + timedelta(minutes=last))


SPANS = st.lists(st.builds(span, st.integers(0, 60), st.integers(0, 60)), max_size=8)


def inside(spans) -> set[int]:
    """The minutes that lie in some spans."""
    return {
        minute for minute in range(61)
        if any(each.since <= BEGIN + timedelta(minutes=minute) < each.until for each in spans)
    }  # fmt: skip


@given(SPANS)
def test_merging_keeps_the_time_and_leaves_no_overlap(spans):
    found = merged(spans)
    assert inside(found) == inside(spans)
    assert all(one.until < other.since for one, other in pairwise(found))


@given(SPANS, SPANS)
def test_cutting_out_leaves_what_was_not_cut(spans, holes):
    assert inside(without(spans, holes)) == inside(spans) - inside(holes)


@given(SPANS, st.integers(0, 30), st.integers(31, 60))
def test_clipping_keeps_what_lies_between(spans, first, last):
    assert inside(within(spans, span(first, last))) == inside(spans) & set(range(first, last))


@given(SPANS, SPANS)
def test_uptime_is_the_share_of_observed_minutes_that_were_not_down(down, apart):
    found = reckon(ME, span(0, 60), down, apart)
    observed = set(range(60)) - inside(apart)
    lost = inside(down) & observed
    assert (found.observed, found.down) == (len(observed), len(lost))
    assert found.share == (pytest.approx(1 - len(lost) / len(observed)) if observed else None)
    assert inside(found.outages) == lost


def test_planned_stops_count_neither_as_up_nor_as_down():
    found = reckon(ME, span(0, 60), [span(10, 20)], [span(15, 30)])
    assert (found.observed, found.down, found.share) == (45, 5, 1 - 5 / 45)


def test_an_objective_says_what_is_left_of_its_minutes():
    month = month_of(date(2026, 11, 22))
    found = reckon(ME, month, [Span(month.since, month.since + timedelta(minutes=100))])
    assert [(each.objective, each.is_met, round(each.allowed, 1), round(each.left, 1)) for each in found.allowances] == [
        (0.995, True, 216.0, 116.0), (0.999, False, 43.2, -56.8),
    ]


@pytest.mark.parametrize(("day", "last"), [(date(2026, 12, 31), datetime(2027, 1, 1, tzinfo=UTC)),
                                           (date(2026, 2, 1), datetime(2026, 3, 1, tzinfo=UTC))])
def test_a_month_ends_where_the_next_begins(day, last):
    assert month_of(day) == Span(datetime(day.year, day.month, 1, tzinfo=UTC), last)


def test_minutes_of_nothing_are_0():
    assert minutes(()) == 0
