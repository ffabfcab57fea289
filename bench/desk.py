"""The real process on a folder of its own, and dashboards that look at it."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from agency_core.agency import Agency, make_agency
from agency_core.settings import Settings
from tests.faults.ledger_file import LedgerFile
from tests.faults.processes import Api, Process, until

START = 120
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
AWAKE = ["--no-sandbox", "--disable-gpu", "--disable-background-timer-throttling", "--disable-renderer-backgrounding"]
"""Chromium as on a screen of its own: pages behind others keep refreshing."""


@dataclass(frozen=True)
class Desk:
    """A running process, how to ask it, and its ledger on disk."""

    process: Process
    api: Api
    ledger: LedgerFile


@contextmanager
def running(prepare: Callable[[Agency], None] | None = None, **variables: str) -> Iterator[Desk]:
    """`streamlit run app.py` on an empty folder, or on what `prepare` put there before, until the block ends."""
    with tempfile.TemporaryDirectory(prefix="agency_bench_") as place:
        folder = Path(place) / "data"
        if prepare:
            agency = make_agency(Settings(data=folder))
            prepare(agency)
            agency.publish.stop()
            agency.db.close()
        port = free_port()
        with started(("-m", "streamlit", "run", "app.py", "--server.port", str(port)), Path(place), **variables) as process:
            api = Api(port)
            until(lambda: api.status() == "healthy", START, "it does not start", said=process.said)
            yield Desk(process, api, LedgerFile(folder / "agency.sqlite3"))


@contextmanager
def started(arguments: tuple[str, ...], place: Path, **variables: str) -> Iterator[Process]:
    """A process with its data and its log in `place`."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AGENCY_")}
    process = Process(arguments, {**clean, "AGENCY_DATA": str(place / "data"), **variables}, place / f"{arguments[1]}.log")
    process.start()
    try:
        yield process
    finally:
        process.kill()


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=AWAKE)
        yield chromium
        chromium.close()


def opened(chromium: Browser, api: Api, heading: str) -> tuple[Page, list[int]]:
    """A dashboard that shows `heading`, and a list that grows with every request to refresh that it sends."""
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    sent: list[int] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda _: sent.append(1)))
    page.goto(api.base)
    page.get_by_role("heading", name=heading).first.wait_for(timeout=START * 1000)
    return page, sent


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
