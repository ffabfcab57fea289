"""How long ten thousand posts take."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from agency_core.domain.bulk import Want
from agency_core.domain.client import NewClient


@pytest.mark.slow
def test_ten_thousand_posts_are_imported_within_ten_seconds_and_fifty_errors_named_by_row(desk, owner):
    begin, planted = datetime(2026, 11, 24, 8, tzinfo=UTC), set(range(100, 10_100, 200))
    rows = [
        (f"Post {number}.", "myspace" if number in planted else "linkedin", f"{at:%Y-%m-%d}", f"{at:%H:%M}")
        for number in range(2, 10_002) for at in (begin + timedelta(minutes=number),)
    ]
    text = "\n".join(",".join(row) for row in [("text", "platforms", "date", "time"), *rows])
    desk.clients.create(owner, new=NewClient("Bread & Co", "Europe/Berlin", id="bread"))
    seen = desk.calendar.bulk.receive(owner, "bread", filename="plan.csv", chunks=[text.encode()])
    assert (seen.rows_ok, {each.line for each in seen.rejects}) == (9_950, planted)
    started = time.process_time()  # of this process: others on the machine do not count
    done = desk.calendar.bulk.import_(owner, seen.import_id, want=Want.SCHEDULED)
    assert time.process_time() - started < 10
    assert (done.rows_added, done.rows_rejected) == (9_950, 50)
    assert desk.deliver.counts(owner)["pending"] == 9_950
