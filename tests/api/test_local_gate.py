"""Local mode: only this machine may ask, and only pages of its own. For pages, API, sandbox and websocket alike."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from agency_core.api.bodies import JSON_BYTES, UPLOAD_BYTES
from agency_core.api.local_gate import LocalGate
from tests.api.conftest import OWN, problem

FORM = "application/x-www-form-urlencoded"
FRIEND = "https://desk.example"
PLACES = ("/", "/api/agents", "/sandbox/linkedin/posts", "/_stcore/host-config")


async def page(request):
    body = await request.body()
    headers = {"X-Frame-Options": "SAMEORIGIN"} if request.url.path == "/own" else {}
    return PlainTextResponse(f"{request.method} {len(body)}", headers=headers)


async def stream(websocket):
    await websocket.accept()
    await websocket.send_text("open")
    await websocket.close()


@pytest.fixture(scope="module")
def door():
    every = Route("/{path:path}", page, methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
    routes = [WebSocketRoute("/_stcore/stream", stream), Mount("/", routes=[every])]
    app = Starlette(routes=routes, middleware=[Middleware(LocalGate, cors_origins=[FRIEND])])
    with TestClient(app, base_url=OWN) as client:
        yield client


def opened(door, **headers) -> bool:
    """Whether the websocket opens."""
    try:
        with door.websocket_connect("/_stcore/stream", headers={"Host": "127.0.0.1:8501", **headers}) as socket:
            return socket.receive_text() == "open"
    except WebSocketDisconnect as closed:
        return closed.code != 1008


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8501", "127.0.0.1", "127.0.0.1:5000", "[::1]", "[::1]:8501"])
def test_a_name_of_this_machine_is_let_in(door, host):
    assert [door.get(place, headers={"Host": host}).status_code for place in PLACES] == [200] * 4
    assert opened(door, Host=host)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example:8501", "192.168.0.7:8501", "0.0.0.0",
        "", "localhost@evil.example", "evil@localhost", "localhost/evil.example", "[::1", "127.0.0.1:port", "localhost.", "[::2]",
    ],
)
def test_a_foreign_host_is_refused_everywhere(door, host):
    for place in PLACES:
        assert problem(door.get(place, headers={"Host": host}), 403, "foreign_host")["field"] == "Host"
    assert not opened(door, Host=host)


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:5000", "[::1]:8501", "localhost"])
def test_its_own_page_is_let_in(door, host):
    headers = {"Host": host, "Origin": f"http://{host}"}
    assert door.post("/api/agents", json={}, headers=headers).status_code == 200
    assert opened(door, **headers)


def test_a_program_that_sends_no_origin_is_let_in(door):
    assert door.post("/api/agents", json={}).status_code == 200
    assert opened(door)


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example", "null", "http://127.0.0.1:8502", "http://127.0.0.1", "http://localhost:8501", "https://127.0.0.1.evil.example:8501",
        "file://", "http://127.0.0.1:8501@evil.example", "http://127.0.0.1:8501.evil.example", "", "ftp://127.0.0.1:8501",
    ],
)
def test_a_foreign_page_is_refused_everywhere(door, origin):
    for place in PLACES:
        assert problem(door.get(place, headers={"Origin": origin}), 403, "foreign_origin")["field"] == "Origin"
    problem(door.post("/api/agents", json={}, headers={"Origin": origin}), 403, "foreign_origin")
    assert not opened(door, Origin=origin)


def test_a_second_origin_or_host_does_not_help(door):
    own, foreign = ("Origin", OWN), ("Origin", "http://evil.example")
    problem(door.get("/", headers=[own, foreign]), 403, "foreign_origin")
    problem(door.get("/", headers=[("Host", "localhost:8501"), ("Host", "evil.example")]), 403, "foreign_host")


def test_a_friend_calls_the_api_and_nothing_else(door):
    assert door.post("/api/agents", json={}, headers={"Origin": FRIEND}).status_code == 200
    assert door.options("/api/agents", headers={"Origin": FRIEND}).status_code == 200
    problem(door.get("/", headers={"Origin": FRIEND}), 403, "foreign_origin")
    problem(door.get("/apis", headers={"Origin": FRIEND}), 403, "foreign_origin")
    assert not opened(door, Origin=FRIEND)


def test_a_foreign_page_that_embeds_an_address_is_refused(door):
    embedded = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    problem(door.get("/api/agents", headers=embedded), 403, "foreign_origin")
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert door.get("/", headers=followed).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("kind", ["text/plain", FORM, "multipart/form-data; boundary=x", "application/jsonp", None])
def test_a_write_that_is_not_json_is_refused(door, method, kind):
    headers = {"Content-Type": kind} if kind else {}
    said = problem(door.request(method, "/api/agents", content=b"id=1", headers=headers), 415, "not_json")
    assert (said["field"], said["remedy"]) == ("Content-Type", "Send the header Content-Type: application/json.")


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON"])
def test_json_is_let_in(door, kind):
    assert door.post("/api/agents", content=b"{}", headers={"Content-Type": kind}).text == "POST 2"


def test_a_write_without_a_body_is_let_in(door):
    assert [door.request(method, "/api/x").status_code for method in ("POST", "DELETE")] == [200, 200]


def test_an_upload_is_a_form_and_the_sandbox_takes_what_it_likes(door):
    form = {"Content-Type": "multipart/form-data; boundary=x"}
    assert door.post("/api/analytics/upload", content=b"--x--", headers=form).status_code == 200
    problem(door.post("/api/analytics/upload", json={}), 415, "not_multipart")
    problem(door.post("/api/analytics/upload/../agents", content=b"--x--", headers=form), 415, "not_json")
    assert door.post("/sandbox/instagram/media", content=b"a=1", headers={"Content-Type": FORM}).status_code == 200


def test_a_body_past_its_limit_is_refused_before_it_is_read(door):
    headers = {"Content-Type": "application/json", "Content-Length": str(JSON_BYTES + 1)}
    assert problem(door.post("/api/agents", content=b"{}", headers=headers), 413, "too_large")["field"] == "body"
    assert UPLOAD_BYTES > JSON_BYTES


def test_a_body_that_grows_past_its_limit_is_cut_off(api):
    def endless():
        for _ in range(JSON_BYTES // 65_536 + 2):
            yield b" " * 65_536

    answer = api.post("/api/agents", content=endless(), headers={"Content-Type": "application/json"})
    assert problem(answer, 413, "too_large")["field"] == "body"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_answers_carry_safe_headers_and_keep_stricter_ones(door):
    answer = door.get("/")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    assert door.get("/media/report.html").headers.get_list("content-security-policy")[0].startswith("sandbox; default-src 'none'")
    assert door.get("/own").headers.get_list("x-frame-options") == ["SAMEORIGIN"]
    assert door.get("/", headers={"Host": "evil.example"}).headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/api", "/api/media/a%00b", "/api/clients/a%0Ab/reach", "/api/media/..%2fx", "/api/a%5cb"])
def test_a_path_that_no_route_can_have_is_a_problem_of_the_api(door, path):
    assert problem(door.get(path), 404, "not_found")["remedy"] == "Look at /api/docs."


@pytest.mark.parametrize(("path", "packed"), [("/api/x", False), ("/page", True)])
def test_answers_of_the_api_are_not_packed(path, packed):
    async def long(_request):
        return PlainTextResponse("long " * 1000)

    app = Starlette(
        routes=[Route(path, long)], middleware=[Middleware(LocalGate), Middleware(GZipMiddleware, minimum_size=10)]
    )
    answer = TestClient(app, base_url="http://localhost").get(path, headers={"Accept-Encoding": "gzip"})
    assert ("content-encoding" in answer.headers, len(answer.text)) == (packed, 5000)
