"""A program whose lease ran out cannot answer for the one that claimed the message after it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.api.conftest import problem

DESK = "/api/messages/strategic_storyteller_001/claim"


@pytest.fixture
def lost(staffed, clock) -> str:
    """The id of a message that was claimed, lost and claimed again."""
    message = {
        "sender_agent_id": "data_decoder_001", "receiver_agent_id": "strategic_storyteller_001",
        "message_type": "content_request", "payload": {},
    }
    staffed.post("/api/messages", json=message)
    assert staffed.post(DESK, json={"lease_seconds": 1}).json()["attempts"] == 1
    clock.move(timedelta(seconds=2))
    again = staffed.post(DESK).json()
    assert again["attempts"] == 2
    return again["id"]


@pytest.mark.parametrize(("how", "said"), [("ack", {}), ("fail", {"error": "no idea"})])
def test_answer_to_a_lost_claim_is_stale(staffed, lost, how, said):
    assert problem(staffed.post(f"/api/messages/{lost}/{how}", json={**said, "attempt": 1}), 409, "stale")["field"] == "attempt"
    assert staffed.post(f"/api/messages/{lost}/{how}", json={**said, "attempt": 2}).status_code == 200
