"""A file of numbers streams to the disk; past its limit the rest is not read."""

from __future__ import annotations

import asyncio
import json
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount

from agency_core.api.local_gate import LocalGate
from tests.served import api_of

MB = 1024**2
HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="large.csv"\r\nContent-Type: text/csv\r\n\r\n'


class Sender:
    """A form with a file of so many megabytes, without a Content-Length; it remembers how much of it was taken."""

    def __init__(self, megabytes: int) -> None:
        self.taken = 0
        self._pieces = iter([HEAD, *([b"a,b\n" * (MB // 4)] * megabytes), b"\r\n--x--\r\n"])

    async def __call__(self):
        piece = next(self._pieces, None)
        self.taken += len(piece or b"")
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}


def send(agency, sender: Sender, most: int) -> tuple[int, dict]:
    """What the API answers to it, where a form may have `most` bytes."""
    app = Starlette(
        routes=[Mount("/api", api_of(lambda: agency))], middleware=[Middleware(LocalGate, upload_bytes=most)]
    )
    scope = {
        "type": "http", "method": "POST", "path": "/api/analytics/upload", "raw_path": b"/api/analytics/upload", "scheme": "http",
        "query_string": b"", "root_path": "", "http_version": "1.1", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8501),
        "headers": [(b"host", b"127.0.0.1:8501"), (b"content-type", b"multipart/form-data; boundary=x")],
    }
    said: list[dict] = []

    async def answer(message):
        said.append(message)

    with ThreadPoolExecutor(1) as apart:  # a browser test may have left its event loop running in this thread
        apart.submit(lambda: asyncio.run(app(scope, sender, answer))).result()
    return said[0]["status"], json.loads(b"".join(each.get("body", b"") for each in said[1:]))


def test_a_file_past_the_limit_is_refused_while_it_streams(agency):
    sender = Sender(1024)
    status, said = send(agency, sender, 8 * MB)
    assert (status, said["code"]) == (413, "too_large")
    assert sender.taken < 10 * MB
    folder = agency.settings.data / "uploads"
    assert not folder.exists() or list(folder.iterdir()) == []


@pytest.mark.parametrize("megabytes", [40])
def test_a_large_file_is_never_in_memory_as_a_whole(agency, megabytes):
    agency.uploads._most = (megabytes - 1) * MB
    tracemalloc.start()
    try:
        status, said = send(agency, Sender(megabytes), 2 * megabytes * MB)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (status, said["field"]) == (413, "file")
    assert peak < 16 * MB
