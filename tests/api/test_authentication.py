"""Who calls the API where people sign in: by token or by session, over the calls that the documentation shows."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from agency_core.domain.agent import Tier
from agency_core.domain.message import NewMessage
from tests.api.conftest import OWN, PROPOSAL, problem
from tests.docs.shell import request, statements
from tests.security.signed_in import PASSWORD, bearer, lead, open_door

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
OURS = {"X-Agency-Request": "1", "Origin": OWN}
WORDS = {**PROPOSAL, "creator_agent_id": "stella_001"}
UNSIGNED = {name: value for name, value in WORDS.items() if name != "creator_agent_id"}


@pytest.fixture
def door(agency, owner):
    return open_door(agency, owner)


@pytest.fixture
def api(door):
    with door.api() as client:
        yield client


def cookie(token: str) -> dict[str, str]:
    return {"Cookie": f"agency={token}"}


def test_the_documented_calls_work_as_they_stand(door, api, clock):
    """The section Authentication of docs/api.md, call by call."""
    section = PAGE.partition("## Authentication")[2].partition("### Limits")[0]
    made = door.agent_token()
    door.agency.inbox.send(door.owner, new=NewMessage("system", door.agent_id, "content_request", {"topic": "x"}, 3))
    known = {
        "YOUR_PASSWORD": PASSWORD, "AGENT_ID": door.agent_id, "AGENT_TOKEN": made.token, "TOKEN_ID": made.id,
    }
    asked = []
    for block in re.findall(r"^```bash\n(.*?)^```", section, re.DOTALL | re.MULTILINE):
        for statement in statements(block):
            call = request(tuple(_named(word, known) for word in statement.words))
            answer = api.request(call.method, call.url.removeprefix(OWN), headers=call.headers, content=call.body)
            asked.append((call.method, answer.status_code))
            if "refresh_token" in answer.text:
                known |= {"ACCESS_TOKEN": answer.json()["access_token"], "REFRESH_TOKEN": answer.json()["refresh_token"]}
    assert asked == [("POST", 200), ("GET", 200), ("POST", 200), ("DELETE", 204), ("POST", 200), ("POST", 200), ("POST", 201)]


def _named(word: str, known: dict[str, str]) -> str:
    for name, value in known.items():
        word = word.replace(name, value)
    return word


def test_nobody_gets_nothing_and_is_told_what_would_do(api):
    answer = api.get("/api/agents")
    problem(answer, 401, "sign_in_needed")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert problem(api.get("/api/content"), 401, "sign_in_needed")["remedy"]


def test_the_short_way_to_lists_asks_who_it_is_too(door, api):
    made = door.agent_token()
    assert [api.get(path, headers=bearer(made.token)).status_code for path in ("/api/content", "/api/analytics")] == [200, 403]


def test_a_page_of_ours_reads_and_writes_by_its_session(door, api):
    shown = cookie(door.session())
    assert api.get("/api/agents", headers=shown).status_code == 200
    assert api.post("/api/content", headers={**shown, **OURS}, json=WORDS).status_code == 201


@pytest.mark.parametrize(
    "headers",
    [{}, {"X-Agency-Request": "1"}, {"Origin": OWN}, {"X-Agency-Request": "0", "Origin": OWN},
     {"X-Agency-Request": "1", "Origin": "https://evil.example"}, {"X-Agency-Request": "1", "Origin": "null"}],
    ids=str,
)
def test_a_write_that_another_page_sent_is_refused(door, api, headers):
    answer = api.post("/api/content", headers={**cookie(door.session()), **headers}, json=WORDS)
    assert problem(answer, 403, "forbidden")["field"] == "X-Agency-Request"


def test_a_bad_token_is_refused_also_beside_a_good_session(door, api):
    answer = api.get("/api/agents", headers={**cookie(door.session()), **bearer("garbage")})
    problem(answer, 401, "sign_in_needed")


@pytest.mark.parametrize("said", ["Basic abc", "Bearer", "bearer  ", "Token x", ""])
def test_another_scheme_is_refused(api, said):
    problem(api.get("/api/agents", headers={"Authorization": said}), 401, "sign_in_needed")


def test_an_agent_proposes_in_its_own_name_only(door, api):
    lead(door)
    shown = bearer(door.agent_token().token)
    own = api.post("/api/content", headers=shown, json=UNSIGNED)
    other = api.post("/api/content", headers=shown, json={**WORDS, "creator_agent_id": "lena_001"})
    assert own.json()["creator_agent_id"] == "stella_001"
    assert problem(other, 403, "forbidden")["field"] == "creator_agent_id"


def test_an_agent_serves_its_own_desk_only(door, api):
    lead(door)
    shown = bearer(door.agent_token().token)

    def send(sender, receiver):
        say = {"message_type": "content_request", "payload": {}, "sender_agent_id": sender, "receiver_agent_id": receiver}
        return api.post("/api/messages", headers=shown, json={**say, "priority": 3})

    codes = [
        api.post("/api/messages/lena_001/claim", headers=shown, json={}).status_code,
        send("lena_001", "stella_001").status_code,
        send("stella_001", "lena_001").status_code,
        api.get("/api/messages/lena_001", headers=shown).status_code,
        api.post("/api/agents/lena_001/heartbeat", headers=shown).status_code,
        api.put("/api/agents/lena_001/status", headers=shown, json={"status": "inactive"}).status_code,
        api.post("/api/agents/stella_001/heartbeat", headers=shown).status_code,
    ]
    assert codes == [403, 403, 201, 403, 403, 403, 200]


def test_a_specialist_leaves_the_work_of_others_alone_and_a_lead_does_not(door, api):
    lead(door, tier=Tier.DOMAIN_LEAD)
    specialist, leader = bearer(door.agent_token().token), bearer(door.agent_token(agent_id="lena_001").token)
    made = [api.post("/api/content", headers=shown, json=UNSIGNED).json()["id"] for shown in (leader, specialist)]
    of_lead, of_specialist = (f"/api/content/{each}" for each in made)
    edit = {"title": "Another"}
    assert api.patch(of_lead, headers=specialist, json=edit).status_code == 403
    assert api.patch(of_specialist, headers=leader, json=edit).status_code == 200


@pytest.mark.parametrize("tier", list(Tier))
def test_no_agent_approves(door, api, tier):
    agent_id = lead(door, tier=tier)
    shown = bearer(door.agent_token(agent_id=agent_id).token)
    made = api.post("/api/content", headers=shown, json={**WORDS, "creator_agent_id": agent_id}).json()["id"]
    assert api.post(f"/api/content/{made}/submit", headers=shown).status_code == 200
    assert api.post(f"/api/content/{made}/approve", headers=shown).status_code == 403


def test_a_key_does_what_it_is_for_and_nothing_else(door, api):
    shown = bearer(door.key("*:view").token)
    assert api.get("/api/content", headers=shown).status_code == 200
    assert api.post("/api/content", headers=shown, json=WORDS).status_code == 403


def test_tokens_are_made_listed_and_revoked_by_a_page_of_ours(door, api):
    shown = {**cookie(door.session()), **OURS}
    made = api.post("/api/tokens", headers=shown, json={"agent_id": door.agent_id, "name": "worker"})
    assert (made.status_code, made.headers["cache-control"]) == (201, "no-store")
    listed = api.get("/api/tokens", headers=shown, params={"agent_id": door.agent_id})
    assert ("token" in listed.json()["tokens"][0], made.json()["token"] in listed.text) == (False, False)
    assert api.delete(f"/api/tokens/{made.json()['id']}", headers=shown).status_code == 204
    problem(api.get("/api/agents", headers=bearer(made.json()["token"])), 401, "sign_in_needed")


def test_an_owner_replaces_the_keys_that_sign(door, api):
    granted = door.person("owner@example.org")
    shown = bearer(granted.access_token)
    editor = bearer(door.person("editor@example.org").access_token)
    problem(api.post("/api/tokens/signing/rotate", headers=editor), 403, "forbidden")
    assert api.post("/api/tokens/signing/rotate", headers=shown, json={"at_once": True}).status_code == 204
    door.forget()
    problem(api.get("/api/agents", headers=shown), 401, "sign_in_needed")


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(api):
    said = [
        problem(api.post("/api/token", json={"email": email, "password": "quite wrong indeed"}), 401, "sign_in_refused")
        for email in ("owner@example.org", "nobody@example.org")
    ]
    assert {**said[0], "request_id": ""} == {**said[1], "request_id": ""}


@pytest.mark.parametrize("body", [{}, {"email": "a@b.c"}, {"agent_token": "a", "refresh_token": "b"}, {"code": "123456"}])
def test_exactly_one_way_is_taken(api, body):
    problem(api.post("/api/token", json=body), 422, "invalid")


def test_what_a_token_did_is_remembered_by_whoever_it_belongs_to(door, api, clock):
    clock.move(timedelta(minutes=1))
    token = door.agent_token().token
    api.get("/api/agents", headers=bearer(token))
    assert door.agency.door.tokens.list(door.owner, agent_id=door.agent_id)[0].last_used_at == clock.now()


def test_the_document_says_how_a_call_shows_who_makes_it(door, api):
    document = api.get("/api/openapi.json", headers=bearer(door.key().token)).json()
    assert set(document["components"]["securitySchemes"]) == {"token", "session"}
    assert document["security"] == [{"token": []}, {"session": []}, {}]
    assert document["paths"]["/token"]["post"]["security"] == []
