"""Every question of numbers over the API, on what one count makes of it."""

from __future__ import annotations

import pytest

from tests.api.conftest import problem

PERIOD = {"first": "2026-11-01", "last": "2026-12-31"}
LISTS = {
    "daily": "daily", "top-posts": "posts", "by-platform": "groups", "by-agent": "groups", "groups": "groups", "hours": "hours",
    "spread": "spread", "gains": "gains", "cohorts": "cohorts", "funnel": "steps", "scorecards": "scorecards",
}


@pytest.fixture
def counted(staffed, draft):
    """Content with a count of its post."""
    known = staffed.patch(f"/api/content/{draft}", json={"scheduled_time": "2026-11-24T09:00:00Z"})
    assert known.status_code == 200
    given = {"content_id": draft, "platform": "linkedin", "metrics": {"impressions": 200, "likes": 8, "clicks": 2}}
    assert staffed.post("/api/analytics", json=given).status_code == 201
    return staffed


@pytest.mark.parametrize("name", LISTS)
def test_a_question_has_an_answer(counted, name):
    said = counted.get(f"/api/numbers/{name}", params={"client_id": "default", **PERIOD}).json()
    assert (said["count"], len(said[LISTS[name]])) == (len(said[LISTS[name]]), said["count"])
    assert said["count"] > 0


def test_a_comparison_names_both_periods(counted):
    said = counted.get("/api/numbers/compare", params={"client_id": "default", **PERIOD}).json()
    assert (said["now"]["posts"], said["now"]["interactions"], said["before"]["views"]) == (1, 10, None)
    assert [(each["platform"], each["rate"]) for each in said["now"]["rates"]] == [("linkedin", 0.05)]


def test_a_trend_has_every_day(counted):
    said = counted.get("/api/numbers/trend", params={"client_id": "default", "of": "gained", **PERIOD}).json()
    assert said["count"] == 61


def test_values_are_words(counted):
    said = counted.get("/api/numbers/values", params={"client_id": "default", "kind": "content_type", **PERIOD}).json()
    assert said["values"] == ["text_post"]


def test_what_cannot_be_asked_is_named(counted):
    params = {"client_id": "default", "metric": "rate", "of": "gained", **PERIOD}
    assert problem(counted.get("/api/numbers/trend", params=params), 422, "invalid")["field"] == "metric"
    answer = counted.get("/api/numbers/groups", params={**PERIOD, "dimension": "mood"})
    assert problem(answer, 422, "invalid")["field"] == "dimension"
