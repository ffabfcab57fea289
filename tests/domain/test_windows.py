"""Windows over steps of time: each figure against a plain count, and when a comparison would have held."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_core.domain.kpi import METRICS, STEP, Kind
from agency_core.domain.watching import Comparison
from agency_core.domain.windows import Cell, Condition, end_of, episodes, folded, run

CELLS = st.lists(
    st.builds(Cell, st.integers(0, 40), st.sampled_from([0.0, 0.5, 1.0, 3.25, 80.0]), st.integers(1, 30), st.none()), max_size=30,
).map(lambda cells: sorted(cells, key=lambda cell: cell.step))
WINDOWS = {Kind.SUM: "failed", Kind.RATIO: "distribution_success", Kind.P95: "lateness_p95", Kind.LEAST: "token_days"}


def by_hand(kind, cells):
    """The value of some cells, each case written out."""
    total = sum(cell.cases for cell in cells)
    if kind is Kind.SUM:
        return float(sum(Fraction(cell.value) for cell in cells)), total
    if not total:
        return None, 0
    if kind is Kind.RATIO:
        return float(sum(Fraction(cell.value) for cell in cells) / total), total
    every = sorted(cell.value for cell in cells for _ in range(cell.cases))
    return (every[0] if kind is Kind.LEAST else every[ceil(total * Fraction(95, 100)) - 1]), total


@given(CELLS, st.sampled_from(list(WINDOWS)))
def test_a_figure_is_what_counting_each_case_gives(cells, kind):
    assert folded(kind, cells) == by_hand(kind, cells)


@given(CELLS, st.sampled_from(list(WINDOWS)), st.integers(1, 12))
def test_a_sliding_window_is_the_window_counted_anew_at_each_step(cells, kind, steps):
    condition = Condition(METRICS[WINDOWS[kind]], Comparison.ABOVE, 1, steps * STEP, 0)
    expected = [
        (step, *by_hand(kind, [cell for cell in cells if step - steps < cell.step <= step])) for step in range(5, 41)
    ]
    assert list(run(condition, cells, 5, 40)) == expected


def naive(condition, cells, first, last):
    """Episodes by looking at each step alone: pending since the first step in a row, firing once the hold is over."""
    found, since = [], None
    for step in range(first, last + 2):
        inside = [cell for cell in cells if step - condition.steps < cell.step <= step]
        holds = step <= last and condition.holds(*by_hand(condition.metric.kind, inside))
        if holds and since is None:
            since = step
        if not holds and since is not None:
            fired = end_of(since) + condition.hold
            if end_of(step - 1) >= fired:
                found.append((fired, end_of(step) if step <= last else None))
            since = None
    return found


@given(CELLS, st.sampled_from(list(Comparison)), st.integers(1, 6), st.integers(0, 4), st.integers(0, 40))
def test_episodes_are_those_found_by_looking_at_each_step(cells, comparison, steps, hold, fewest):
    condition = Condition(METRICS["distribution_success"], comparison, 0.5, steps * STEP, fewest, hold * STEP)
    assert [(each.since, each.until) for each in episodes(condition, cells, 3, 40)] == naive(condition, cells, 3, 40)


def test_a_value_at_the_threshold_is_not_past_it():
    condition = Condition(METRICS["memory_share"], Comparison.ABOVE, 0.8, 3 * STEP, 1)
    assert episodes(condition, [Cell(step, 0.8, 1) for step in range(20)], 0, 19) == ()


@pytest.mark.parametrize(("held", "times"), [(timedelta(minutes=10), 1), (timedelta(minutes=11), 0)])
def test_what_holds_too_shortly_does_not_fire(held, times):
    condition = Condition(METRICS["backlog"], Comparison.ABOVE, 100, STEP, 1, held)
    cells = [Cell(step, 101.0, 1) for step in (4, 5, 6)]
    assert len(episodes(condition, cells, 0, 20)) == times


def test_the_worst_value_of_an_episode_is_the_one_furthest_past():
    condition = Condition(METRICS["backlog"], Comparison.ABOVE, 100, STEP, 1)
    (found,) = episodes(condition, [Cell(4, 150.0, 1), Cell(5, 400.0, 1), Cell(6, 120.0, 1)], 0, 20)
    assert (found.since, found.until, found.worst) == (end_of(4), end_of(7), 400.0)


def test_a_sum_of_nothing_is_0_and_a_mean_of_nothing_is_unknown():
    assert [folded(kind, ()) for kind in (Kind.SUM, Kind.MEAN)] == [(0.0, 0), (None, 0)]


def test_content_per_day_is_shared_among_agents():
    condition = Condition(METRICS["content_per_day"], Comparison.BELOW, 10, timedelta(days=2), 0, among=4)
    assert folded(Kind.SUM, [Cell(0, 40.0, 40)], condition.divisor) == (5.0, 40)
