"""How fast an account may be used."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_core.domain.pacing import counted_until, heard, pause_after, spent, used_up, waits_until
from agency_core.domain.platform import Allowance
from agency_core.domain.publishing import RateNote

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOURLY = (Allowance(4, timedelta(hours=1)),)


def test_nothing_spent_waits_for_nothing():
    assert waits_until({}, HOURLY, NOW) is None


def test_spent_allowance_waits_until_a_post_has_grown_back():
    budget: dict = {}
    for _ in range(4):
        assert waits_until(budget, HOURLY, NOW) is None
        budget = spent(budget, HOURLY, NOW)
    assert waits_until(budget, HOURLY, NOW) == NOW + timedelta(minutes=15)
    assert waits_until(budget, HOURLY, NOW + timedelta(minutes=15)) is None


def test_narrowest_allowance_decides():
    both = (Allowance(2, timedelta(minutes=1)), Allowance(2, timedelta(hours=24)))
    budget = spent(spent({}, both, NOW), both, NOW)
    assert waits_until(budget, both, NOW) == NOW + timedelta(hours=12)


def test_network_that_says_that_nothing_is_left_is_believed_until_its_time():
    reset = NOW + timedelta(minutes=7)
    budget = heard({}, RateNote(100, 0, reset), NOW)
    assert waits_until(budget, (), NOW) == reset
    assert waits_until(budget, (), reset) is None
    assert waits_until(heard(budget, RateNote(100, 3, reset), NOW), (), NOW) is None


def test_network_that_asks_for_years_is_asked_again_after_a_day():
    budget = heard({}, RateNote(100, 0, NOW + timedelta(days=30_000)), NOW)
    assert waits_until(budget, (), NOW) == NOW + timedelta(days=1)


def test_clock_that_was_put_right_does_not_stop_an_allowance_from_growing_back():
    budget, ahead = {}, NOW + timedelta(days=365)
    for _ in range(4):
        budget = spent(budget, HOURLY, ahead)
    assert waits_until(counted_until(budget, NOW), HOURLY, NOW + timedelta(minutes=15)) is None
    assert counted_until(budget, ahead) == budget


def test_changed_allowances_start_anew():
    budget = spent({}, HOURLY, NOW)
    assert waits_until(budget, (*HOURLY, Allowance(1, timedelta(days=1))), NOW) is None


@given(st.lists(st.timedeltas(timedelta(0), timedelta(hours=3)), max_size=60), st.integers(1, 6))
def test_never_more_than_the_bucket_and_what_grew_back(gaps, posts):
    allowances, budget, moment, sent = (Allowance(posts, timedelta(hours=1)),), {}, NOW, []
    for gap in gaps:
        moment += gap
        if waits_until(budget, allowances, moment) is None:
            budget = spent(budget, allowances, moment)
            sent.append(moment)
    for first in sent:
        window = [each for each in sent if first <= each < first + timedelta(hours=1)]
        assert len(window) <= 2 * posts
    for at, first in enumerate(sent):
        most = posts + (sent[-1] - first) / timedelta(hours=1) * posts
        assert len(sent) - at <= most + 1e-6


@pytest.mark.parametrize(("failures", "minutes"), [(0, None), (4, None), (5, 1), (6, 2), (7, 4), (8, 8), (9, 15), (50, 15)])
def test_breaker_opens_after_the_fifth_stumble(failures, minutes):
    assert pause_after(failures) == (timedelta(minutes=minutes) if minutes else None)


def test_what_is_used_up_is_the_share_of_the_tightest_allowance():
    both = (Allowance(4, timedelta(hours=1)), Allowance(10, timedelta(days=1)))
    budget = spent(spent({}, both, NOW), both, NOW)
    assert (used_up({}, both, NOW), used_up(budget, both, NOW), used_up(budget, both, NOW + timedelta(minutes=15))) == (
        0.0, 0.5, pytest.approx(0.25, abs=0.001)
    )


def test_an_allowance_of_minutes_is_never_used_up():
    short = (Allowance(2, timedelta(minutes=15)),)
    assert used_up(spent(spent({}, short, NOW), short, NOW), short, NOW) == 0.0


@pytest.mark.parametrize(("minutes", "share"), [(1, 0.75), (0, 0.0)])
def test_what_a_network_said_counts_until_it_counts_anew(minutes, share):
    said = heard({}, RateNote(limit=8, remaining=2, reset_at=NOW + timedelta(minutes=minutes)), NOW)
    assert used_up(said, (), NOW) == share
