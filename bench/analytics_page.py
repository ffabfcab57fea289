"""The Analytics page over ten million counts, against an empty page: processor time of the server, bytes to the browser."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from bench.dashboards import POSTS
from bench.desk import browser, free_port, running, started
from bench.many_posts import CLIENT, fill
from bench.usage import cpu_seconds
from bench.values import Value
from tests.faults.processes import until

LOADS = 8
QUIET_MS = 1200
"""A page is done when nothing came for so long."""
TABS = ("Overview", "Explore")


def measure() -> list[Value]:
    """What a load of each tab costs more than one of an empty page, and how much of it travels."""
    with browser() as chromium, _empty() as (url, pid):
        least, _ = _loads(chromium, url, pid)
    found = []
    with running(lambda agency: fill(agency, POSTS), AGENCY_LOG_LEVEL="WARNING") as desk, browser() as chromium:
        for tab in TABS:
            # a range of dates on which the posts of the bench were published
            url = f"{desk.api.base}/analytics?client={CLIENT}&analytics_tab={tab}&analytics_days=365"
            used, sent = _loads(chromium, url, desk.process.pid)
            found += [
                Value(f"Analytics, {tab}: CPU more than an empty page", (used - least) * 1000, "ms", 250),
                Value(f"Analytics, {tab}: to the browser", sent / 1000, "kB", 400),
            ]
    return [Value("an empty page, CPU", least * 1000, "ms"), *found]


def _loads(chromium: Browser, url: str, pid: int) -> tuple[float, float]:
    """Seconds of processor time and bytes of one load, warm; opening the browser's connection is part of both."""
    _load(chromium, url)
    before, sent = cpu_seconds(pid), 0
    for _ in range(LOADS):
        sent += _load(chromium, url)
    return (cpu_seconds(pid) - before) / LOADS, sent / LOADS


def _load(chromium: Browser, url: str) -> int:
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    received: list[int] = []
    page.on("websocket", lambda line: line.on("framereceived", lambda data: received.append(len(data))))
    page.goto(url)
    _settle(page, received)
    page.close()
    return sum(received)


def _settle(page: Page, received: list[int]) -> None:
    known = -1
    while len(received) != known:
        known = len(received)
        page.wait_for_timeout(QUIET_MS)


@contextmanager
def _empty() -> Iterator[tuple[str, int]]:
    script, port = Path(__file__).with_name("empty_page.py"), free_port()
    with tempfile.TemporaryDirectory(prefix="agency_bench_") as place:
        arguments = ("-m", "streamlit", "run", str(script), "--server.port", str(port), "--server.headless", "true")
        with started(arguments, Path(place), PYTHONPATH=str(Path.cwd())) as process:
            until(lambda: _listens(port), 60, "the empty page does not start", said=process.said)
            yield f"http://127.0.0.1:{port}", process.pid


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
