"""What the agency costs while nobody does anything: alone, and with the Command center of the demo open."""

from __future__ import annotations

import time

from agency_core.agency import Agency
from agency_core.domain.actor import LOCAL_OWNER
from bench.desk import browser, opened, running
from bench.usage import cpu_seconds, resident_mb
from bench.values import Value

SETTLE = 20.0
SPAN = 60.0


def measure() -> list[Value]:
    """Share of one core, and memory."""
    with running(_demo) as desk, browser() as chromium:
        pid = desk.process.pid
        time.sleep(SETTLE)
        alone = _share(pid)
        page, sent = opened(chromium, desk.api, "Command center")
        page.wait_for_timeout(SETTLE * 1000)
        refreshes = len(sent)
        began, used = time.monotonic(), cpu_seconds(pid)
        page.wait_for_timeout(SPAN * 1000)
        share = (cpu_seconds(pid) - used) / (time.monotonic() - began)
        return [
            Value("idle, no dashboard, of one core", alone * 100, "%"),
            Value("idle, one dashboard, of one core", share * 100, "%", 3),
            Value("refreshes of that dashboard in a minute", (len(sent) - refreshes) * 60 / SPAN, ""),
            Value("memory with one dashboard", resident_mb(pid), "MB", 350),
        ]


def _share(pid: int) -> float:
    began, used = time.monotonic(), cpu_seconds(pid)
    time.sleep(SPAN)
    return (cpu_seconds(pid) - used) / (time.monotonic() - began)


def _demo(agency: Agency) -> None:
    agency.demo.create(LOCAL_OWNER)
