"""Dates of exports, and how they are settled with the ids of posts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from agency_core.analytics.moments import Published, settle, stamp
from agency_core.analytics.rows import TimeFrom
from agency_core.errors import Invalid

PACIFIC = ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("text", "at", "has_time"),
    [
        ("Sat, Aug 15, 2026", "2026-08-15T00:00:00", False),
        ("Thu Mar 20 2025", "2025-03-20T00:00:00", False),
        ("Dec 18, 2022", "2022-12-18T00:00:00", False),
        ("September 3, 2025", "2025-09-03T00:00:00", False),
        ("15 Aug 2026", "2026-08-15T00:00:00", False),
        ("03/15/2025 03:06", "2025-03-15T03:06:00", True),
        ("3/5/2025, 3:06 PM", "2025-03-05T15:06:00", True),
        ("3/5/2025 12:06 am", "2025-03-05T00:06:00", True),
        ("31.12.2025 23:59", "2025-12-31T23:59:00", True),
        ("2025-06-26 10:11", "2025-06-26T10:11:00", True),
        ("2025-06-26T10:11:12.345Z", "2025-06-26T10:11:12+00:00", True),
        ("2022-02-28 17:39 +0000", "2022-02-28T17:39:00+00:00", True),
        ("2022-02-28 17:39:01-08:30", "2022-02-28T17:39:01-08:30", True),
    ],
)
def test_a_date_is_read_as_networks_write_it(text, at, has_time):
    read = stamp(text)
    assert (read.at.isoformat(), read.has_time) == (at, has_time)


@pytest.mark.parametrize(
    "text",
    ["soon", "July 16", "16 de julio", "45731", "2025-13-01", "02/30/2025", "15/03/2025", "2025-06-26 25:00", "Dec 0, 2022",
     "Foo 18, 2022", "2025-01-01 10:00 +99:00", "0000-01-01"],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(Invalid) as refused:
        stamp(text)
    assert (refused.value.field, refused.value.message.startswith("is ")) == ("published_at", True)


def test_a_date_that_is_not_given_is_none():
    assert [stamp(""), stamp("-"), stamp("N/A")] == [None, None, None]


@pytest.mark.parametrize(
    ("wall", "utc"),
    [("03/08/2025 12:00", datetime(2025, 3, 8, 20, tzinfo=UTC)), ("03/10/2025 12:00", datetime(2025, 3, 10, 19, tzinfo=UTC))],
    ids=["winter", "summer"],
)
def test_a_zone_keeps_its_summer_time(wall, utc):
    assert settle(stamp(wall), None, PACIFIC) == Published(utc, TimeFrom.CLOCK)


def test_a_day_is_told_from_a_time():
    assert settle(stamp("Dec 18, 2022"), None, UTC) == Published(datetime(2022, 12, 18, tzinfo=UTC), TimeFrom.DAY)
    assert settle(None, None, UTC) == Published(None, TimeFrom.NOWHERE)


def test_the_id_decides_unless_the_file_is_trusted_and_near():
    carried = datetime(2026, 1, 15, 20, 1, 30, tzinfo=UTC)
    near, far = stamp("01/15/2026 12:05"), stamp("01/15/2026 20:01")
    assert settle(None, carried, PACIFIC) == Published(carried, TimeFrom.ID)
    assert settle(near, carried, PACIFIC) == Published(carried, TimeFrom.ID)
    assert settle(near, carried, PACIFIC, trust_file=True) == Published(datetime(2026, 1, 15, 20, 5, tzinfo=UTC), TimeFrom.CLOCK)
    assert settle(far, carried, PACIFIC, trust_file=True) == Published(carried, TimeFrom.ID)


@pytest.mark.parametrize(("text", "days"), [("2026-01-15", 1), ("2026-01-15 12:00", 2)])
def test_a_date_may_differ_from_the_id_as_far_as_zones_go(text, days):
    noon = datetime(2026, 1, 15, 12, tzinfo=UTC)
    assert settle(stamp(text), noon + timedelta(days=days), UTC).at == noon + timedelta(days=days)
    for further in (days + 1, -days - 1):
        with pytest.raises(Invalid, match="contradicts the id of the post"):
            settle(stamp(text), noon + timedelta(days=further), UTC)
