"""/api/audit: the trail, its files, and its proof."""

from __future__ import annotations

import csv
import io
import json

import pytest

from agency_core.analytics.export_csv import plain
from agency_core.domain.audit import chained

FORMULA = "=HYPERLINK(\"http://evil\")"


@pytest.fixture
def three(api, agency, owner):
    """The API of an agency whose trail has three entries."""
    for number in range(3):
        agency.door.audit.done(owner, "thing.done", noun="thing", subject_id=str(number), said={"why": FORMULA})
    return api


def test_audit_lists_newest_first(three):
    body = three.get("/api/audit", params={"action": "thing.done", "limit": 2}).json()
    assert [entry["subject_id"] for entry in body["entries"]] == ["2", "1"]
    rest = three.get("/api/audit", params={"action": "thing.done", "cursor": body["next_cursor"]}).json()
    assert [entry["subject_id"] for entry in rest["entries"]] == ["0"]


@pytest.mark.parametrize(
    ("query", "count"),
    [({"actor": "person:owner"}, 3), ({"actor": "x"}, 0), ({"day": "2026-11-23"}, 3), ({"day": "2026-11-22"}, 0),
     ({"outcome": "refused"}, 0), ({"noun": "thing", "subject_id": "1"}, 1)],
)
def test_audit_is_searched(three, query, count):
    assert three.get("/api/audit", params=query).json()["count"] == count


def test_audit_as_lines_keeps_what_the_hash_covers(three):
    told = [json.loads(line) for line in three.get("/api/audit/entries.jsonl").text.splitlines()]
    assert len(told) == 4
    for entry in told:
        del entry["id"]
        before, found = entry.pop("before"), entry.pop("hash")
        assert chained(entry, before) == found


def test_audit_as_csv_runs_nothing(three, agency, owner):
    agency.door.audit.done(owner, FORMULA)
    rows = list(csv.DictReader(io.StringIO(three.get("/api/audit/entries.csv").text.removeprefix("\ufeff"))))
    found = next(row["action"] for row in rows if "HYPERLINK" in row["action"])
    assert (found, plain(found)) == (f"'{FORMULA}", FORMULA)


def test_audit_file_is_an_entry_itself(three):
    three.get("/api/audit/entries.csv", params={"noun": "thing"})
    (newest,) = three.get("/api/audit", params={"limit": 1}).json()["entries"]
    assert (newest["action"], newest["said"]["noun"]) == ("audit.exported", "thing")


def test_audit_is_verified(three):
    body = three.post("/api/audit/verify").json()
    assert (body["entries"], body["breaks"]) == (3, [])
