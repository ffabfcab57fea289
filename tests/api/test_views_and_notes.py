"""Saved views, notes on the time axis, and the tags of content, over the API."""

from __future__ import annotations

import pytest

from tests.api.conftest import PROPOSAL, problem

QUERY = {"analytics_platform": "linkedin"}
NOVEMBER = {"first": "2026-11-01", "last": "2026-11-30"}


@pytest.fixture
def client(api) -> str:
    return api.post("/api/clients", json={"name": "Bread"}).json()["id"]


def test_a_view_is_saved_renamed_and_deleted(api, client):
    made = api.post("/api/views", json={"client_id": client, "name": " Ours ", "query": QUERY})
    view = made.json()
    assert (made.status_code, view["name"], view["page"], view["query"]) == (201, "Ours", "analytics", QUERY)
    assert made.headers["location"] == f"/api/views/{view['id']}"
    assert api.get(made.headers["location"]).json() == view
    assert api.get("/api/views").json() == {"views": [view], "count": 1, "next_cursor": None}
    assert api.patch(f"/api/views/{view['id']}", json={"name": "Theirs"}).json()["name"] == "Theirs"
    assert api.delete(f"/api/views/{view['id']}").status_code == 204
    problem(api.get(f"/api/views/{view['id']}"), 404, "not_found")


def test_a_name_that_is_taken_is_a_conflict(api, client):
    body = {"client_id": client, "name": "Ours", "query": QUERY}
    api.post("/api/views", json=body)
    assert problem(api.post("/api/views", json={**body, "name": "OURS"}), 409, "exists")["field"] == "name"


@pytest.mark.parametrize("query", [{"client": "x"}, {"analytics_topic": "x" * 301}, {"analytics_topic": 1}])
def test_a_query_that_does_not_belong_to_the_page_is_refused(api, client, query):
    answer = api.post("/api/views", json={"client_id": client, "name": "Ours", "query": query})
    assert problem(answer, 422, "invalid")["field"].partition(".")[0] == "query"


def test_a_note_is_added_found_changed_and_taken_away(api, client):
    made = api.post("/api/annotations", json={"client_id": client, "first": "2026-11-03", "label": "Fair"})
    note = made.json()
    assert (made.status_code, note["first"], note["last"]) == (201, "2026-11-03", "2026-11-03")
    assert api.get(made.headers["location"]).json() == note
    (found,) = api.get("/api/annotations", params=NOVEMBER).json()["annotations"]
    assert found == {
        "first": "2026-11-03", "last": "2026-11-03", "label": "Fair", "kind": "note", "link": "", "id": note["id"],
    }
    assert api.patch(made.headers["location"], json={"last": "2026-11-05"}).json()["last"] == "2026-11-05"
    assert problem(api.patch(made.headers["location"], json={"last": "2026-11-01"}), 422, "invalid")["field"] == "last"
    assert api.delete(made.headers["location"]).status_code == 204
    assert api.get("/api/annotations", params=NOVEMBER).json()["count"] == 0


def test_content_says_its_topic_and_campaign(staffed):
    made = staffed.post("/api/content", json={**PROPOSAL, "topic": " bread ", "campaign": "Spring"}).json()
    assert (made["topic"], made["campaign"]) == ("bread", "Spring")
    path = f"/api/content/{made['id']}"
    edited = staffed.patch(path, json={"topic": "rye"}).json()
    assert (edited["topic"], edited["campaign"]) == ("rye", "Spring")
    words = {name: made[name] for name in ("title", "content_body", "content_type", "target_platforms")}
    replaced = staffed.put(path, json={**words, "campaign": "Autumn"}).json()
    assert (replaced["topic"], replaced["campaign"]) == ("", "Autumn")
    assert problem(staffed.patch(path, json={"topic": "x" * 81}), 422, "invalid")["field"] == "topic"


def test_content_without_tags_says_so_with_empty_words(staffed):
    made = staffed.post("/api/content", json=PROPOSAL).json()
    assert (made["topic"], made["campaign"]) == ("", "")
