"""The imagined audience: plausible, the same each time, never shrinking."""

from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_core.domain.platform import Platform
from agency_core.sandbox.audience import Shown, audience

START = datetime(2026, 11, 23, 8, tzinfo=UTC)


def post(number: int = 1, hour: int = 8, kind: str = "image", author: str = "a") -> Shown:
    return Shown(Platform.INSTAGRAM, author, str(number), kind, START.replace(hour=hour))


@given(st.integers(0, 10_000), st.floats(0, 500), st.floats(0, 500))
def test_numbers_never_shrink(number, first, further):
    early = audience(post(number), START + timedelta(hours=first))
    late = audience(post(number), START + timedelta(hours=first + further))
    assert all(before <= after for before, after in zip(astuple(early), astuple(late), strict=True))


@given(st.integers(0, 10_000), st.floats(0, 500))
def test_numbers_fit_each_other(number, hours):
    found = audience(post(number), START + timedelta(hours=hours))
    assert found.reach <= found.impressions
    assert found.interactions <= max(found.reach, 10)
    assert min(astuple(found)) >= 0


def test_same_question_same_answer_and_nobody_before_publishing():
    later = START + timedelta(hours=5)
    assert audience(post(), later) == audience(post(), later)
    assert audience(post(1), later) != audience(post(2), later)
    assert set(astuple(audience(post(), START - timedelta(hours=1)))) == {0}


def test_most_comes_on_the_first_day_and_nearly_all_within_three():
    def reach(hours: int) -> float:
        return median(audience(post(number), START + timedelta(hours=hours)).reach for number in range(200))

    assert (0.6 < reach(24) / reach(1000) < 0.8, reach(72) / reach(1000) > 0.95) == (True, True)


def test_hour_kind_and_profile_matter():
    def reach(**changes) -> float:
        return median(audience(post(number, **changes), START + timedelta(days=9)).reach for number in range(300))

    assert reach(hour=8) > 1.5 * reach(hour=2)
    assert reach(kind="reel") > 1.3 * reach(kind="image")
    assert len({round(reach(author=author), -2) for author in "abcdef"}) > 3


@pytest.mark.parametrize(("platform", "low", "high"), [(Platform.LINKEDIN, 0.02, 0.06), (Platform.INSTAGRAM, 0.04, 0.10)])
def test_engagement_is_near_what_such_networks_see(platform, low, high):
    shown = [Shown(platform, "a", str(number), "image", START) for number in range(200)]
    found = [audience(each, START + timedelta(days=9)) for each in shown]
    assert low < median(each.interactions / each.reach for each in found) < high
