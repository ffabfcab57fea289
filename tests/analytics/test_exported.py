"""When an export was made, as far as the file says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agency_core.analytics.upload import Manner
from tests.analytics import formats
from tests.analytics.conftest import csv_text, look

NOW = Manner(now=datetime(2026, 11, 22, 18, tzinfo=UTC))
END = "T23:59:59+00:00"


@pytest.mark.parametrize(
    ("filename", "at"),
    [
        ("bakery_content_1743403531123.xls", "2025-03-31T06:45:31.123000+00:00"),
        ("account_analytics_content_2026-07-18_2026-08-14.csv", f"2026-08-14{END}"),
        ("tweet_activity_metrics_bakery_20220201_20220301_en.csv", f"2022-03-01{END}"),
        ("Jan-01-2026_Jan-31-2026_1234567890123456.csv", f"2026-01-31{END}"),
        ("Content 2021-01-01_2026-11-22 Bakery.zip", "2026-11-22T18:00:00+00:00"),
        ("Content 2021-01-01_2026-11-24 Bakery.zip", None),
        ("content_9999999999999.csv", None), ("12345678.csv", None), ("20261399.csv", None), ("Abc-01-2026.csv", None),
        ("posts.csv", None), ("1999-01-01.csv", None),
    ],
)
def test_the_name_of_a_file_says_when_it_was_made(upload, filename, at):
    seen = look(upload(csv_text(formats.X_POSTS.header, [formats.X_POSTS.row])), filename, NOW).exported_at
    assert (seen and seen.isoformat()) == at


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("February 28", f"2026-02-28{END}"), ("28 de febrero", f"2026-02-28{END}"), ("July 15", f"2025-07-15{END}"),
        ("18 tháng Sáu", f"2026-06-18{END}"), ("February 29", None), ("?", None),
    ],
)
def test_the_column_time_of_tiktok_gets_the_year_after_the_newest_post(upload, written, at):
    rows = [(written, *formats.TIKTOK.row[1:]), ("nonsense", *formats.TIKTOK.row[1:])]
    seen = look(upload(csv_text(formats.TIKTOK.header, rows)), "Content.csv", NOW)
    assert (seen.exported_at and seen.exported_at.isoformat()) == at


@pytest.mark.parametrize(("line", "at"), [("# End Date: 30 Jun 2025", f"2025-06-30{END}"), ("# End Date: soon", None)])
def test_the_lines_above_a_table_say_it(upload, line, at):
    text = f"# Bakery\n# Start Date: 1 Jun 2025\n{line}\n\n\n" + csv_text(formats.PUBLER.header, [formats.PUBLER.row])
    seen = look(upload(text), "export.csv", NOW)
    assert (seen.exported_at and seen.exported_at.isoformat()) == at
