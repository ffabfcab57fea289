"""Alerts and what people do about them, thresholds, silences and maintenance, over the API."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agency_core.alerts.rules import RULES
from tests.api.conftest import problem
from tests.services.watch_scene import Scene

NAME = next(rule.name for rule in RULES.all() if rule.limits)
LIMIT = RULES[NAME].limits[0]
END = "2026-11-23T10:00:00Z"


@pytest.fixture
def alerts(api, agency, clock) -> list[str]:
    """The ids of two alerts that fire, the newest first."""
    Scene(agency, clock).finds("s", "t")
    return [each["id"] for each in api.get("/api/alerts").json()["alerts"]]


def test_alerts_are_filtered(api, alerts):
    queries = {"text=S%20is": 1, "rule=told": 2, "severity=critical": 0, "assigned_to=Ada": 0, "state=firing": 2}
    assert {query: api.get(f"/api/alerts?{query}").json()["count"] for query in queries} == queries
    problem(api.get("/api/alerts?severity=bad"), 422, "invalid")


def test_an_alert_is_cared_for_and_tells_its_story(api, alerts):
    path = f"/api/alerts/{alerts[0]}"
    assert api.post(f"{path}/acknowledge").json()["acknowledged_by"] == "person:owner"
    assert api.post(f"{path}/unacknowledge").json()["acknowledged_by"] == ""
    assert api.put(f"{path}/assigned", json={"assigned_to": "Ada"}).json()["assigned_to"] == "Ada"
    said = api.post(f"{path}/comments", json={"text": "The disk."})
    assert (said.status_code, said.headers["location"], said.json()["why"]) == (201, path, "The disk.")
    assert api.put(f"{path}/snooze", json={"until": END}).json()["snoozed_until"] == END
    assert api.delete(f"{path}/snooze").json()["snoozed_until"] == "2026-11-23T09:00:00Z"
    assert api.put(f"{path}/post-mortem", json={"post_mortem": "Learned."}).json()["post_mortem"] == "Learned."
    story = api.get(path).json()
    assert [each["to_state"] for each in story["history"]] == [
        "firing", "acknowledged", "unacknowledged", "assigned", "commented", "snoozed", "unsnoozed", "post_mortem"
    ]
    assert (story["id"], story["summary"]) == (alerts[0], "t is wrong")


def test_several_are_acknowledged_at_once(api, alerts):
    assert api.post("/api/alerts/acknowledge", json={"alert_ids": alerts}).json()["count"] == 2
    problem(api.post("/api/alerts/acknowledge", json={"alert_ids": [*alerts, "nope"]}), 404, "not_found")


def test_a_snooze_beyond_its_bounds_names_its_field(api, alerts):
    late = api.put(f"/api/alerts/{alerts[0]}/snooze", json={"until": "2027-11-23T10:00:00Z"})
    assert problem(late, 422, "invalid")["field"] == "until"


def test_alerts_are_unread_until_they_were_seen(api, alerts, clock):
    before = api.get("/api/alerts/unread").json()
    clock.move(timedelta(seconds=1))
    assert api.post("/api/alerts/seen", json={}).status_code == 204
    assert (before, api.get("/api/alerts/unread").json()["unread"]) == (
        {"unread": 2, "firing": {"critical": 0, "warning": 2, "info": 0}}, 0
    )


def test_a_threshold_is_changed_and_reset(api):
    client = api.post("/api/clients", json={"name": "Bread"}).json()["id"]

    def in_force(**query):
        rules = api.get("/api/alerts/rules", params=query).json()["rules"]
        return next(each for each in rules if each["name"] == NAME)["values"][LIMIT.name]

    other = (LIMIT.least + LIMIT.usual) / 2
    changed = api.put(f"/api/alerts/rules/{NAME}", json={"client_id": client, "limits": {LIMIT.name: other}}).json()
    assert (changed["values"][LIMIT.name], in_force(client_id=client), in_force()) == (other, other, LIMIT.usual)
    assert api.delete(f"/api/alerts/rules/{NAME}", params={"client_id": client}).json()["values"][LIMIT.name] == LIMIT.usual
    refused = api.put(f"/api/alerts/rules/{NAME}", json={"limits": {LIMIT.name: LIMIT.most + 1}})
    assert problem(refused, 422, "invalid")["field"] == f"limits.{LIMIT.name}"
    problem(api.put("/api/alerts/rules/nope", json={}), 404, "not_found")


def test_a_silence_is_made_extended_and_ended(api):
    made = api.post("/api/silences", json={"match": {"rules": ["preflight"]}, "ends_at": END, "why": "known"})
    path = made.headers["location"]
    assert (made.status_code, made.json()["match"]) == (201, {"rules": ["preflight"], "severities": [], "subjects": []})
    assert api.put(f"{path}/end", json={"ends_at": "2026-11-23T11:00:00Z"}).json()["ends_at"] == "2026-11-23T11:00:00Z"
    assert api.get("/api/silences?past=false").json()["count"] == 1
    assert api.delete(path).json()["ended_at"] == "2026-11-23T09:00:00Z"
    assert [api.get(f"/api/silences?past={each}").json()["count"] for each in ("false", "true")] == [0, 1]
    problem(api.put(f"{path}/end", json={"ends_at": END}), 409, "conflict")


def test_maintenance_is_planned_and_called_off(api):
    made = api.post("/api/maintenance", json={"ends_at": END, "why": "disk", "holds_publishing": True})
    path = made.headers["location"]
    assert (made.status_code, api.get(path).json()) == (201, made.json())
    assert api.delete(path).json()["ended_at"] == "2026-11-23T09:00:00Z"
    assert [api.get(f"/api/maintenance?past={each}").json()["count"] for each in ("false", "true")] == [0, 1]
    past = api.post("/api/maintenance", json={"ends_at": "2026-11-23T08:00:00Z", "why": "disk"})
    assert problem(past, 422, "invalid")["field"] == "ends_at"
