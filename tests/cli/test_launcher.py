"""`streamlit run app.py`, for real: dashboard, API and sandbox in one process behind one gate, and a clean end."""

from __future__ import annotations

import asyncio
import gc
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agency_core import web
from agency_core.errors import Invalid
from agency_core.settings import Settings

ROOT = Path(__file__).parents[2]


def answer(port: int, path: str, *headers: str) -> tuple[int, str]:
    """Status and body of a request written by hand, so that every header is ours."""
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        ending = () if "Connection: Upgrade" in headers else ("Connection: close",)
        lines = [f"GET {path} HTTP/1.1", *headers, *ending, "", ""]
        connection.sendall("\r\n".join(lines).encode())
        said = b""
        while chunk := connection.recv(65_536):
            said += chunk
            if b" 101 " in said[:20]:
                break
    return int(said.split(b" ", 2)[1]), said.partition(b"\r\n\r\n")[2].decode(errors="replace")


def begin(port: int, folder: Path, *words: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), *words]
    environment = {**os.environ, "AGENCY_DATA": str(folder)}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def running(port, tmp_path_factory):
    """The agency as a process of its own; it has to end by itself when asked to."""
    process = begin(port, tmp_path_factory.mktemp("launched") / "data")
    deadline = time.monotonic() + 60
    while True:
        try:
            answer(port, "/api/openapi.json", f"Host: 127.0.0.1:{port}")
            break
        except OSError:
            assert process.poll() is None, process.stdout.read()
            assert time.monotonic() < deadline
            time.sleep(0.2)
    yield process
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=20)
    assert "Traceback" not in said
    assert process.returncode in {0, -signal.SIGTERM}


@pytest.mark.usefixtures("running")
def test_dashboard_api_and_sandbox_answer_in_one_process(port):
    own = f"Host: localhost:{port}"
    assert "<title>" in answer(port, "/", own)[1]
    assert answer(port, "/_stcore/health", own)[0] == 200
    status, said = answer(port, "/api/system/status", own)
    assert (status, '"system_status"' in said) == (200, True)
    assert answer(port, "/sandbox/_control/posts", own)[0] == 200


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize(
    "path", ["/", "/api/agents", "/sandbox/_control/posts", "/_stcore/host-config", "/_stcore/metrics", "/static/x.js"]
)
def test_a_foreign_host_or_page_is_refused_by_all_of_it(port, path):
    assert answer(port, path, "Host: evil.example")[0] == 403
    assert answer(port, path, f"Host: 127.0.0.1:{port}", "Origin: http://evil.example")[0] == 403


@pytest.mark.usefixtures("running")
def test_the_websocket_opens_for_its_own_page_only(port):
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    upgrade = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", key)

    def handshake(*headers: str) -> int:
        return answer(port, "/_stcore/stream", *headers, *upgrade)[0]

    own = f"127.0.0.1:{port}"
    assert handshake("Host: evil.example", "Origin: http://evil.example") == 403
    assert handshake(f"Host: {own}", "Origin: http://evil.example") == 403
    assert handshake(f"Host: {own}", f"Origin: http://{own}") == 101


@pytest.mark.usefixtures("running")
def test_an_answer_is_not_held_back_until_the_client_acknowledges(port):
    connection, costs = http.client.HTTPConnection("127.0.0.1", port, timeout=10), []
    for _ in range(20):
        begun = time.perf_counter()
        connection.request("GET", "/api/agents")
        assert connection.getresponse().read().startswith(b'{"agents":')
        costs.append(time.perf_counter() - begun)
    connection.close()
    assert min(costs) < 0.03


def test_a_start_that_cannot_be_says_why_and_ends(tmp_path):
    process = begin(0, tmp_path / "data", "--server.address", "0.0.0.0")
    text, _ = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in text) == (1, False), text
    assert "does not listen on 0.0.0.0" in text


class QuietEngine:
    """Stands where the engine would, and notes what it is asked."""

    asked: list[str]

    def __init__(self, _agency):
        self.asked.append("made")

    def start(self):
        self.asked.append("start")

    def stop(self):
        self.asked.append("stop")


@pytest.mark.parametrize(("role", "asked"), [("all", ["made", "start", "stop"]), ("ui", ["made", "start", "stop"])])
def test_what_was_imported_costs_nothing_to_collect(monkeypatch, role, asked):
    QuietEngine.asked = []
    monkeypatch.setattr(web, {"all": "Engine", "ui": "Alive"}[role], QuietEngine)
    monkeypatch.setattr(web, "current", lambda: None)
    monkeypatch.setattr(web, "prepared", lambda: Settings(role=role))

    async def live() -> float:
        async with web.lifespan(None):
            begun = time.process_time()
            gc.collect()
            return time.process_time() - begun

    try:
        with ThreadPoolExecutor(1) as apart:  # a browser test may have left its event loop running in this thread
            cost = apart.submit(lambda: asyncio.run(live())).result()
        assert gc.get_freeze_count() > 100_000
    finally:
        gc.unfreeze()
    assert cost < 0.02
    assert QuietEngine.asked == asked


def test_a_dashboard_alone_says_where_the_api_is_not(monkeypatch):
    from starlette.applications import Starlette
    from starlette.testclient import TestClient

    monkeypatch.setattr(web, "prepared", lambda: Settings(role="ui"))
    door = TestClient(Starlette(routes=web.routes()))
    answers = [door.get(path) for path in ("/api/agents", "/sandbox/x")]
    assert [(each.status_code, each.json()["code"]) for each in answers] == [(404, "not_found")] * 2


def test_an_error_of_a_page_is_told_in_words_or_by_an_id(monkeypatch, caplog):
    told = []
    monkeypatch.setattr(web.st, "error", told.append)
    assert web.on_script_error(Invalid("Too long.", remedy="Shorten it."))
    assert told == ["Too long. Shorten it."]
    assert web.on_script_error(ZeroDivisionError("secret"))
    assert "secret" not in told[1]
    assert told[1].partition("(error ")[2][:8] in caplog.text
