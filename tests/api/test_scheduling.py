"""Slots, repetition, imports of posts and the pause of everything, as programs meet them."""

from __future__ import annotations

import pytest

from tests.api.conftest import PROPOSAL, problem

SHEET = "text,platforms,date,time\nWe bake.,linkedin,2026-11-24,09:30\n=1+1,linkedin,=A1,09:30\n"
TUESDAYS = {"every": "week", "at": "09:00", "starts_on": "2026-11-23", "weekdays": [1]}


@pytest.fixture
def account(staffed) -> str:
    """The id of the LinkedIn account."""
    found = staffed.get("/api/accounts").json()["accounts"]
    return next(each["id"] for each in found if each["platform"] == "linkedin")


@pytest.fixture
def approved(staffed, draft) -> str:
    """The id of approved content."""
    assert staffed.post(f"/api/content/{draft}/approve").status_code == 200
    return draft


def received(api, text=SHEET):
    return api.post("/api/imports", files={"file": ("plan.csv", text.encode(), "text/csv")})


def test_a_slot_is_made_shown_and_removed(staffed, account):
    made = staffed.post(f"/api/accounts/{account}/slots", json={"weekday": 1, "at": "09:00"})
    assert (made.status_code, made.headers["location"]) == (201, f"/api/accounts/{account}/slots")
    assert staffed.get("/api/slots").json()["slots"] == [made.json()]
    assert staffed.get(f"/api/accounts/{account}/slots").json()["slots"] == [made.json()]
    assert staffed.get(f"/api/accounts/{account}/slots/suggested").json()["slots"] == []
    assert staffed.delete(f"/api/slots/{made.json()['id']}").status_code == 204
    assert staffed.get("/api/slots").json()["count"] == 0


def test_content_takes_the_next_free_slot(staffed, account, approved):
    problem(staffed.get(f"/api/content/{approved}/next-slot"), 422, "invalid")
    staffed.post(f"/api/accounts/{account}/slots", json={"weekday": 1, "at": "09:00"})
    shown = staffed.get(f"/api/content/{approved}/next-slot").json()
    assert (shown["at"], shown["timezone"]) == ("2026-11-24T09:00:00Z", "UTC")
    taken = staffed.post(f"/api/content/{approved}/next-slot").json()
    assert (taken["status"], taken["scheduled_time"]) == ("scheduled", shown["at"])


def test_a_rule_is_previewed_made_paused_and_ended(staffed, approved):
    place = staffed.get(f"/api/content/{approved}").json()["client_id"]
    times = staffed.post(f"/api/clients/{place}/recurrence-preview", json=TUESDAYS).json()["times"]
    assert times[:2] == ["2026-11-24T09:00:00Z", "2026-12-01T09:00:00Z"]
    made = staffed.post(f"/api/content/{approved}/recurrences", json=TUESDAYS).json()
    assert (made["times"], made["rule"]["timezone"]) == (times, "UTC")
    at = f"/api/recurrences/{made['id']}"
    assert staffed.put(f"{at}/paused", json={"paused": True}).json()["paused"] is True
    assert staffed.post(f"{at}/skip", json={"day": "2026-12-01"}).json()["times"][1] == "2026-12-08T09:00:00Z"
    assert staffed.post(f"{at}/end", json={"withdraw": True}).json()["next_at"] is None
    assert staffed.get("/api/recurrences").json()["recurrences"] == [staffed.get(at).json()]


def test_a_rule_that_makes_no_sense_is_refused(staffed, approved):
    said = problem(staffed.post(f"/api/content/{approved}/recurrences", json={**TUESDAYS, "weekdays": []}), 422, "invalid")
    assert said["field"] == "weekdays"


def test_a_sheet_is_looked_at_imported_and_taken_back(staffed):
    seen = received(staffed)
    assert (seen.status_code, seen.json()["rows_ok"], seen.json()["rows_rejected"]) == (201, 1, 1)
    at = seen.headers["location"]
    assert staffed.post(f"{at}/preview", json={"want": "draft"}).json()["rows_ok"] == 1
    errors = staffed.get(f"{at}/errors.csv")
    assert errors.headers["content-disposition"] == 'attachment; filename="errors.csv"'
    assert errors.content.decode("utf-8-sig").splitlines()[1].startswith("3,date,'=A1,")
    done = staffed.post(f"{at}/start", json={"want": "scheduled"}).json()
    assert (done["status"], done["rows_added"]) == ("done", 1)
    assert staffed.get("/api/content?status=scheduled").json()["count"] == 1
    assert staffed.get("/api/imports").json()["imports"] == [staffed.get(at).json()] == [done]
    assert received(staffed).json()["seen_before"] is True
    assert staffed.post(f"{at}/undo").json()["status"] == "undone"
    assert staffed.get("/api/content").json()["count"] == 0


def test_the_template_is_a_sheet(api):
    answer = api.get("/api/imports/template.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.decode("utf-8-sig").startswith("text,platforms,date,time,")


def test_a_file_that_is_no_sheet_is_refused(staffed):
    problem(received(staffed, "%PDF-1.7"), 422, "invalid")


def test_everything_is_paused_planned_and_resumed(staffed):
    proposal = {**PROPOSAL, "scheduled_time": "2026-11-23T10:00:00Z"}
    made = staffed.post("/api/content", json=proposal).json()["id"]
    staffed.post(f"/api/content/{made}/approve")
    assert staffed.get("/api/publishing").json()["is_on"] is False
    assert staffed.post("/api/publishing/pause", json={"why": "A crisis"}).json()["why"] == "A crisis"
    plan = staffed.post("/api/publishing/plan", json={"fate": "spread", "hours": 2}).json()
    assert (plan["items"], plan["waiting"], plan["choice"]["hours"]) == ([], 1, 2)
    assert staffed.post("/api/publishing/resume", json={}).json()["pause"]["is_on"] is True
    assert staffed.get("/api/publishing").json()["is_on"] is False
