"""The Analytics page over ten million counts: what a run of its script costs, and what travels to the browser."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

from bench.dashboards import POSTS
from bench.desk import browser, running
from bench.many_posts import CLIENT, fill, opened
from bench.values import Value
from tests.house.tree import ROOT

QUIET_MS = 1200
"""A page is done when nothing came for so long."""
LOOKS = (("Overview", "90"), ("Explore", "90"), ("Overview", "365"), ("Explore", "365"))
BARS = {"90": 250.0}
"""Milliseconds; a quarter has the bar, a year informs: then the page adds up 88,000 rows of the rollups several times."""


def measure() -> list[Value]:
    """CPU of a run of the script more than that of an empty page, in one process; bytes of a first load, in a browser."""
    found = []
    with tempfile.TemporaryDirectory(prefix="agency_bench_") as name:
        with opened(Path(name)) as agency:
            fill(agency, POSTS)
        for tab, days in LOOKS:
            page, empty = _run(name, days, tab)
            found += [Value(f"{tab}, {days} days: CPU of a run more than an empty page", page - empty, "ms", BARS.get(days))]
    with running(lambda agency: fill(agency, POSTS), AGENCY_LOG_LEVEL="WARNING") as desk, browser() as chromium:
        for tab, days in LOOKS:
            sent = _loaded(chromium, f"{desk.api.base}/analytics?client={CLIENT}&analytics_tab={tab}&analytics_days={days}")
            found.append(Value(f"{tab}, {days} days: to the browser", sent / 1000, "kB", 400))
    return found


def _run(place: str, days: str, tab: str) -> tuple[float, float]:
    command = [sys.executable, "-m", "bench.page_run", place, days, tab]
    page, empty = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=ROOT).stdout)
    return page, empty


def _loaded(chromium: Browser, url: str) -> int:
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
