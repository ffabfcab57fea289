"""Every operation of the OpenAPI document keeps the same promises, also those that are added later."""

from __future__ import annotations

import re

import pytest

from agency_core.api.app import create_api
from agency_core.api.routes.uploads import router as uploads
from tests.api.conftest import DECODER, PROPOSAL, problem

DOCUMENT = create_api(lambda: None).openapi()
OPERATIONS = [(method, path, spec) for path, methods in DOCUMENT["paths"].items() for method, spec in methods.items()]
NAMES = [spec["operationId"] for _, _, spec in OPERATIONS]
AT = {"scheduled_time": "2026-12-24T09:00:00Z"}
WORDS = {"title": "T", "content_body": "B", "content_type": "text_post", "target_platforms": ["linkedin"]}
BODIES = {
    "AgentRegistration": DECODER, "StatusWish": {"status": "active"}, "Proposal": {**PROPOSAL, **AT}, "Replacement": WORDS,
    "Edit": {"title": "T"}, "Seen": {"revision": 1}, "SentBack": {"note": "Why"}, "At": AT,
    "MessageSent": {
        "sender_agent_id": "data_decoder_001", "receiver_agent_id": "strategic_storyteller_001",
        "message_type": "content_request", "payload": {}, "priority": 3,
    },
    "Claim": {"lease_seconds": 5}, "Ack": {"result": {}}, "Fail": {"error": "Why"},
    "Counted": {"content_id": "nope", "platform": "x", "metrics": {"views": 1}},
    "Resolution": {"outcome": "send_again"}, "ClientStarted": {"name": "Acme"}, "ClientEdit": {"name": "Acme"},
    "TokenWish": {"agent_token": "ag_nope"}, "TokenMade": {"agent_id": "nope", "name": "N"}, "Overlap": {}, "SigningChange": {},
    "Publishing": {"paused": True}, "SandboxAccount": {"client_id": "nope", "platform": "linkedin"},
    "LiveAccount": {
        "client_id": "nope", "platform": "linkedin", "external_id": "1", "display_name": "A", "token_variable": "A_TOKEN",
    },
    "MediumEdit": {"name": "a.jpg"},
    "Chosen": {"external_ids": ["1"]}, "Spacing": {"seconds": 60},
    "AppPasswordGiven": {"client_id": "nope", "platform": "bluesky", "name": "a.example", "password": "p"},
    "ApplicationGiven": {"platform": "x", "app_id": "1"}, "ApplicationForgotten": {"platform": "x"},
    "NewSlot": {"weekday": 0, "at": "09:00"}, "Rule": {"every": "day", "at": "09:00", "starts_on": "2026-11-24"},
    "Paused": {"paused": True}, "Ended": {"withdraw": True}, "Skipped": {"day": "2026-11-24"}, "Wanted": {"want": "draft"},
    "Reason": {"why": "Why"}, "GoingOn": {"client_id": "nope"},
    "NewView": {"client_id": "nope", "name": "N", "query": {}}, "NewName": {"name": "N"},
    "NewNote": {"client_id": "nope", "first": "2026-11-01", "label": "L"}, "NoteEdit": {"label": "L"},
    "NewReport": {"kind": "weekly", "first": "2026-11-16", "client_id": "nope"}, "MailWish": {}, "ReportPlan": {"weekly": True},
    "FollowerRows": {"rows": [{"day": "2026-11-20", "platform": "linkedin", "followers": 1}]},
    "CompetitorGiven": {"platform": "x", "handle": "a"}, "CompetitorEdit": {"name": "A"},
    "CompetitorCounts": {"rows": [{"day": "2026-11-20", "followers": 1}]},
    "NewRehearsal": {"weather": "calm"}, "AccountStatusWish": {"status": "paused"}, "Reading": {"mapping": {"views": "Seen"}},
    "Beginning": {"mapping": {"views": "Seen"}}, "RecipeEdit": {"name": "Ours"},
    "RuleSet": {"is_on": True}, "Whose": {}, "Several": {"alert_ids": ["nope"]}, "Assigned": {"assigned_to": "Ada"},
    "Commented": {"text": "T"}, "Snoozed": {"until": "2026-11-24T09:00:00Z"}, "Learned": {"post_mortem": "T"},
    "NewSilence": {"client_id": "nope", "ends_at": "2026-11-24T09:00:00Z", "why": "W"},
    "Extended": {"ends_at": "2026-11-24T09:00:00Z"}, "NewMaintenance": {"ends_at": "2026-11-24T09:00:00Z", "why": "W"},
    "CustomRule": {"name": "N", "metric": "failed", "comparison": "above", "threshold": 1, "window_minutes": 60},
    "NotifierBody": {"kind": "slack", "name": "N", "values": {}}, "NotifierEdit": {"name": "N"},
    "PlanGiven": {"every_hours": 24}, "RetentionGiven": {"jobs": 30},
    "CountedPosts": {
        "rows": [{"platform": "x", "external_id": "1", "taken_at": "2026-11-20T09:00:00Z", "metrics": {"views": 1}}],
    },
    "NewInvitation": {"email": "ada@a.example", "role": "editor"}, "PersonChanges": {"name": "Ada"},
    "NewPassword": {"old": "the old words", "new": "the new words"}, "ProofGiven": {"secret": "the old words"},
    "Confirmation": {"secret": "JBSWY3DPEHPK3PXP", "code": "000000"}, "BrandWords": {"name": "Acme"},
    "TermsWords": {"steps": ["internal"]}, "Typed": {"typed": "Acme"}, "Said": {"step": "internal", "verdict": "approved"},
    "LinkWish": {"days": 7},
}
"""One body that fits, for each schema."""
PERIOD = {
    "first": "2026-11-01", "last": "2026-11-30", "start": "2026-11-01T00:00:00Z", "end": "2026-11-30T00:00:00Z",
}


def schema_of(spec) -> str:
    """The name of the JSON body's schema; empty when there is none."""
    content = spec.get("requestBody", {}).get("content", {}).get("application/json")
    found = re.search(r"schemas/(\w+)", str(content)) if content else None
    return found[1] if found else ""


def required_query(spec) -> dict[str, str]:
    """The query parameters that an operation cannot do without."""
    return {each["name"]: PERIOD[each["name"]] for each in spec.get("parameters", ()) if each["name"] in PERIOD}


def operations(wanted):
    """The operations whose path and specification are `wanted`, as parameters of a test."""
    chosen = [each for each in OPERATIONS if wanted(each[1], each[2])]
    return pytest.mark.parametrize(("method", "path", "spec"), chosen, ids=[spec["operationId"] for _, _, spec in chosen])


def ask(door, method, path, spec, **changes):
    """Call an operation with all that it needs, and ids that nothing has."""
    url = "/api" + re.sub(r"\{\w+\}", "nope", path)
    name = schema_of(spec)
    request = {"params": required_query(spec), **({"json": BODIES[name]} if name else {}), **changes}
    return door.request(method.upper(), url, **request)


def test_every_operation_has_a_tag_a_description_and_a_name_of_its_own():
    assert [spec["operationId"] for _, _, spec in OPERATIONS if not (spec.get("tags") and spec.get("description"))] == []
    assert len(set(NAMES)) == len(NAMES)


def test_every_operation_says_how_it_refuses():
    assert [spec["operationId"] for _, _, spec in OPERATIONS if {"4XX", "5XX"} - set(spec["responses"])] == []
    assert "ValidationError" not in DOCUMENT["components"]["schemas"]


def test_an_answer_of_every_operation_has_a_schema():
    bare = [
        spec["operationId"] for _, _, spec in OPERATIONS
        for status, answer in spec["responses"].items()
        if status.startswith("2") and status != "204" and "content" not in answer
    ]
    assert bare == []


@operations(lambda path, spec: "{" in path)
def test_an_unknown_id_is_not_found(door, method, path, spec):
    answer = ask(door, method, path, spec)
    said = problem(answer, 404, "not_found")
    assert said["field"]


@operations(lambda path, spec: any(each["in"] == "query" for each in spec.get("parameters", ())))
def test_an_unknown_query_parameter_is_named(door, method, path, spec):
    said = problem(ask(door, method, path, spec, params={**required_query(spec), "unheard_of": "1"}), 422, "invalid")
    assert [each["field"] for each in said["errors"]] == ["unheard_of"]


@operations(lambda path, spec: schema_of(spec))
def test_an_unknown_field_is_named(door, method, path, spec):
    body = {**BODIES[schema_of(spec)], "unheard_of": 1}
    said = problem(ask(door, method, path, spec, json=body), 422, "invalid")
    assert [each["field"] for each in said["errors"]] == ["unheard_of"]


@operations(lambda path, spec: schema_of(spec))
def test_a_field_of_the_wrong_type_is_named(door, method, path, spec):
    name = schema_of(spec)
    for field in DOCUMENT["components"]["schemas"][name]["properties"]:
        said = problem(ask(door, method, path, spec, json={**BODIES[name], field: [{"not": ["this"]}]}), 422, "invalid")
        assert {re.split(r"[.\[]", each["field"])[0] for each in said["errors"]} == {field}


@operations(lambda path, spec: schema_of(spec))
def test_a_missing_field_is_named(door, method, path, spec):
    name = schema_of(spec)
    for field in DOCUMENT["components"]["schemas"][name].get("required", ()):
        body = {key: value for key, value in BODIES[name].items() if key != field}
        said = problem(ask(door, method, path, spec, json=body), 422, "invalid")
        assert (said["field"], said["remedy"]) == (field, "Add it.")


@operations(lambda path, spec: schema_of(spec))
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null"])
def test_a_body_that_is_no_object_is_refused(door, method, path, spec, body):
    answer = ask(door, method, path, spec, json=None, content=body, headers={"Content-Type": "application/json"})
    required = spec["requestBody"].get("required", False)
    if body in {b"", b"null"} and not required:
        assert answer.status_code in {204, 404, 409}
    else:
        assert (answer.status_code in {400, 422}, answer.headers["content-type"]) == (True, "application/problem+json")


@operations(lambda path, spec: any(each["name"] == "cursor" for each in spec.get("parameters", ())))
def test_a_list_is_bounded_and_paged(door, method, path, spec):
    url = "/api" + path.replace("{agent_id}", "data_decoder_001")
    if "application/json" in spec["responses"]["200"]["content"]:
        assert set(door.get(url).json()) - {"count", "next_cursor"} != set()
    else:
        assert door.get(url).headers["content-type"].partition(";")[0] in spec["responses"]["200"]["content"]
    for limit in ("0", "501", "-1", "many"):
        assert problem(door.get(url, params={"limit": limit}), 422, "invalid")["field"] == "limit"
    expected = {200, 422, 404} if "{" in url else {200, 422}
    for cursor in ("nonsense", "9" * 60, "-1", "\x00", "²", "'; drop table content --"):
        answer = door.get(url, params={"cursor": cursor})
        assert answer.status_code in expected, (cursor, answer.text)


def test_every_upload_route_is_walked_too():
    assert {f"/analytics{route.path.removeprefix('/analytics')}" for route in uploads.routes} <= set(DOCUMENT["paths"])


@pytest.mark.parametrize("name", ["%0A", "a%0Ab", "%0D%0A"])
def test_a_line_break_in_a_path_is_not_found_and_stays_one_line_of_the_log(door, caplog, name):
    problem(door.get(f"/api/content/{name}"), 404, "not_found")
    assert [record.getMessage().splitlines()[1:] for record in caplog.records] == [[]]


@pytest.mark.parametrize("path", ["/analytics/followers/growth", "/competitors/benchmark", "/annotations"])
@pytest.mark.parametrize("day", ["0001-01-03", "1999-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_out_of_reach_is_named(door, path, day):
    said = problem(door.get(f"/api{path}", params={"first": day, "last": day}), 422, "invalid")
    assert [(each["field"], each["remedy"]) for each in said["errors"]] == [
        ("first", "Use a year from 2000 to 2199."), ("last", "Use a year from 2000 to 2199."),
    ]
