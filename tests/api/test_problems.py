"""Whatever is wrong with a request, the answer is a problem document that says what to do."""

from __future__ import annotations

import logging
import re

import pytest

from agency_core.api.reference import problem_codes
from agency_core.domain.publishing import Failure, PlatformError
from agency_core.errors import Busy, StorageFailed
from tests.api.conftest import DECODER, PROPOSAL, problem

JSON = {"Content-Type": "application/json"}


def send(door, body: bytes, path="/api/agents"):
    """Post a body as it is."""
    return door.post(path, content=body, headers=JSON)


def test_an_unknown_path_is_named(door):
    assert problem(door.get("/api/nowhere"), 404, "not_found")["detail"] == "There is nothing at /api/nowhere."


def test_a_wrong_method_says_which_are_right(door):
    for method, path, right in (("PUT", "/api/content", "GET, POST"), ("POST", "/api/content/x", "DELETE, GET, PATCH, PUT")):
        answer = door.request(method, path, json={})
        problem(answer, 405, "method_not_allowed")
        assert answer.headers["allow"] == right


def test_malformed_json_says_where(door):
    said = problem(send(door, b'{"id": }'), 400, "malformed_json")
    assert said["detail"] == "The body is not JSON: Expecting value at character 7."


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"id": ' + b"9" * 5_000 + b"}", b"\xff", b"{" * 2_000], ids=["deep", "digits", "bytes", "open"]
)
def test_json_that_cannot_be_read_is_no_fault_of_ours(door, body):
    assert send(door, body).status_code in {400, 422}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("tokens", '{"name": "NUL", "scopes": ["content:view"]}'), ("tokens", '{"name": "n", "scopes": ["NUL"]}'),
        ("accounts/app-password", '{"client_id": "c", "platform": "bluesky", "name": "n", "password": "NUL"}'),
    ],
    ids=["name", "scope", "password"],
)
def test_what_cannot_be_stored_is_refused_wherever_it_stands(door, path, body):
    said = problem(send(door, body.replace("NUL", "\\u0000").encode(), f"/api/{path}"), 422, "invalid")
    assert "cannot be stored" in said["detail"]


@pytest.mark.parametrize("text", ["\\u0000", "\\ud800", "a\\udfff"])
def test_text_that_cannot_be_stored_is_refused_by_field(door, text):
    body = '{"content_type": "text_post", "title": "TITLE", "content_body": "B", "target_platforms": ["x"]}'
    assert problem(send(door, body.replace("TITLE", text).encode(), "/api/content"), 422, "invalid")["field"] == "title"


@pytest.mark.parametrize(
    "payload",
    ["NaN", "Infinity", "9223372036854775808", '"\\ud800"', '{"\\u0000": 1}', "[" * 20 + "]" * 20, "[" + "0," * 10_000 + "0]"],
    ids=["nan", "infinity", "past 64 bits", "surrogate", "nul", "deep", "long"],
)
def test_a_payload_that_cannot_be_stored_is_refused(door, payload):
    body = '{"sender_agent_id": "a", "receiver_agent_id": "b", "message_type": "content_request", "payload": {"value": VALUE}}'
    assert problem(send(door, body.replace("VALUE", payload).encode(), "/api/messages"), 422, "invalid")["field"] == "payload"


def test_a_payload_within_bounds_comes_back_as_it_was(door):
    payload = {"deep": [{"a": [1, 2.5, None, True, "ä\u2028"]}], "big": 2**63 - 1}
    message = {
        "sender_agent_id": "data_decoder_001", "receiver_agent_id": "data_decoder_001", "message_type": "content_request",
        "payload": payload,
    }
    assert door.post("/api/messages", json=message).json()["payload"] == payload


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-12-24T09:00:00", "Has no time zone."), ("2026-12-24", "Has no time zone."),
        ("tomorrow", "Is not a moment in ISO 8601."), ("2026-02-30T09:00:00Z", "Is not a moment in ISO 8601."),
        ("9999-12-31T23:59:59-12:00", "Is out of reach."), ("0001-01-01T00:00:00+14:00", "Is out of reach."),
        (1_800_000_000, "Is not a moment."),
    ],
)
def test_a_moment_without_a_zone_or_sense_is_refused(door, moment, said):
    refused = problem(door.post("/api/content", json={**PROPOSAL, "scheduled_time": moment}), 422, "invalid")
    assert (refused["field"], refused["errors"][0]["rule"]) == ("scheduled_time", said)
    assert refused["remedy"]


def test_all_fields_at_fault_are_named_at_once(door):
    wrong = {**DECODER, "name": 3, "persona": "poet", "primary_platforms": ["linkedin", "myspace"], "posting_frequency": "hourly"}
    said = problem(door.post("/api/agents", json=wrong), 422, "invalid")
    assert [each["field"] for each in said["errors"]] == ["name", "persona", "primary_platforms[1]", "posting_frequency"]
    assert said["detail"] == "name: Input should be a valid string. 3 more, see errors."
    assert said["errors"][3]["remedy"] == "Use one of: 'daily', 'weekly' or 'multiple_daily'."


def test_a_rule_of_the_agency_is_a_problem_too(door):
    said = problem(door.post("/api/agents", json={**DECODER, "id": "no spaces"}), 422, "invalid")
    assert (said["field"], said["errors"][0]["field"]) == ("id", "id")


@pytest.mark.parametrize("priority", [0, 6, "1", 1.5, True, None])
def test_a_priority_is_a_whole_number_from_1_to_5(door, priority):
    message = {
        "sender_agent_id": "data_decoder_001", "receiver_agent_id": "data_decoder_001", "message_type": "content_request",
        "payload": {}, "priority": priority,
    }
    assert problem(door.post("/api/messages", json=message), 422, "invalid")["field"] == "priority"


@pytest.mark.parametrize(
    ("metrics", "field"),
    [
        ({}, "metrics"), ({"views": -1}, "metrics"), ({"views": "12"}, "metrics.views"), ({"Views!": 1}, "metrics.Views!"),
        ({"views": 1e300}, "metrics.views"),
    ],
)
def test_a_count_that_is_none_is_refused(door, metrics, field):
    body = {"content_id": "any", "platform": "linkedin", "metrics": metrics}
    assert problem(door.post("/api/analytics", json=body), 422, "invalid")["field"].removesuffix(".[key]") == field


@pytest.mark.parametrize("key", ["", "k" * 256, "tab\there"])
def test_an_idempotency_key_is_bounded(door, key):
    answer = door.post("/api/agents", json=DECODER, headers={"Idempotency-Key": key})
    assert problem(answer, 422, "invalid")["field"] == "Idempotency-Key"


def test_a_fault_of_ours_is_logged_under_the_id_that_is_answered(door, monkeypatch, caplog):
    monkeypatch.setattr("agency_core.services.agents.Agents.list", lambda *_a, **_k: 1 / 0)
    with caplog.at_level(logging.ERROR):
        said = problem(door.get("/api/agents"), 500, "unexpected")
    error_id = re.search(r"error (\w{8})", said["detail"])[1]
    assert error_id in caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert "ZeroDivisionError" not in str(said)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Busy(remedy="Again."), 503, "busy"), (StorageFailed(remedy="Disk."), 503, "storage_failed"),
        (PlatformError(Failure.TRANSIENT, "No answer.", remedy="Again."), 502, "platform_error"),
    ],
)
def test_an_error_of_the_product_keeps_its_code(door, monkeypatch, error, status, code):
    def failing(*_args, **_kwargs):
        raise error

    monkeypatch.setattr("agency_core.services.agents.Agents.list", failing)
    answer = door.get("/api/agents")
    problem(answer, status, code)
    assert answer.headers.get("retry-after") == {"busy": "1", "storage_failed": "10"}.get(code)


def test_every_code_is_explained_on_the_page_of_the_reference(door):
    page = door.get("/api/docs").text
    assert [code for code, _, _ in problem_codes() if f'id="problem-{code}"' not in page] == []
    assert len({code for code, _, _ in problem_codes()}) == len(list(problem_codes()))
