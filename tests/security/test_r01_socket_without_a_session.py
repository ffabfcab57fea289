"""Requirement 1: who is not signed in, or asks from a foreign page, gets no frame of the dashboard, and no script runs."""

from __future__ import annotations

import pytest

FORGED = {"X-Agency-User": "owner", "X-Agency-Role": "owner", "X-Agency-Sid": "s"}
CASES = {
    "no cookie": {},
    "garbage": {"token": "garbage"},
    "expired": {"token": "expired"},
    "revoked": {"token": "revoked"},
    "forged headers": {"headers": FORGED},
    "no origin": {"token": "bob", "origin": None},
    "foreign origin": {"token": "bob", "origin": "http://evil.example"},
    "another port": {"token": "bob", "origin": "http://127.0.0.1:1"},
    "null origin": {"token": "bob", "origin": "null"},
    "token in the wrong cookie": {"headers": {"Cookie": "__Host-agency={bob}"}},
    "two cookies": {"headers": {"Cookie": "agency={bob}; agency={eve}"}},
}


@pytest.mark.parametrize("case", CASES)
def test_the_socket_is_refused_at_its_handshake(desk, case):
    asked = dict(CASES[case])
    if "token" in asked:
        asked["token"] = desk.tokens[asked["token"]]
    asked["headers"] = {name: said.format(**desk.tokens) for name, said in asked.get("headers", {}).items()}
    before = desk.visits()
    assert desk.refused(**asked) == 403
    assert desk.visits() == before


def test_the_socket_of_somebody_who_is_signed_in_opens(desk):
    before = desk.visits()
    assert desk.refused(token=desk.tokens["bob"]) == 101
    assert desk.visits() == before + 1
