"""R30, the API: 120 calls a minute for each token, exact among threads, and every answer says what is left."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from agency_core.errors import SignInNeeded
from agency_core.services.limits import Limits
from agency_core.services.tries import TooManyTries
from tests.api.conftest import problem
from tests.security.signed_in import bearer, open_door

SAID = ("ratelimit-limit", "ratelimit-remaining")


@pytest.fixture
def door(agency, owner):
    return open_door(agency, owner)


def passed(limits: Limits, names: list[str], each: int) -> int:
    """How many of the calls of eight threads were let through."""
    gate = threading.Barrier(len(names))

    def call(name: str) -> int:
        gate.wait()
        return sum(not limits.token(name).is_over for _ in range(each))

    with ThreadPoolExecutor(len(names)) as pool:
        return sum(pool.map(call, names))


def test_the_limit_is_exact_under_eight_threads():
    assert passed(Limits(120), ["one"] * 8, 100) == 120


def test_each_token_has_a_limit_of_its_own():
    assert passed(Limits(10), [f"token {number}" for number in range(8)], 20) == 80


def test_the_window_moves_on():
    limits, began = Limits(1), time.time()
    assert [limits.token("one").is_over for _ in range(2)] == [False, True]
    limits._tokens.events.clear()  # as if a minute had passed; the library asks the system's clock
    assert (limits.token("one").is_over, time.time() - began < 60) == (False, True)


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [("192.0.2.1", "192.0.2.2", False), ("2001:db8::1", "2001:db8::2", True), ("2001:db8::1", "2001:db8:0:1::1", False),
     ("", "nonsense", True)],
)
def test_an_address_of_ipv6_counts_as_its_network(first, second, together):
    limits = Limits(1)
    assert limits.address(first).is_over is False
    assert limits.address(second).is_over is together


def test_many_addresses_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr("agency_core.services.limits._MOST_ADDRESSES", 5)
    limits = Limits(1)
    for number in range(20):
        limits.address(f"192.0.2.{number}")
    assert len(limits._addresses.events) <= 6


def test_every_answer_says_what_is_left(door):
    token = door.agent_token().token
    with door.api() as api:
        answers = [api.get("/api/agents", headers=bearer(token)), api.get("/api/nothing", headers=bearer(token)),
                   api.post("/api/agents", headers=bearer(token), json={})]
    said = [tuple(answer.headers[name] for name in SAID) for answer in answers]
    assert said == [("120", "119"), ("120", "118"), ("120", "117")]
    assert all(1 <= int(answer.headers["ratelimit-reset"]) <= 60 for answer in answers)


def test_the_call_past_the_limit_is_refused_and_told_when_to_come_back(door):
    token = door.agent_token().token
    with door.api() as api:
        for _ in range(120):
            assert api.get("/api/agents", headers=bearer(token)).status_code == 200
        answer = api.get("/api/agents", headers=bearer(token))
        problem(answer, 429, "too_many_calls")
        assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert answer.headers["retry-after"] == answer.headers["ratelimit-reset"]
        other = api.get("/api/agents", headers=bearer(door.key().token))
    assert (answer.headers["ratelimit-remaining"], other.status_code) == ("0", 200)


def test_somebody_unknown_is_counted_by_address(door):
    with door.api() as api:
        codes = [api.get("/api/agents").status_code for _ in range(121)]
        assert (set(codes[:120]), codes[120]) == ({401}, 429)
        assert api.post("/api/token", json={"agent_token": "ag_x"}).status_code == 429
        assert api.get("/api/agents", headers=bearer(door.key().token)).status_code == 200


def test_all_access_tokens_of_somebody_count_together(door):
    tokens = [door.person("owner@example.org").access_token for _ in range(2)]
    with door.api() as api:
        left = [api.get("/api/agents", headers=bearer(token)).headers["ratelimit-remaining"] for token in tokens]
    assert left == ["119", "118"]


def test_in_local_mode_nothing_is_counted(agency):
    from tests.api.conftest import serve

    with serve(agency) as api:
        answer = api.get("/api/agents")
    assert (answer.status_code, "ratelimit-limit" in answer.headers) == (200, False)


def test_guessing_tokens_is_limited_also_after_a_restart(door, agency):
    grants = agency.door.grants
    for _ in range(20):
        with pytest.raises(SignInNeeded):
            grants.refresh("rt_" + "0" * 26 + "." + "x" * 43, "192.0.2.9")
    again = type(grants)(agency.db, agency.clock, agency.door.signing, agency.door.access, lambda *_: "")
    with pytest.raises(TooManyTries):
        again.refresh("rt_" + "0" * 26 + "." + "x" * 43, "192.0.2.9")


def test_a_refusal_for_too_many_tries_says_when_to_come_back(door):
    with door.api() as api:
        answers = [api.post("/api/token", json={"agent_token": "ag_" + "0" * 26}) for _ in range(21)]
    said = problem(answers[-1], 429, "too_many_tries")
    assert (answers[-1].headers["retry-after"], said["status"]) == ("60", 429)


def test_exchanging_what_is_right_uses_up_no_tries(door):
    token = door.agent_token().token
    granted = [door.agency.door.grants.by_agent(token, "192.0.2.7") for _ in range(25)]
    assert len({each.refresh_token for each in granted}) == 25
