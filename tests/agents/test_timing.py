"""Proposing times."""

from datetime import UTC, datetime, timedelta

import pytest

from agency_core.agents.timing import good_hours, next_at, propose_times, read_hours
from agency_core.domain.numbers import HourPoint
from agency_core.domain.platform import Platform
from agency_core.errors import Invalid

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MEASURED = (HourPoint(1, 8, 10, 0.06), HourPoint(2, 18, 10, 0.05), HourPoint(4, 12, 20, 0.02), HourPoint(5, 7, 2, 0.1))


def test_measured_hours_come_first_and_say_their_sample():
    found = propose_times((Platform.LINKEDIN,), MEASURED, "UTC", NOW, 2)
    assert [(each.at, each.basis, each.posts) for each in found.times] == [
        (datetime(2026, 11, 24, 8, tzinfo=UTC), "measured", 10), (datetime(2026, 11, 25, 18, tzinfo=UTC), "measured", 10),
    ]
    assert found.sample_size == 42
    assert found.note.startswith("From 42 posts: Tuesday 08:00 did best (10 posts, 6.0 %).")


def test_lucky_few_do_not_win():
    assert [(each.weekday, each.hour) for each in good_hours(MEASURED)] == [(1, 8), (2, 18)]


def test_few_posts_give_customary_hours_and_say_so():
    found = propose_times((Platform.LINKEDIN,), MEASURED[:1], "UTC", NOW, 3)
    assert {each.basis for each in found.times} == {"customary"}
    assert len({each.weekday for each in found.times}) == 3
    assert found.note == (
        "Not enough data: 10 of the 20 posts that it needs. These hours are customary on LinkedIn, not measured."
    )


def test_many_posts_without_a_better_hour_say_so():
    flat = tuple(HourPoint(day, 9, 5, 0.03) for day in range(5))
    assert propose_times((Platform.X,), flat, "UTC", NOW, 1).note == (
        "In 25 posts no hour stands out. These hours are customary on X, not measured."
    )


def test_hours_are_those_of_the_client():
    found = propose_times((Platform.LINKEDIN,), MEASURED, "America/New_York", NOW, 1)
    assert found.times[0].at == datetime(2026, 11, 24, 13, tzinfo=UTC)


def test_every_platform_gets_its_times_ahead_of_now():
    found = propose_times(tuple(Platform), (), "Asia/Kolkata", NOW, 4)
    assert len(found.times) == 4 * len(Platform)
    assert all(NOW + timedelta(hours=1) <= each.at <= NOW + timedelta(days=8) for each in found.times)


def test_hour_that_the_clocks_skip_is_left_out():
    assert next_at(6, 2, "Europe/Berlin", datetime(2026, 3, 27, 9, tzinfo=UTC)) is None


def test_hour_that_has_just_passed_is_next_week():
    assert next_at(0, 9, "UTC", NOW) == NOW + timedelta(days=7)


def test_hours_are_read_from_a_payload():
    assert read_hours({"hours": [{"weekday": 0, "hour": 9, "posts": 3, "rate": 0.04}]}) == (HourPoint(0, 9, 3, 0.04),)
    assert read_hours({}) == ()


@pytest.mark.parametrize("entry", [
    {"weekday": 7, "hour": 9, "posts": 3, "rate": 0.1}, {"weekday": 0, "hour": 24, "posts": 3, "rate": 0.1},
    {"weekday": 0, "hour": 9, "posts": -1, "rate": 0.1}, {"weekday": 0, "hour": 9, "posts": 3, "rate": 4.2},
    {"weekday": True, "hour": 9, "posts": 3}, {"hour": 9}, "monday",
])
def test_hour_out_of_bounds_is_refused(entry):
    with pytest.raises(Invalid) as caught:
        read_hours({"hours": [entry]})
    assert caught.value.field == "payload.hours"
