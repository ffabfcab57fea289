"""Notifiers and what was told, over the API."""

from __future__ import annotations

from tests.api.conftest import problem

ADDRESS = "https://hooks.slack.com/services/T0/B0/a-very-secret-token"
SLACK = {"kind": "slack", "name": "Ops", "values": {"url": ADDRESS}, "match": {"severities": ["critical"]}}


def test_a_notifier_is_added_shown_changed_and_deleted_without_its_secret(api):
    made = api.post("/api/notifiers", json=SLACK)
    one = made.json()
    assert (made.status_code, one["name"], one["target"]) == (201, "Ops", "hooks.slack.com …oken")
    assert (one["settings"], one["match"]["severities"], one["is_on"]) == ({}, ["critical"], True)
    where = made.headers["location"]
    assert api.get(where).json() == one
    assert api.get("/api/notifiers").json() == {"notifiers": [one], "count": 1, "next_cursor": None}
    changed = api.patch(where, json={"is_on": False, "quiet": {"begin": 60, "end": 120, "timezone": "Europe/Berlin"}}).json()
    assert (changed["is_on"], changed["quiet"]["timezone"]) == (False, "Europe/Berlin")
    assert "a-very-secret-token" not in api.get(where).text + made.text
    assert api.delete(where).status_code == 204
    problem(api.get(where), 404, "not_found")


def test_every_kind_tells_its_fields(door):
    found = door.get("/api/notifiers/kinds").json()
    assert found["count"] == 9
    (field,) = found["kinds"][1]["fields"]
    assert (found["kinds"][1]["name"], field["name"], field["secret"], field["required"]) == ("slack", "url", True, True)


def test_what_cannot_be_right_is_a_problem_with_its_field(door):
    private = {**SLACK, "values": {"url": "https://10.0.0.1/x"}}
    assert problem(door.post("/api/notifiers", json=private), 422, "invalid")["field"] == "url"
    assert problem(door.post("/api/notifiers", json={**SLACK, "after_minutes": -1}), 422, "invalid")["field"] == "after_minutes"
    problem(door.post("/api/notifiers", json={**SLACK, "kind": "pigeon"}), 404, "not_found")


def test_a_test_that_fails_is_an_answer_and_stands_in_the_log(api):
    values = {"kind": "email", "name": "Ann", "values": {"to": "ann@example.org"}}
    where = api.post("/api/notifiers", json=values).headers["location"]
    trial = api.post(f"{where}/test")
    said = trial.json()
    assert (trial.status_code, said["ok"], said["said"]) == (200, False, "Mail is off or not set up rightly.")
    (one,) = api.get("/api/notifications", params={"state": "failed"}).json()["notifications"]
    assert (one["id"], one["reason"], one["attempts"]) == (said["notification_id"], "test", 1)
    again = api.post(f"/api/notifications/{one['id']}/retry").json()
    assert (again["state"], again["attempts"]) == ("waiting", 0)
    problem(api.post(f"/api/notifications/{one['id']}/retry"), 409, "conflict")
    problem(api.post("/api/notifications/nothing/retry"), 404, "not_found")
