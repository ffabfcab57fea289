"""What returns keeps its wall time, over every zone and year."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_core.domain.recurrence import Every, Recurrence, checked, moment_of
from agency_core.domain.slot import moments, next_free
from agency_core.errors import Invalid

ZONES = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("posix", "right", "SystemV")))
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
TIMES = st.times().map(lambda each: each.replace(second=0, microsecond=0))
RULES = st.builds(
    Recurrence, every=st.sampled_from(Every), at=TIMES, timezone=st.sampled_from(ZONES), starts_on=DAYS,
    interval=st.integers(1, 6), weekdays=st.sets(st.integers(0, 6), min_size=1).map(tuple), day=st.integers(1, 31),
    exceptions=st.frozensets(DAYS, max_size=3),
)
EPOCH = datetime(1990, 1, 1, tzinfo=UTC)


def is_skipped(day: date, at: time, name: str) -> bool:
    """Whether this wall time does not exist on this day."""
    there = datetime.combine(day, at, tzinfo=ZoneInfo(name)).astimezone(UTC).astimezone(ZoneInfo(name))
    return there.replace(tzinfo=None) != datetime.combine(day, at)


@given(RULES)
def test_times_rise_and_keep_their_wall_time(rule):
    found = rule.times(EPOCH, 30)
    assert found == sorted(set(found))
    for moment in found:
        local = moment.astimezone(ZoneInfo(rule.timezone))
        around = [local.date() + timedelta(days=step) for step in (-1, 0, 1)]
        assert local.time() == rule.at or any(is_skipped(day, rule.at, rule.timezone) for day in around)


@given(RULES, st.integers(0, 29))
def test_following_a_rule_step_by_step_is_following_it_at_once(rule, steps):
    moment, walked = EPOCH, []
    for _ in range(steps):
        found = rule.next(moment)
        if found is None:
            break
        walked.append(found)
        moment = found
    assert walked == rule.times(EPOCH, steps)


@given(RULES)
def test_rule_survives_the_database(rule):
    assert Recurrence.from_json(rule.to_json()) == rule


@given(st.sampled_from(ZONES), DAYS, TIMES)
def test_daily_rule_comes_once_a_day(name, day, at):
    found = Recurrence(Every.DAY, at, name, day).times(EPOCH, 40)
    assert found == [moment_of(day + timedelta(days=step), at, name) for step in range(40)]
    assert all(timedelta(hours=20) <= later - sooner <= timedelta(hours=49) for sooner, later in pairwise(found))


@given(RULES.filter(lambda rule: rule.every is Every.WEEK))
def test_weekly_rule_comes_on_its_days_in_every_nth_week(rule):
    monday = rule.starts_on - timedelta(days=rule.starts_on.weekday())
    for day in list(rule._days())[:30]:
        assert day.weekday() in rule.weekdays
        assert ((day - monday).days // 7) % rule.interval == 0


@given(RULES.filter(lambda rule: rule.every is Every.MONTH))
def test_monthly_rule_comes_once_in_every_nth_month(rule):
    days = list(rule._days())[:30]
    months = [day.year * 12 + day.month for day in days]
    assert all(later - sooner == rule.interval for sooner, later in pairwise(months))
    assert all(day.day == rule.day or (day + timedelta(days=1)).month != day.month for day in days)


def test_end_and_exceptions_are_kept():
    rule = Recurrence(
        Every.DAY, time(9), "Europe/Berlin", date(2026, 11, 23), until=date(2026, 11, 27),
        exceptions=frozenset({date(2026, 11, 25)}),
    )
    assert [f"{each:%d %H}" for each in rule.times(EPOCH, 99)] == ["23 08", "24 08", "26 08", "27 08"]
    three = Recurrence(Every.DAY, time(9), "UTC", date(2026, 11, 23), count=3, exceptions=frozenset({date(2026, 11, 24)}))
    assert [f"{each:%d}" for each in three.times(EPOCH, 99)] == ["23", "25"]


@pytest.mark.parametrize(
    ("day", "at", "name", "moment"),
    [
        (date(2027, 3, 28), time(2, 30), "Europe/Berlin", "2027-03-28T01:30:00+00:00"),
        (date(2026, 10, 25), time(2, 30), "Europe/Berlin", "2026-10-25T00:30:00+00:00"),
        (date(2027, 4, 4), time(1, 45), "Australia/Lord_Howe", "2027-04-03T14:45:00+00:00"),
        (date(2026, 11, 23), time(9), "Asia/Kolkata", "2026-11-23T03:30:00+00:00"),
        (date(2026, 11, 23), time(9), "Asia/Kathmandu", "2026-11-23T03:15:00+00:00"),
    ],
)
def test_daylight_saving_and_odd_zones(day, at, name, moment):
    assert moment_of(day, at, name).isoformat() == moment


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"timezone": "Mars/Olympus"}, "timezone"), ({"interval": 0}, "interval"), ({"weekdays": ()}, "weekdays"),
        ({"weekdays": (7,)}, "weekdays"), ({"every": Every.MONTH, "day": 0}, "day"), ({"count": -1}, "count"),
        ({"until": date(2020, 1, 1)}, "until"), ({"starts_on": date(1999, 1, 1)}, "starts_on"),
    ],
)
def test_rule_that_makes_no_sense_is_refused(change, field):
    good = {"every": Every.WEEK, "at": time(9), "timezone": "UTC", "starts_on": date(2026, 11, 23), "weekdays": (0,)}
    with pytest.raises(Invalid) as refused:
        checked(Recurrence(**{**good, **change}))
    assert refused.value.field == field


SLOTS = st.sets(st.tuples(st.integers(0, 6), TIMES.map(lambda each: f"{each:%H:%M}")), min_size=1, max_size=10)


@given(SLOTS, st.sampled_from(ZONES), DAYS, st.integers(0, 20))
def test_next_free_slot_is_the_first_that_is_not_taken(slots, name, day, many):
    after = datetime.combine(day, time(12), UTC)
    taken: list[datetime] = []
    for _ in range(many):
        found = next_free(slots, name, after, taken)
        assert found is not None
        assert found > after
        taken.append(found)
    assert taken == sorted(set(taken))
    both = zip(taken, moments(slots, name, after), strict=False)
    assert all(mine == theirs for mine, theirs in both)


@given(SLOTS, st.sampled_from(ZONES), DAYS)
def test_slots_stand_at_their_local_time(slots, name, day):
    after = datetime.combine(day, time(12), UTC)
    for moment in [each for each, _ in zip(moments(slots, name, after), range(20), strict=False)]:
        local = moment.astimezone(ZoneInfo(name))
        around = [local.date() + timedelta(days=step) for step in (-1, 0, 1)]
        stands = (local.weekday(), f"{local:%H:%M}") in slots
        assert stands or any(is_skipped(each, time.fromisoformat(at), name) for each in around for _, at in slots)


def test_no_slot_is_free_when_all_of_a_year_are_taken():
    after = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert next_free({(0, "09:00")}, "UTC", after, list(moments({(0, "09:00")}, "UTC", after))) is None
