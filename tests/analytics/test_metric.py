"""Engagement rates: which parts over which base, and what is done when something is missing."""

from __future__ import annotations

import pytest

from agency_core.domain.metric import METRICS, Rate, engagement_rate
from agency_core.domain.platform import Platform

FULL = {"views": 1000, "impressions": 2000, "reach": 500, "likes": 10, "comments": 5, "shares": 3, "saves": 2, "clicks": 7}
PARTS = ("likes", "comments", "shares", "saves")


@pytest.mark.parametrize(
    ("platform", "base", "value"),
    [
        (Platform.TIKTOK, "views", 0.02),
        (Platform.YOUTUBE, "views", 0.02),
        (Platform.INSTAGRAM, "reach", 0.04),
        (Platform.FACEBOOK, "reach", 0.04),
        (Platform.X, "impressions", 0.01),
        (Platform.LINKEDIN, "impressions", 0.0135),
        (Platform.THREADS, "impressions", 0.01),
    ],
)
def test_each_platform_is_judged_on_its_own_base(platform, base, value):
    rate = engagement_rate(platform, FULL)
    assert (rate.base, rate.value, rate.is_preferred) == (base, pytest.approx(value), True)


def test_linkedin_counts_clicks_and_says_so():
    assert engagement_rate(Platform.LINKEDIN, FULL).parts == (*PARTS, "clicks")
    assert engagement_rate(Platform.X, FULL).parts == PARTS


def test_a_missing_base_is_replaced_and_said():
    values = {**FULL, "reach": None}
    assert engagement_rate(Platform.INSTAGRAM, values) == Rate(20, 1000, "views", PARTS, is_preferred=False)


def test_youtube_is_never_judged_on_its_thumbnails():
    assert engagement_rate(Platform.YOUTUBE, {"likes": 3, "impressions": 900}) is None


def test_missing_parts_are_left_out_and_named():
    rate = engagement_rate(Platform.X, {"likes": 3, "comments": None, "impressions": 100})
    assert (rate.parts, rate.numerator) == (("likes",), 3)


@pytest.mark.parametrize(
    "values",
    [{}, {"likes": 3}, {"impressions": 100}, {"likes": None, "impressions": 100}, {"likes": 0, "impressions": 0},
     {"likes": 3, "impressions": 0, "views": 100}],
    ids=["nothing", "no base", "no parts", "parts unknown", "base zero", "base zero is not replaced"],
)
def test_a_rate_that_cannot_be_known_is_none(values):
    assert engagement_rate(Platform.X, values) is None


def test_nothing_engaged_is_a_rate_of_zero():
    assert engagement_rate(Platform.X, {"likes": 0, "impressions": 10}).value == 0


def test_a_metric_says_what_it_counts():
    assert list(METRICS) == ["views", "impressions", "reach", "likes", "comments", "shares", "saves", "clicks"]
    assert [name for name, metric in METRICS.items() if not (metric.name == name and metric.label and metric.unit)] == []
