"""Answers hold what they promise: no secret, and little work for many rows."""

from __future__ import annotations

import time
from collections import defaultdict
from datetime import timedelta

from sqlalchemy import insert, update

from agency_core.models import AccountRow, ContentRow, DeliveryRow
from tests.api.conftest import PROPOSAL

CANARY = "canary-7f3a"
MANY = 10_000


def test_no_answer_holds_a_token(staffed, agency, clock, monkeypatch):
    monkeypatch.setenv("LINKEDIN_TOKEN", f"{CANARY}-env")
    at = (clock.now() + timedelta(minutes=2)).isoformat()
    content = staffed.post("/api/content", json={**PROPOSAL, "scheduled_time": at}).json()["id"]
    staffed.post(f"/api/content/{content}/submit")
    staffed.post(f"/api/content/{content}/approve")
    with agency.db.transaction() as session:
        session.execute(update(AccountRow).values(credentials={"access_token": CANARY, "refresh_token": CANARY}))
        session.execute(update(DeliveryRow).values(publish_state={"phase": "new", "handles": {"upload_url": CANARY}}))
    paths = staffed.get("/api/openapi.json").json()["paths"]
    known = defaultdict(lambda: "nope")
    known |= {
        "content_id": content, "agent_id": "data_decoder_001", "client_id": "default",
        "delivery_id": staffed.get("/api/deliveries").json()["deliveries"][0]["id"],
    }
    read = 0
    for path, methods in paths.items():
        if "get" in methods:
            answer = staffed.get("/api" + path.format_map(known))
            assert CANARY not in answer.text, path
            read += answer.status_code == 200
    account = staffed.get("/api/accounts").json()["accounts"][0]["id"]
    assert CANARY not in staffed.put(f"/api/accounts/{account}/status", json={"status": "paused"}).text
    assert CANARY not in staffed.delete(f"/api/content/{content}").text
    assert read >= 20


def test_a_hundred_of_ten_thousand_cost_little(staffed, agency, clock):
    now = clock.now()
    body = "Three lessons from ninety days of publishing, told with figures. " * 15
    row = {
        "client_id": "default", "creator_agent_id": "data_decoder_001", "persona": "data_decoder", "content_type": "text_post",
        "title": "Lesson", "content_body": body, "target_platforms": ["linkedin", "x"], "scheduled_time": now, "status": "draft",
        "revision": 1, "link": "https://example.com", "media": [{"url": "https://example.com/a.jpg", "alt_text": "A"}],
        "variants": {"x": "Short"}, "review_note": "", "why": "", "message_id": "", "approved_hash": "", "approved_by": "",
        "created_at": now, "updated_at": now,
    }
    with agency.db.transaction() as session:
        session.execute(insert(ContentRow), [{**row, "id": f"01m{number:023d}"} for number in range(MANY)])
    staffed.get("/api/content?limit=100")
    costs = []
    for _ in range(5):
        begun = time.process_time()
        found = staffed.get("/api/content?limit=100").json()
        costs.append(time.process_time() - begun)
    assert (found["count"], found["next_cursor"]) == (100, f"01m{MANY - 100:023d}")
    assert min(costs) < 0.1
