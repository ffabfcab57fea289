"""Requirement 2, when people begin to sign in: the gate closes within a second, whichever process the first owner came in by."""

from __future__ import annotations

import threading
import time

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from agency_core.agency import make_agency
from agency_core.api.gate import Gate, Rules
from agency_core.domain.clock import SystemClock
from tests.entrance import Entrance


@pytest.fixture
def browser(agency):
    """Somebody at the gate of an agency that has no owner yet."""
    routes = [Route("/thing", lambda _request: PlainTextResponse("ok"))]
    guarded = Starlette(routes=routes, middleware=[Middleware(Gate, agency=lambda: agency, rules=Rules())])
    with TestClient(guarded, base_url="http://localhost") as browser:
        yield browser


def test_an_owner_of_another_process_closes_the_gate_within_a_second(agency, browser):
    other = make_agency(agency.settings)
    assert browser.get("/thing").status_code == 200
    Entrance(other, SystemClock()).owner_token()
    other.db.close()
    time.sleep(1)
    assert browser.get("/thing").status_code == 401


def test_an_owner_of_this_process_closes_it_at_once(agency, browser):
    assert browser.get("/thing").status_code == 200
    Entrance(agency, SystemClock()).owner_token()
    assert browser.get("/thing").status_code == 401


def test_whether_there_is_an_owner_is_asked_seldom_and_keeps_nobody_else_waiting(agency, browser, monkeypatch):
    asked, usual = [], agency.db.reading

    def reading():
        asked.append(threading.current_thread().name)
        return usual()

    monkeypatch.setattr(agency.db, "reading", reading)
    began = time.monotonic()
    for _ in range(50):
        assert browser.get("/thing").status_code == 200
    assert len(asked) <= 1 + (time.monotonic() - began) / 0.4
    assert {"AnyIO" in name for name in asked} == {True}
