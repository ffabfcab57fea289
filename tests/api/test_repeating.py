"""Creating twice with the same Idempotency-Key creates once, whatever is created."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.api.conftest import problem

KEY = {"Idempotency-Key": "a key"}


@pytest.fixture
def made(staffed, draft):
    """Path, body, another body, and the list in which each creation is seen."""
    count = {"content_id": draft, "platform": "linkedin", "metrics": {"views": 5}}
    return {
        "client": ("/api/clients", {"name": "Bikes"}, {"name": "Boats"}, "/api/clients"),
        "count": ("/api/analytics", count, {**count, "metrics": {"views": 6}}, "/api/analytics"),
    }


@pytest.mark.parametrize("what", ["client", "count"])
def test_same_key_creates_once(staffed, clock, made, what):
    path, body, other, seen = made[what]
    first = staffed.post(path, json=body, headers=KEY)
    before = staffed.get(seen).json()["count"]
    clock.move(timedelta(minutes=5))
    again = staffed.post(path, json=body, headers=KEY)
    assert (again.status_code, again.json()) == (201, first.json())
    assert problem(staffed.post(path, json=other, headers=KEY), 409, "conflict")["field"] == "Idempotency-Key"
    assert staffed.get(seen).json()["count"] == before


def test_same_key_copies_once(staffed, draft):
    path = f"/api/content/{draft}/duplicate"
    first, again, another = staffed.post(path, headers=KEY), staffed.post(path, headers=KEY), staffed.post(path)
    assert first.json()["id"] == again.json()["id"] != another.json()["id"]
    assert staffed.get("/api/content").json()["count"] == 3
