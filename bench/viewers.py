"""The API beside people who watch: five dashboards that refresh by themselves."""

from __future__ import annotations

import time
from statistics import mean

import requests

from agency_core.agency import Agency
from agency_core.domain.actor import LOCAL_OWNER
from bench.desk import browser, opened, running
from bench.usage import cpu_seconds, resident_mb
from bench.values import Value, percentile

VIEWERS = 5
SETTLE = 20.0
CALLS = 200
PAUSE = 0.15
PATHS = ("/api/content?limit=20", "/api/system/status", "/api/deliveries?limit=20", "/api/agents")


def measure() -> list[Value]:
    """Wall time of calls, one after the other, while five dashboards are open."""
    with running(_demo) as desk, browser() as chromium:
        alone = _calls(desk.api.base)
        pages = [opened(chromium, desk.api, "Command center") for _ in range(VIEWERS)]
        pages[0][0].wait_for_timeout(SETTLE * 1000)
        before, used, began = sum(len(sent) for _, sent in pages), cpu_seconds(desk.process.pid), time.monotonic()
        watched = _calls(desk.api.base)
        pages[0][0].wait_for_timeout(100)
        span = time.monotonic() - began
        return [
            Value("API beside five live viewers, mean", mean(watched), "ms", 50),
            Value("API beside five live viewers, p95", percentile(watched, 0.95), "ms"),
            Value("API without viewers, mean", mean(alone), "ms"),
            Value("refreshes of the five in a minute", (sum(len(sent) for _, sent in pages) - before) * 60 / span, ""),
            Value("CPU beside five viewers and the calls, of one core", 100 * (cpu_seconds(desk.process.pid) - used) / span, "%"),
            Value("memory with five dashboards", resident_mb(desk.process.pid), "MB"),
        ]


def _calls(base: str) -> list[float]:
    """Milliseconds of each call, in order of size."""
    taken: list[float] = []
    with requests.Session() as session:
        for number in range(CALLS):
            began = time.monotonic()
            session.get(f"{base}{PATHS[number % len(PATHS)]}", timeout=30).raise_for_status()
            taken.append((time.monotonic() - began) * 1000)
            time.sleep(PAUSE)
    return sorted(taken)


def _demo(agency: Agency) -> None:
    agency.demo.create(LOCAL_OWNER)
