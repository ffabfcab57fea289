"""A rehearsal is asked for, watched, read and cancelled over the API."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.api.conftest import DECODER, PROPOSAL, STORYTELLER, problem


@pytest.fixture
def planned(api, clock):
    """One piece of content that goes out in an hour."""
    for agent in (STORYTELLER, DECODER):
        api.post("/api/agents", json=agent)
    made = api.post("/api/content", json={**PROPOSAL, "scheduled_time": (clock.now() + timedelta(hours=1)).isoformat()}).json()
    assert api.post(f"/api/content/{made['id']}/approve").status_code == 200


def test_a_rehearsal_is_queued_played_and_read(api, agency, planned):
    answer = api.post("/api/rehearsals", json={"weather": "calm"})
    assert (answer.status_code, answer.json()["state"], answer.json()["progress"]) == (202, "queued", 0.0)
    assert agency.rehearse.run_queued() == 1
    done = api.get(answer.headers["location"]).json()
    assert (done["state"], done["report"]["deliveries"], done["report"]["delivered"]) == ("done", 1, 1)
    assert [each["id"] for each in api.get("/api/rehearsals").json()["rehearsals"]] == [done["id"]]


def test_a_rehearsal_that_waits_is_cancelled_once(api, planned):
    place = api.post("/api/rehearsals", json={}).headers["location"]
    assert api.post(f"{place}/cancel").json()["state"] == "cancelled"
    problem(api.post(f"{place}/cancel"), 409, "conflict")


def test_unknown_weather_is_refused_by_name(api):
    refused = api.post("/api/rehearsals", json={"weather": "hail"})
    assert (refused.status_code, "weather" in refused.text) == (422, True)


def test_an_empty_week_is_refused(api):
    api.post("/api/agents", json=STORYTELLER)
    refused = api.post("/api/rehearsals", json={"weather": "calm"})
    assert (refused.status_code, "Nothing is scheduled" in refused.text) == (422, True)
