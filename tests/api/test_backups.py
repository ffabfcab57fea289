"""/api/backups and /api/retention."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agency_core.store.queries import task as tasks


def test_a_backup_is_asked_for_made_and_fetched(api, agency):
    asked = api.post("/api/backups")
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    assert agency.keeping.backups.run_planned() == 1
    found = api.get("/api/backups").json()["backups"]
    assert [(each["id"], each["state"]) for each in found] == [(asked.json()["id"], "verified")]
    file = api.get(f"/api/backups/{found[0]['id']}/file")
    assert (file.status_code, file.content[:2], len(file.content)) == (200, b"PK", found[0]["size"])


def test_the_only_backup_stays(api, agency):
    made = api.post("/api/backups").json()["id"]
    agency.keeping.backups.run_planned()
    assert api.delete(f"/api/backups/{made}").status_code == 409
    second = api.post("/api/backups").json()["id"]
    agency.clock.move(timedelta(seconds=1))
    agency.keeping.backups.run_planned()
    assert api.delete(f"/api/backups/{made}").status_code == 204
    assert api.get(f"/api/backups/{made}/file").status_code == 404
    assert [each["id"] for each in api.get("/api/backups").json()["backups"]] == [second]


def test_a_drill_is_a_task(api, agency):
    with agency.db.transaction() as session:
        tasks.adopt(session, [("restore_drill", "Drill a restoration", timedelta(days=7))])
    assert api.post("/api/backups/drill").status_code == 202


@pytest.mark.parametrize(
    ("path", "change"), [("/api/backups/plan", {"keep_last": 3}), ("/api/retention", {"jobs": 30})]
)
def test_a_plan_is_replaced(api, path, change):
    usual = api.get(path).json()
    assert api.put(path, json=change).json() == {**usual, **change} == api.get(path).json()


@pytest.mark.parametrize(
    ("path", "change", "field"),
    [("/api/backups/plan", {"folder": "here"}, "folder"), ("/api/backups/plan", {"keep_last": 0}, "keep_last"),
     ("/api/retention", {"history": 5}, "history")],
)
def test_a_plan_that_cannot_be_is_refused_by_name(api, path, change, field):
    refused = api.put(path, json=change)
    assert (refused.status_code, field in refused.text) == (422, True)


def test_what_would_go_is_told(api):
    told = api.post("/api/retention/preview", json={"snapshots": 400}).json()["kinds"]
    assert {each["kind"]: (each["days"], each["count"]) for each in told}["snapshots"] == (400, 0)
