"""R31: whom the gate turns away stands in the audit trail: counted, bounded, without secrets, and nobody waits for it."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from agency_core.api.gate import Gate, Rules
from agency_core.api.turned_away import place
from agency_core.domain.audit import AuditFilter
from agency_core.domain.clock import SystemClock
from agency_core.errors import StorageFailed
from agency_core.services.refusals import LATER, MOST, SOON
from tests.entrance import Entrance

SECRET = "never-to-be-told-" + "x" * 26


@pytest.fixture
def refusals(agency):
    """What the door of an empty agency turned away."""
    return agency.door.refusals


def told(agency, owner):
    """What the trail says of the gate, the oldest first: who, why, for what and how often."""
    agency.door.refusals.write()
    found = agency.door.audit.list(owner, AuditFilter(action="gate.refused")).items
    return [(each.actor, each.said["error"], each.said["asked"], each.said["times"]) for each in reversed(found)]


def test_the_first_is_told_at_once_and_the_others_are_counted(agency, clock, owner, refusals):
    refusals.tell(None, "203.0.113.9", "not_signed_in", "GET /api/clients")
    first = told(agency, owner)
    for _ in range(499):
        refusals.tell(None, "203.0.113.9", "not_signed_in", "GET /api/clients")
    meanwhile = told(agency, owner)
    clock.move(SOON)
    then = [times for *_, times in told(agency, owner)]
    assert (first, meanwhile, then) == ([("person:nobody", "not_signed_in", "GET /api/clients", 1)], first, [1, 499])
    for _ in range(59):
        clock.move(timedelta(minutes=1))
        refusals.tell(None, "203.0.113.9", "not_signed_in", "GET /api/clients")
    assert len(told(agency, owner)) == 2
    clock.move(LATER)
    assert [times for *_, times in told(agency, owner)] == [1, 499, 59]


def test_many_addresses_fill_neither_memory_nor_trail(agency, owner, refusals):
    for number in range(1_000):
        refusals.tell(None, f"203.0.{number // 250}.{number % 250}", "foreign_host", "GET /")
    refusals.close()
    found = told(agency, owner)
    assert (len(found) <= 2 * MOST + 2, sum(times for *_, times in found)) == (True, 1_000)


def test_a_trail_that_cannot_be_written_keeps_nobody_waiting_and_loses_nothing(agency, owner, refusals, monkeypatch):
    held, usual = threading.Event(), agency.db.transaction

    def failing():
        held.wait(20)
        raise StorageFailed("The disk is full.", remedy="Free some space.")

    monkeypatch.setattr(agency.db, "transaction", failing)
    began = time.monotonic()
    for _ in range(100):
        refusals.tell(None, "203.0.113.9", "not_signed_in", "GET /api/clients")
    assert time.monotonic() - began < 0.5
    held.set()
    with pytest.raises(StorageFailed):
        refusals.write()
    monkeypatch.setattr(agency.db, "transaction", usual)
    refusals.close()
    assert sum(times for *_, times in told(agency, owner)) == 100


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (f"/r/{SECRET}", "/r"), (f"/r/{SECRET}/media/{SECRET}", "/r"),
        (f"/_stcore/upload_file/{SECRET}/1", "/_stcore/upload_file"), (f"/api/people/{SECRET}", "/api/people"),
        (f"/media/{SECRET}.png", "/media"), ("/", "/"), ("//x\r\ny", "/x%0D%0Ay"),
        ("/" + "a" * 500, "/" + "a" * 59),
    ],
)
def test_a_path_is_told_without_what_may_be_a_proof(path, said):
    assert place(path) == said


@pytest.fixture
def gate(agency):
    """The gate of an agency with an owner, before something that lets everybody in; and the owner's token."""
    token = Entrance(agency, SystemClock()).owner_token()

    async def inside(scope, receive, send):
        await PlainTextResponse("ok")(scope, receive, send)

    return TestClient(Gate(inside, lambda: agency, Rules()), base_url="http://localhost"), token


def test_whatever_the_gate_turns_away_is_told(agency, owner, gate):
    browser, token = gate
    person = agency.door.sessions.resolve(token).label
    own = {"Cookie": f"agency={token}"}
    asked = [
        ("GET", "/api/clients", {"Host": "evil.example"}), ("GET", "/api/clients", {**own, "Origin": "http://evil.example"}),
        ("GET", "/api/clients", {"Authorization": f"Bearer {SECRET}"}), ("GET", "/api/clients", {"Cookie": f"agency={SECRET}"}),
        ("PUT", "/_stcore/upload_file/s/1", own), ("GET", f"/media/{SECRET}.png", own), ("GET", "/static/logo.svg", {}),
        ("GET", "/", {"Accept": "text/html"}), ("GET", "/api/clients", own),
    ]
    statuses = [
        browser.request(method, path, headers=headers, follow_redirects=False).status_code for method, path, headers in asked
    ]
    page = {"Host": "localhost", "Origin": "http://localhost"}
    with pytest.raises(WebSocketDisconnect), browser.websocket_connect("/_stcore/stream", headers=page):
        pass
    agency.door.refusals.close()
    nobody = "person:nobody"
    assert statuses == [421, 403, 401, 401, 403, 404, 401, 303, 200]
    found = told(agency, owner)
    assert {(who, why): sum(times for w, y, _, times in found if (w, y) == (who, why)) for who, why, *_ in found} == {
        (nobody, "foreign_host"): 1, (nobody, "foreign_origin"): 1, (nobody, "not_signed_in"): 3, (person, "forbidden"): 1,
        (person, "not_found"): 1,
    }
    assert SECRET not in str(found)


def test_a_foreign_page_in_local_mode_is_told(agency, owner):
    async def inside(scope, receive, send):
        await PlainTextResponse("ok")(scope, receive, send)

    browser = TestClient(Gate(inside, lambda: agency, Rules()), base_url="http://localhost")
    assert browser.get("/", headers={"Origin": "http://evil.example"}).status_code == 403
    assert told(agency, owner) == [("person:nobody", "foreign_origin", "GET /", 1)]
