"""A killed sandbox forgets no post that it had confirmed."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from agency_core.http_client import AnswerLost, Call, HttpClient, NothingSent
from agency_core.sandbox.store import Store

SERVER = """
import sys
from pathlib import Path
import uvicorn
from agency_core.domain.clock import SystemClock
from agency_core.sandbox import sandbox_app
uvicorn.run(sandbox_app(Path(sys.argv[1]), SystemClock()), host="127.0.0.1", port=int(sys.argv[2]), log_level="critical")
"""
HEADERS = {
    "Authorization": "Bearer sandbox.linkedin.5.0",
    "LinkedIn-Version": "202607",
    "X-Restli-Protocol-Version": "2.0.0",
}


def started(file, port: int, http: HttpClient) -> subprocess.Popen:
    process = subprocess.Popen([sys.executable, "-c", SERVER, str(file), str(port)])
    for _ in range(200):
        try:
            if http.request("GET", f"http://127.0.0.1:{port}/_control/calls").ok:
                return process
        except (NothingSent, AnswerLost):
            time.sleep(0.05)
    process.kill()
    pytest.fail("the sandbox did not start")


def post(http: HttpClient, port: int, words: str) -> bool:
    body = {
        "author": "urn:li:person:5", "commentary": words, "visibility": "PUBLIC", "lifecycleState": "PUBLISHED",
        "distribution": {"feedDistribution": "MAIN_FEED"},
    }  # fmt: skip
    try:
        return http.request("POST", f"http://127.0.0.1:{port}/linkedin/rest/posts", Call(HEADERS, json=body)).status == 201
    except (NothingSent, AnswerLost):
        return False


def test_confirmed_posts_survive_a_kill(tmp_path):
    http = HttpClient(frozenset({"127.0.0.1"}))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = started(tmp_path / "network.sqlite3", port, http)
    confirmed = [words for words in (f"Post {number}" for number in range(30)) if post(http, port, words)]
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert (len(confirmed), post(http, port, "while dead")) == (30, False)
    process = started(tmp_path / "network.sqlite3", port, http)
    posts = http.request("GET", f"http://127.0.0.1:{port}/_control/posts").json()
    assert sorted(each["text"] for each in posts) == sorted(confirmed)
    process.kill()
    process.wait()
    http.close()


def test_every_connection_waits_for_the_disk(tmp_path):
    store = Store(tmp_path / "network.sqlite3")
    with store.write() as first, store.read() as second:
        found = [(tx.exec_driver_sql("PRAGMA synchronous").scalar(), tx.exec_driver_sql("PRAGMA journal_mode").scalar())
                 for tx in (first, second)]  # fmt: skip
    store.close()
    assert found == [(2, "wal")] * 2
