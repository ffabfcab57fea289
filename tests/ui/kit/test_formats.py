from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from agency_core.ui.kit import formats

NOW = datetime(2026, 11, 23, 13, 32, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(("value", "text"), [
    (None, "–"), (0, "0"), (3.0, "3"), (3.25, "3.2"), (12480, "12\u202f480"), (-5, "-5"), (1234.5, "1\u202f234"),
])
def test_number(value, text):
    assert formats.number(value) == text


@pytest.mark.parametrize(("value", "text"), [
    (None, "–"), (950, "950"), (9_999, "9\u202f999"), (12_480, "12.5k"), (20_000, "20k"), (1_300_000, "1.3M"), (2e9, "2B"),
])
def test_compact(value, text):
    assert formats.compact(value) == text


def test_percent_of_a_missing_fraction_is_a_dash():
    assert (formats.percent(None), formats.percent(0), formats.percent(0.0345)) == ("–", "0.0\u202f%", "3.5\u202f%")


@pytest.mark.parametrize(("value", "text"), [
    (None, "–"), (3.4, "3\u202fms"), (1234, "1.2\u202fs"), (150_000, "2\u202fmin"),
])
def test_milliseconds(value, text):
    assert formats.milliseconds(value) == text


@pytest.mark.parametrize(("length", "text"), [
    (timedelta(seconds=4), "4\u202fs"), (timedelta(minutes=13, seconds=59), "13\u202fmin"),
    (timedelta(hours=2), "2\u202fh"), (timedelta(hours=2, minutes=5), "2\u202fh 5\u202fmin"),
    (timedelta(days=3, hours=5), "3\u202fd"),
    (-timedelta(minutes=1), "1\u202fmin"),
])
def test_span_in_its_largest_unit(length, text):
    assert formats.span(length) == text


@pytest.mark.parametrize(("ahead", "text"), [
    (timedelta(minutes=13), "in 13\u202fmin"), (-timedelta(seconds=4), "4\u202fs ago"), (timedelta(), "now"),
    (timedelta(milliseconds=-900), "now"),
])
def test_relative(ahead, text):
    assert formats.relative(NOW + ahead, NOW) == text


def test_when_is_absolute_and_relative_in_the_zone_of_the_client():
    assert formats.when(NOW + timedelta(minutes=13), BERLIN, NOW) == "14:45, in 13\u202fmin"


@pytest.mark.parametrize(("moment", "text"), [
    (None, "–"), (NOW, "14:32"), (NOW + timedelta(days=1), "Tue 24 Nov 14:32"),
    (NOW + timedelta(days=60), "Fri 22 Jan 2027 14:32"),
    (NOW - timedelta(hours=15), "Sun 22 Nov 23:32"),
])
def test_absolute_names_the_day_only_when_it_is_another(moment, text):
    assert formats.absolute(moment, BERLIN, NOW) == text


def test_absolute_follows_daylight_saving():
    summer = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert formats.clock(summer, BERLIN) == "14:00"


@pytest.mark.parametrize(("zone", "text"), [
    ("UTC", "UTC"), ("Europe/Berlin", "Europe/Berlin (UTC+1)"), ("America/New_York", "America/New_York (UTC−5)"),
    ("Asia/Kolkata", "Asia/Kolkata (UTC+5:30)"), ("Europe/London", "Europe/London (UTC)"),
])
def test_zone_is_named_with_its_offset(zone, text):
    assert formats.zone_name(ZoneInfo(zone), NOW) == text
