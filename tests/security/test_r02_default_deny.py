"""Requirement 2: strangers reach what is named here and nothing else, whatever routes there are."""

from __future__ import annotations

import re
from unittest.mock import MagicMock

import pytest
import requests
from starlette.routing import Mount
from streamlit.web.server.starlette.starlette_app import create_streamlit_routes

from agency_core.api.app import create_api
from agency_core.api.bodies import BODIES
from agency_core.api.server import api_routes
from agency_core.settings import Settings

PUBLIC = {
    "/login", "/login/provider", "/login/provider/callback", "/logout", "/second-factor", "/first-run", "/invite", "/reset",
    "/_stcore/health", "/api/system/health", "/api/token", "/r/x", "/r/x/media/x",
}
ODD = (
    "//_stcore/metrics", "/_stcore/../_stcore/metrics", "/%5fstcore/metrics", "/login/../api/agents", "/login/", "/LOGIN",
    "/static/js/x.js", "/app/static/logo_light.svg", "/api", "/api/", "/agents", "/rr/x", "/api/token/", "/api/tokens",
    "/_stcore/health/x", "/favicon.png",
)


def routes(tmp_path):
    """Every path of the product and of Streamlit, with something in place of its parameters, and its methods."""
    api = create_api(lambda: None)
    found = [("/api" + path, [method.upper() for method in methods]) for path, methods in api.openapi()["paths"].items()]
    found += [("/api" + route.path, list(route.methods)) for route in api.routes if getattr(route, "methods", None)]
    for route in [*api_routes(Settings(data=tmp_path)), *create_streamlit_routes(MagicMock())]:
        if isinstance(route, Mount):
            within = getattr(route.app, "routes", []) if route.path != "/api" else []
            inside = [each for each in within if getattr(each, "methods", None)]
            found += [(f"{route.path}{each.path}", list(each.methods)) for each in inside] or [(f"{route.path}/", ["GET"])]
        else:
            found.append((route.path, list(getattr(route, "methods", None) or ["GET"])))
    return [(re.sub(r"\{[^}]*\}", "x", path), methods) for path, methods in found]


def is_let_in(answer: requests.Response) -> bool:
    """Whether somebody else than the gate answered."""
    is_refused = answer.status_code == 401 and answer.json()["code"] == "not_signed_in"
    return not is_refused and not (answer.status_code == 303 and answer.headers["location"].startswith("/login"))


def test_strangers_reach_what_is_public_and_nothing_else(desk, tmp_path):
    walked = routes(tmp_path)
    assert len(walked) > 200
    assert {path for path, _ in walked} > PUBLIC
    reached = set()
    with requests.Session() as stranger:
        for path, methods in walked:
            for method in methods:
                body = {"headers": {"Content-Type": BODIES.get(path, ("application/json",))[0]}, "data": "{}"}
                answer = stranger.request(method, desk.url + path, timeout=20, allow_redirects=False, **body)
                if method == "HEAD":
                    assert answer.status_code == 401 or path in PUBLIC, path
                elif is_let_in(answer):
                    reached.add(path)
    assert reached == PUBLIC


@pytest.mark.parametrize("path", ODD)
def test_odd_spellings_lead_nowhere(desk, path):
    request = requests.Request("GET", desk.url).prepare()
    request.url = desk.url + path
    with requests.Session() as stranger:
        answer = stranger.send(request, timeout=20, allow_redirects=False)
    assert answer.status_code in {400, 401, 404}, answer.status_code
    assert "session_events" not in answer.text


@pytest.mark.parametrize("host", ["evil.example", "desk.example.evil.example", "127.0.0.1.evil.example", ""])
def test_a_host_that_is_not_ours_is_refused_also_where_all_may_go(desk, host):
    for path in ("/login", "/_stcore/health", "/_stcore/metrics", "/api/agents"):
        assert desk.get(path, headers={"Host": host}).status_code in {400, 421}
    assert desk.get("/_stcore/health", headers={"Host": "desk.example"}).status_code == 200


def test_a_browser_is_shown_the_way_in_and_back(desk):
    page = desk.get("/agents?client=x", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, "/login?next=%2Fagents%3Fclient%3Dx")
    assert desk.get("//evil.example", headers={"Accept": "text/html"}).headers.get("location", "/login") == "/login"


def test_a_change_with_a_session_needs_the_header_of_our_own_pages(desk):
    token = desk.tokens["owner"]
    own = {"Origin": desk.url, "X-Agency-Request": "1"}
    new = {"json": {"name": "Written by hand", "timezone": "UTC"}}
    assert desk.ask("POST", "/api/clients", token, **new).status_code == 403
    assert desk.ask("POST", "/api/clients", token, headers={"Origin": desk.url}, **new).status_code == 403
    assert desk.ask("POST", "/api/clients", token, headers={**own, "Origin": "http://evil.example"}, **new).status_code == 403
    assert desk.ask("POST", "/api/clients", token, headers=own, **new).status_code == 201


def test_doors_of_the_framework_that_are_not_used_are_shut_for_everybody(desk):
    for path in ("/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/auth/login", "/oauth2callback"):
        assert desk.get(path, desk.tokens["owner"]).status_code == 404


@pytest.mark.parametrize("path", ["/metrics", "/_stcore/metrics", "/sandbox/_control/calls"])
def test_figures_of_all_clients_are_for_those_who_see_all(desk, path):
    assert desk.get(path, desk.tokens["owner"]).status_code == 200


def test_the_sandbox_knows_the_engine_of_its_own_agency_and_no_other_program(desk):
    own = desk.agency.door.own_calls.headers()
    assert [desk.get("/sandbox/", headers=said).status_code for said in (own, {"X-Own-Call": "x"}, {})] == [200, 401, 401]
    assert desk.get("/api/agents", headers=own).status_code == 401
