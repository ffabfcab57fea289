"""The calls of the published documentation, as they stand in docs/api.md, and what each promises."""

from __future__ import annotations

import re
import shlex
from datetime import timedelta
from pathlib import Path

from tests.api.conftest import DECODER, OWN, PROPOSAL, STORYTELLER, problem

GUIDE = Path(__file__).parents[2] / "docs" / "api.md"


def commands() -> list[list[str]]:
    """Every curl command of the guide, in order; those of Authentication need people, and have a test where there are some."""
    before, _, rest = GUIDE.read_text(encoding="utf-8").partition("\n## Authentication\n")
    open_to_all = before + rest[rest.index("\n### Limits\n") :]
    blocks = re.findall(r"```bash\n(.*?)```", open_to_all, re.DOTALL)
    words = shlex.split("\n".join(blocks))
    starts = [place for place, word in enumerate(words) if word == "curl"]
    return [words[start + 1 : end] for start, end in zip(starts, [*starts[1:], len(words)], strict=True)]


def call(api, words: list[str]):
    """What `api` answers to a curl command."""
    method, headers, body, url = "GET", {}, None, ""
    rest = iter(words)
    for word in rest:
        if word == "-X":
            method = next(rest)
        elif word == "-H":
            name, _, value = next(rest).partition(": ")
            headers[name] = value
        elif word == "-d":
            body = next(rest)
        else:
            url = word
    return api.request(method, url.removeprefix(OWN), headers=headers, content=body)


def test_the_guide_works_from_top_to_bottom(api, clock):
    known = {"A_TIME": (clock.now() + timedelta(minutes=2)).isoformat()}
    answers = []
    for words in commands():
        for name, value in known.items():
            words = [word.replace(name, value) for word in words]
        answer = call(api, words)
        answers.append((" ".join(words[:3]), answer.status_code, answer.status_code < 300))
        if answer.request.url.path in {"/api/content", "/api/messages"} and answer.request.method == "POST":
            known["CONTENT_ID" if "content" in answer.request.url.path else "MESSAGE_ID"] = answer.json()["id"]
    assert [each for each in answers if not each[2]] == []
    assert len(answers) == 33


def test_a_registration_says_where_the_agent_is(api):
    answer = api.post("/api/agents", json=DECODER)
    assert (answer.status_code, answer.headers["location"]) == (201, "/api/agents/data_decoder_001")
    agent = answer.json()
    assert {**agent, **DECODER, "primary_platforms": ["linkedin", "youtube", "x"]} == agent
    assert (agent["status"], agent["tier"], agent["uptime"]) == ("active", 3, None)


def test_registered_agents_are_listed_with_their_count(staffed):
    found = staffed.get("/api/agents").json()
    assert sorted(agent["id"] for agent in found["agents"]) == ["data_decoder_001", "strategic_storyteller_001"]
    assert (found["count"], found["next_cursor"]) == (2, None)


def test_an_id_is_registered_once(staffed):
    said = problem(staffed.post("/api/agents", json=STORYTELLER), 409, "exists")
    assert said["field"] == "id"


def test_the_same_key_registers_once(api):
    first, second = (api.post("/api/agents", json=DECODER, headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    other = api.post("/api/agents", json={**DECODER, "id": "another"}, headers={"Idempotency-Key": "k"})
    assert problem(other, 409, "conflict")["field"] == "Idempotency-Key"


def test_the_status_of_an_agent_is_changed(staffed):
    answer = staffed.put("/api/agents/data_decoder_001/status", json={"status": "maintenance"})
    assert (answer.status_code, answer.json()["status"]) == (200, "maintenance")


def test_waiting_messages_come_most_urgent_first(staffed):
    for priority in (3, 1, 5, 2):
        message = {
            "sender_agent_id": "data_decoder_001", "receiver_agent_id": "strategic_storyteller_001",
            "message_type": "performance_update", "payload": {"n": priority}, "priority": priority,
        }
        assert staffed.post("/api/messages", json=message).status_code == 201
    found = staffed.get("/api/messages/strategic_storyteller_001?status=pending&limit=50").json()
    assert [message["priority"] for message in found["messages"]] == [1, 2, 3, 5]
    assert found["count"] == 4


def test_a_message_is_claimed_once_and_nothing_is_204(staffed):
    message = {
        "sender_agent_id": "data_decoder_001", "receiver_agent_id": "strategic_storyteller_001",
        "message_type": "content_request", "payload": {}, "priority": 1,
    }
    sent = staffed.post("/api/messages", json=message)
    assert staffed.get(sent.headers["location"]).json() == sent.json()
    assert staffed.get(f"/api/messages/data_decoder_001/{sent.json()['id']}").status_code == 404
    first = staffed.post("/api/messages/strategic_storyteller_001/claim", json={"lease_seconds": 30})
    assert (first.status_code, first.json()["id"], first.json()["status"]) == (200, sent.json()["id"], "claimed")
    second = staffed.post("/api/messages/strategic_storyteller_001/claim")
    assert (second.status_code, second.content) == (204, b"")


def test_an_approval_puts_timed_content_on_the_clock(staffed, clock):
    at = (clock.now() + timedelta(minutes=2)).isoformat()
    made = staffed.post("/api/content", json={**PROPOSAL, "scheduled_time": at}).json()
    assert (made["status"], made["scheduled_time"]) == ("draft", "2026-11-23T09:02:00Z")
    assert staffed.post(f"/api/content/{made['id']}/submit").json()["status"] == "in_review"
    assert staffed.post(f"/api/content/{made['id']}/approve", json={"revision": 1}).json()["status"] == "scheduled"
    due = staffed.get(f"/api/deliveries?content_id={made['id']}").json()
    assert [(each["platform"], each["state"], each["due_at"]) for each in due["deliveries"]] == [
        ("linkedin", "pending", "2026-11-23T09:02:00Z")
    ]


def test_content_is_filtered_and_paged(staffed, clock):
    for number in range(5):
        clock.move(timedelta(seconds=1))
        staffed.post("/api/content", json={**PROPOSAL, "title": f"Lesson {number}"})
    titles, cursor = [], ""
    while cursor is not None:
        page = staffed.get(f"/api/content?status=draft&persona=strategic_storyteller&limit=2&cursor={cursor}").json()
        assert page["count"] == len(page["content"]) <= 2
        titles += [each["title"] for each in page["content"]]
        cursor = page["next_cursor"]
    assert titles == [f"Lesson {number}" for number in (4, 3, 2, 1, 0)]
    assert staffed.get("/api/content?status=published").json() == {"content": [], "count": 0, "next_cursor": None}


def test_put_replaces_and_patch_changes(staffed, draft):
    edited = staffed.patch(f"/api/content/{draft}", json={"link": "https://example.com/a", "variants": {"twitter": "Short"}})
    assert (edited.json()["link"], edited.json()["variants"], edited.json()["revision"]) == (
        "https://example.com/a", {"x": "Short"}, 2,
    )
    whole = {"title": "New", "content_body": "Words", "content_type": "text_post", "target_platforms": ["x", "twitter"]}
    replaced = staffed.put(f"/api/content/{draft}", json={**whole, "revision": 2}).json()
    assert (replaced["link"], replaced["variants"], replaced["target_platforms"]) == ("", {}, ["x"])
    assert problem(staffed.put(f"/api/content/{draft}", json={**whole, "revision": 2}), 409, "stale")["remedy"]


def test_null_takes_the_time_away(staffed, draft):
    timed = staffed.patch(f"/api/content/{draft}", json={"scheduled_time": "2026-12-24T10:00:00+01:00"})
    assert timed.json()["scheduled_time"] == "2026-12-24T09:00:00Z"
    assert staffed.patch(f"/api/content/{draft}", json={"title": "Other"}).json()["scheduled_time"] is not None
    assert staffed.patch(f"/api/content/{draft}", json={"scheduled_time": None}).json()["scheduled_time"] is None


def test_a_draft_is_deleted(staffed, draft):
    gone = staffed.delete(f"/api/content/{draft}")
    assert (gone.status_code, gone.content) == (204, b"")
    problem(staffed.get(f"/api/content/{draft}"), 404, "not_found")


def test_metrics_are_recorded_and_read_back(staffed, draft):
    metrics = {"views": 1200, "likes": 48, "comments": 6, "shares": None, "engagement_rate": 0.045}
    made = staffed.post("/api/analytics", json={"content_id": draft, "platform": "linkedin", "metrics": metrics})
    assert made.status_code == 201
    found = staffed.get(f"/api/analytics?content_id={draft}&platform=linkedin&limit=10").json()
    assert found == {"analytics": [made.json()], "count": 1, "next_cursor": None}
    assert (made.json()["metrics"]["views"], "shares" in made.json()["metrics"]) == (1200, False)


def test_the_status_is_honest_about_a_scheduler_that_never_ran(staffed):
    said = staffed.get("/api/system/status").json()
    assert said["statistics"]["agents"]["total"] == 2
    assert said["system_status"] != "healthy"
    assert said["reasons"]
