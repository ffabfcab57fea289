"""Requirement 3: nobody says who they are by a header; without the gate's word no page is drawn; the agent API is off."""

from __future__ import annotations

import json
import re
import tomllib
from types import SimpleNamespace

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from agency_core import agency as hall
from agency_core import web
from agency_core.api.gate import Gate, Rules
from agency_core.domain.clock import SystemClock
from agency_core.settings import Settings
from tests.entrance import Entrance
from tests.security.closed_desk import ROOT, drawn


def test_a_forged_name_changes_nothing_for_the_page(desk):
    with desk.socket(desk.tokens["owner"]) as owner:
        assert b"Signed in as Ada" in drawn(owner)[1]
    forged = {"X-Agency-User": desk.person_id("owner"), "x-agency-role": ":owner", "X-AGENCY-SID": "s"}
    with desk.socket(desk.tokens["bob"], headers=forged) as bob:
        seen = drawn(bob)[1]
    assert (b"Signed in as Bob" in seen, b"Signed in as Ada" in seen) == (True, False)


@pytest.mark.parametrize("is_closed", [True, False])
def test_what_comes_in_by_these_names_is_dropped(is_closed):
    told = []

    async def inside(scope, receive, send):
        told.extend(pair for pair in scope["headers"] if pair[0].lower().startswith(b"x-agency"))
        await PlainTextResponse("ok")(scope, receive, send)

    sessions = SimpleNamespace(era=0, needs_sign_in=lambda: is_closed)
    gate = Gate(inside, lambda: SimpleNamespace(door=SimpleNamespace(sessions=sessions)), Rules())
    names = ("X-Agency-User", "x-agency-sid", "X-AGENCY-ROLE", "X-Agency-Anything")
    answer = TestClient(gate, base_url="http://localhost").get("/login", headers=dict.fromkeys(names, "root"))
    assert (answer.status_code, told) == (200, [])


@pytest.mark.parametrize("user", [{}, {"sid": ""}, {"sid": "01m8-made-up"}, {"user": "owner", "role": ":owner"}])
def test_a_page_without_the_word_of_the_gate_draws_nothing(agency, user):
    Entrance(agency, SystemClock()).owner_token()
    hall.use(agency)
    try:
        page = AppTest.from_file(str(ROOT / "app.py"))
        page.user = user
        page.run(timeout=30)
    finally:
        hall.use(None)
    assert not page.exception
    assert [len(each) for each in (page.main, page.sidebar)] == [0, 0]


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("server.enableAgentApi", True, "server.enableAgentApi is on."),
        ("server.trustedUserHeaders", {}, "server.trustedUserHeaders is not that of .streamlit/config.toml."),
        ("server.trustedUserHeaders", {"X-User": "sid"}, "server.trustedUserHeaders is not that of .streamlit/config.toml."),
        ("server.sslCertFile", "/cert.pem", "AGENCY_TLS_CERT is not what Streamlit was started with."),
    ],
)
def test_a_streamlit_that_is_set_up_otherwise_does_not_start(monkeypatch, option, value, said):
    fit = {"server.enableAgentApi": False, "server.trustedUserHeaders": web.IDENTITY, "server.sslCertFile": None}
    monkeypatch.setattr(web.st, "get_option", {**fit, option: value}.get)
    with pytest.raises(SystemExit, match=re.escape(said)):
        web.set_up_streamlit(Settings())
    monkeypatch.setattr(web.st, "get_option", fit.get)
    web.set_up_streamlit(Settings())


def test_the_configuration_of_the_product_names_the_headers_of_the_gate():
    server = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["server"]
    assert (json.loads(server["trustedUserHeaders"]), server["enableAgentApi"]) == (web.IDENTITY, False)
