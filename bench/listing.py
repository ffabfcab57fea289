"""One page of 100 out of 10,000 pieces of content, and out of as many counts of posts, over the API."""

from __future__ import annotations

import tempfile
import time
from datetime import timedelta
from pathlib import Path

import requests

from agency_core.agency import Agency
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.models import ContentRow
from bench import many_posts
from bench.desk import free_port, running, started
from bench.usage import cpu_seconds
from bench.values import Value
from tests.faults.processes import until

ROWS = 10_000
CALLS = 1_000
"""So many that the clock, which ticks every 10 ms, does not matter."""
WARM = 300
"""Calls before it is measured: the engine has more to do in the seconds after a start."""
PATHS = ("/api/content?limit=100", "/api/analytics?limit=100")


def measure() -> list[Value]:
    """Processor time per call, by itself and against a bare route that returns the same bytes."""
    found: dict[str, tuple[bytes, float, float]] = {}
    with running(_fill) as desk:
        for path in PATHS:
            url = f"{desk.api.base}{path}"
            found[path] = (requests.get(url, timeout=30).content, *_calls(url, desk.process.pid))
    return [value for path, (body, used, took) in found.items() for value in _values(path, body, used, took)]


def _values(path: str, body: bytes, used: float, took: float) -> list[Value]:
    least = _bare(body)
    return [
        Value(f"GET {path} over {ROWS:,} rows, CPU per call", used * 1000, "ms", 100),
        Value("the same, wall time on one connection", took * 1000, "ms"),
        Value("the same bytes from a bare Starlette route, CPU per call", least * 1000, "ms"),
        Value("CPU against the bare route", used / least, "times", 3),
        Value("size of the answer", len(body) / 1024, "KB"),
    ]


def _bare(body: bytes) -> float:
    """Processor time per call of a route that only returns these bytes."""
    with tempfile.TemporaryDirectory(prefix="agency_bench_") as place:
        file, port = Path(place) / "body.json", free_port()
        file.write_bytes(body)
        with started(("-m", "bench.bare_route", str(port), str(file)), Path(place)) as bare:
            url = f"http://127.0.0.1:{port}/"
            until(lambda: _answers(url), 30, "the bare route does not answer")
            return _calls(url, bare.pid)[0]


def _calls(url: str, pid: int) -> tuple[float, float]:
    """Processor time of process `pid`, and wall time, per call."""
    with requests.Session() as session:
        for _ in range(WARM):
            session.get(url, timeout=30)
        used, began = cpu_seconds(pid), time.monotonic()
        for _ in range(CALLS):
            session.get(url, timeout=30).raise_for_status()
        return max(cpu_seconds(pid) - used, 0.01) / CALLS, (time.monotonic() - began) / CALLS


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).ok
    except requests.RequestException:
        return False


def _fill(agency: Agency) -> None:
    client, now = agency.clients.own(LOCAL_OWNER), agency.clock.now()
    with agency.db.transaction() as session:
        session.add_all(
            ContentRow(
                id=f"bench_{number:06}", client_id=client.id, creator_agent_id="", persona="data_decoder",
                content_type="text_post", title=f"What number {number} says", content_body="Words that say something. " * 20,
                target_platforms=["linkedin", "x"], scheduled_time=now + timedelta(days=400), status="draft", revision=1,
                link="", media=[], variants={"x": "Shorter words."}, review_note="", why="", message_id="",
                approved_hash="", approved_by="", created_at=now, updated_at=now,
            )
            for number in range(ROWS)
        )
    many_posts.fill(agency, ROWS // many_posts.COUNTS_OF_EACH)
