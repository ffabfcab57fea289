"""Which backups may go: never the newest, never one that a rule keeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agency_core.domain.backup import BackupPlan
from agency_core.domain.backup_policy import Kept, surplus

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BACKUPS = st.lists(st.integers(0, 24 * 500), max_size=60, unique=True).map(
    lambda ages: [Kept(str(age), NOW - timedelta(hours=age)) for age in ages]
)
PLANS = st.builds(
    BackupPlan, keep_last=st.integers(1, 9), keep_weekly=st.integers(0, 9), keep_monthly=st.integers(0, 9),
)


def left(found, plan):
    gone = set(surplus(found, plan))
    return [each for each in sorted(found, key=lambda each: each.at, reverse=True) if each.id not in gone]


def test_a_year_of_days_keeps_days_weeks_and_months():
    found = [Kept(str(age), NOW - timedelta(days=age)) for age in range(365)]
    kept = [int(each.id) for each in left(found, BackupPlan(keep_last=3, keep_weekly=4, keep_monthly=6))]
    assert kept == [0, 1, 2, 7, 14, 21, 22, 53, 83, 114, 145]


def test_without_backups_nothing_goes():
    assert surplus([], BackupPlan()) == ()


@given(found=BACKUPS, plan=PLANS)
def test_the_newest_stay_and_the_rest_is_bounded(found, plan):
    kept, newest = left(found, plan), sorted(found, key=lambda each: each.at, reverse=True)
    assert kept[: plan.keep_last] == newest[: plan.keep_last]
    assert len(kept) <= plan.keep_last + plan.keep_weekly + plan.keep_monthly


@given(found=BACKUPS, plan=PLANS)
def test_each_kept_week_and_month_has_its_newest(found, plan):
    kept, newest = set(left(found, plan)), sorted(found, key=lambda each: each.at, reverse=True)
    for span, count in ((lambda at: at.isocalendar()[:2], plan.keep_weekly), (lambda at: (at.year, at.month), plan.keep_monthly)):
        spans = list(dict.fromkeys(span(each.at) for each in newest))[:count]
        firsts = [next(each for each in newest if span(each.at) == one) for one in spans]
        assert [each for each in firsts if each not in kept] == []


@given(found=BACKUPS, plan=PLANS)
def test_letting_go_twice_is_letting_go_once(found, plan):
    kept = left(found, plan)
    assert left(kept, plan) == kept
