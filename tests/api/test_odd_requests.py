"""Requests that nobody sends on purpose: each is refused by its field, none is a fault of ours."""

from __future__ import annotations

import pytest

from tests.api.conftest import PROPOSAL, STORYTELLER, problem

DESK = "/api/messages/strategic_storyteller_001"


@pytest.mark.parametrize("cursor", ["99999999999999999999.x", "9223372036854775808.x", "0.x", "6.x", "garbage", "."])
def test_cursor_that_the_desk_never_gave_is_refused(door, cursor):
    answer = door.get(DESK, params={"status": "pending", "cursor": cursor})
    assert problem(answer, 422, "invalid")["field"] == "cursor"


@pytest.mark.parametrize("path", ["/api/analytics", "/api/clients", "/api/tasks"])
@pytest.mark.parametrize("cursor", ["garbage", "-1", "1.5"])
def test_cursor_that_is_no_position_is_refused(door, path, cursor):
    assert problem(door.get(path, params={"cursor": cursor}), 422, "invalid")["field"] == "cursor"


def test_unknown_creator_is_named_as_it_was_sent(door):
    answer = door.post("/api/content", json={**PROPOSAL, "creator_agent_id": "nobody"})
    assert problem(answer, 404, "not_found")["field"] == "creator_agent_id"


@pytest.mark.parametrize("taken", ["system", "workload"])
def test_id_with_a_meaning_of_its_own_is_no_agent(door, taken):
    assert problem(door.post("/api/agents", json={**STORYTELLER, "id": taken}), 422, "invalid")["field"] == "id"


def test_new_account_has_no_error_yet(door):
    client = door.post("/api/clients", json={"name": "Bikes", "connect_sandbox": False}).json()["id"]
    account = door.post("/api/accounts/sandbox", json={"client_id": client, "platform": "linkedin"}).json()
    assert account["last_error"] == ""


@pytest.mark.parametrize("path", ["/api/system/status", "/api/agents", "/api/docs", "/api/openapi.json"])
def test_head_is_get_without_its_body(door, path):
    asked, read = door.head(path), door.get(path)
    assert (asked.status_code, asked.content) == (200, b"")
    assert asked.headers["content-type"] == read.headers["content-type"]


def test_head_of_nothing_is_not_found(door):
    assert door.head("/api/nothing").status_code == 404


def test_page_of_the_reference_names_its_method(door):
    assert door.post("/api/docs", json={}).headers["allow"] == "GET"


def test_unreadable_form_is_told_how_a_form_is_sent(door):
    answer = door.post("/api/analytics/upload", content=b"x", headers={"Content-Type": "multipart/form-data; boundary=X"})
    assert problem(answer, 400, "bad_request")["remedy"] == "Send valid JSON in UTF-8; for an upload, a form as curl -F sends it."


def test_two_faults_are_told_in_two_sentences(door):
    said = problem(door.post("/api/agents", json={}), 422, "invalid")
    assert said["detail"] == "id: Field required. 5 more, see errors."
