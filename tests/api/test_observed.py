"""Every call has an id that its answer names, is measured by its route, and the figures stand behind the gate."""

from __future__ import annotations

import logging
import socket
import time
from datetime import timedelta

import httpx2
import pytest
from starlette.testclient import TestClient

from agency_core import agency as hall
from agency_core.api.figures import show_figures
from agency_core.api.observed import Observed
from agency_core.api.server import no_routes, rest_app
from agency_core.observe import logs, meters
from tests.api.conftest import OWN, problem


def counted() -> dict[tuple[str, ...], float]:
    """How often each method, route and status was counted."""
    return {
        (sample.labels["method"], sample.labels["route"], sample.labels["status"]): sample.value
        for metric in meters.API.collect() for sample in metric.samples if sample.name.endswith("_count")
    }


def test_an_id_that_is_sent_comes_back_and_one_that_is_not_is_made(api):
    assert api.get("/api/agents", headers={"X-Request-Id": "mine.0001"}).headers["x-request-id"] == "mine.0001"
    made = api.get("/api/agents").headers["x-request-id"]
    assert made.startswith("api-")
    assert api.get("/api/agents").headers["x-request-id"] != made


@pytest.mark.parametrize("sent", ["short", "x" * 65, "with space 1", "<script>-0001"])
def test_an_id_that_cannot_be_one_is_replaced(api, sent):
    assert api.get("/api/agents", headers={"X-Request-Id": sent}).headers["x-request-id"].startswith("api-")


def test_a_refusal_carries_the_id(api):
    said = problem(api.get("/api/agents/nobody", headers={"X-Request-Id": "mine.0001"}), 404, "not_found")
    assert said["request_id"] == "mine.0001"


def test_a_refusal_of_the_gate_carries_the_id(api):
    answer = api.get("/api/agents", headers={"X-Request-Id": "mine.0001", "Host": "evil.example"})
    assert problem(answer, 403, "foreign_host")["request_id"] == "mine.0001"


@pytest.mark.parametrize(("method", "path", "counts_as"), [
    ("GET", "/api/agents/anybody", ("GET", "/api/agents/{agent_id}", "404")),
    ("GET", "/api/content", ("GET", "/api/content", "200")),
    ("HEAD", "/api/agents", ("GET", "/api/agents", "200")),
    ("GET", "/api/nothing/here/at/all", ("GET", "(none)", "404")),
    ("PURGE", "/api/agents", ("OTHER", "/api/agents", "405")),
])
def test_a_call_is_measured_by_its_route_never_by_its_path(api, method, path, counts_as):
    before = counted().get(counts_as, 0)
    api.request(method, path)
    assert counted()[counts_as] == before + 1
    assert "anybody" not in str(counted())


def test_a_write_is_logged_with_its_route_and_id(api, caplog):
    caplog.set_level(logging.INFO, logger="agency_core.api.observed")
    api.post("/api/agents", json={})
    api.get("/api/agents")
    (said,) = [record.getMessage() for record in caplog.records if record.name == "agency_core.api.observed"]
    assert said.startswith("POST /api/agents: 422 in ")


def test_measuring_costs_less_than_fifty_microseconds():
    async def nothing(scope, receive, send):
        scope["route"] = None
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def swallow(message):
        pass

    def run(app, times=2_000):
        scope = {"type": "http", "method": "GET", "path": "/x", "headers": []}
        began = time.perf_counter()
        for _ in range(times):
            call = app(scope, swallow, swallow)
            with pytest.raises(StopIteration):
                call.send(None)
        return (time.perf_counter() - began) / times

    bare = min(run(nothing) for _ in range(5))
    assert min(run(Observed(nothing)) for _ in range(5)) - bare < 50e-6


@pytest.fixture
def served(agency):
    """A client of the whole server of the role api."""
    hall.use(agency)
    with TestClient(rest_app(agency.settings), base_url=OWN) as client:
        yield client
    hall.use(None)


def test_the_figures_are_served_to_this_machine_only(served):
    answer = served.get("/metrics")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    assert "agency_database_up 1.0" in answer.text
    assert served.get("/metrics", headers={"Host": "evil.example"}).status_code == 403
    assert served.get("/metrics", headers={"Origin": "https://evil.example"}).status_code == 403


def test_a_dashboard_alone_has_no_figures():
    assert [route.path for route in no_routes()][-3:] == ["/api", "/sandbox", "/metrics"]


def test_a_worker_shows_its_figures_at_a_loopback_port(agency, caplog):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    hall.use(agency)
    try:
        chosen = agency.settings.model_copy(update={"metrics_port": port})
        show_figures(chosen)
        ends = time.monotonic() + 10
        while True:
            try:
                answer = httpx2.get(f"http://127.0.0.1:{port}/metrics")
                break
            except httpx2.ConnectError:
                assert time.monotonic() < ends
                time.sleep(0.05)
        assert "agency_database_up 1.0" in answer.text
        show_figures(chosen)
        assert [record.getMessage() for record in caplog.records if record.name == "agency_core.api.figures"] == [
            f"The figures are not shown at port {port}: Address already in use"
        ]
    finally:
        hall.use(None)


def test_the_log_is_listed_by_level_words_and_id(api, agency, clock):
    path = logs.path_in(agency.settings.data)
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        '{"at": "2026-11-23T09:00:00.000Z", "level": "WARNING", "logger": "a", "message": "b", "correlation_id": "mine.0001", '
        '"process": "all:1"}\n'
    )
    said = api.get("/api/system/logs?level=WARNING&text=B&correlation_id=mine.0001").json()
    assert (said["count"], said["lines"][0]["message"], said["lines"][0]["correlation_id"]) == (1, "b", "mine.0001")
    assert api.get("/api/system/logs?level=ERROR").json()["lines"] == []
    problem(api.get("/api/system/logs?level=LOUD"), 422, "invalid")


def test_a_delivery_keeps_the_id_of_the_call_that_laid_it(staffed, draft, clock):
    soon = (clock.now() + timedelta(hours=1)).isoformat()
    for way, body in (("submit", {}), ("approve", {}), ("schedule", {"scheduled_time": soon})):
        answer = staffed.post(f"/api/content/{draft}/{way}", json=body, headers={"X-Request-Id": f"mine.{way}"})
    assert answer.status_code == 200, answer.text
    (delivery,) = staffed.get(f"/api/deliveries?content_id={draft}").json()["deliveries"]
    assert delivery["request_id"] == "mine.schedule"
