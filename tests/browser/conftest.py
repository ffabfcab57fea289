"""A real desk on a free port with data of its own, driven with Chromium."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from agency_core.agency import Agency, make_agency
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.agent import Frequency, NewAgent, Persona
from agency_core.domain.client import NewClient
from agency_core.domain.clock import wall_to_utc
from agency_core.domain.content import ContentType, NewContent
from agency_core.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
START = 60
WAIT = 15_000
expect.set_options(timeout=WAIT)


@dataclass(frozen=True)
class Desk:
    """A running desk: its address, and what its API says."""

    url: str

    def content(self, content_id: str) -> dict[str, object]:
        """Content as the API answers."""
        answer = requests.get(f"{self.url}/api/content/{content_id}", timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()


def next_month() -> date:
    """A month in which nothing is in the past: that of the day in 40 days."""
    return (datetime.now(UTC).date() + timedelta(days=40)).replace(day=1)


def serve(folder: Path) -> Iterator[Desk]:
    """Start the desk on `folder` and stop it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder.parent / f"{folder.name}.log"
    environment = os.environ | {"AGENCY_DATA": str(folder), "AGENCY_PORT": str(port)}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    desk = Desk(f"http://127.0.0.1:{port}")
    try:
        _until_healthy(process, desk.url, log)
        yield desk
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _until_healthy(process: subprocess.Popen, url: str, log: Path) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            if requests.get(f"{url}/_stcore/health", timeout=2).text.strip() == "ok":
                return
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(0.2)  # it does not listen yet, or is busy starting
    raise AssertionError(f"not healthy after {START} s:\n{log.read_text()}")


def tomorrow() -> date:
    """The day after today in Berlin."""
    return (datetime.now(ZoneInfo("Europe/Berlin")) + timedelta(days=1)).date()


def plan(agency: Agency, title: str, day: date, **changes: object) -> str:
    """A draft for LinkedIn on that day at 09:30 in Berlin; its id."""
    at = wall_to_utc(datetime.combine(day, time_of_day(9, 30)), "Europe/Berlin")
    values = {"content_body": f"{title} is what this says.", "target_platforms": ("linkedin",), **changes}
    new = NewContent(content_type=ContentType.TEXT_POST, title=title, scheduled_time=at, client_id="bread", **values)
    return agency.draft.create(LOCAL_OWNER, new=new).id


@pytest.fixture(scope="session")
def seeds(tmp_path_factory) -> dict[str, str]:
    """A data folder with the demo and a client in Berlin: ids of its content by what they are for, and the `folder`."""
    folder = tmp_path_factory.mktemp("desk") / "data"
    agency = make_agency(Settings(data=folder))
    agency.demo.create(LOCAL_OWNER)
    agency.clients.create(LOCAL_OWNER, new=NewClient("Bread & Co", "Europe/Berlin", id="bread"))
    agent = NewAgent(
        "browser_writer_001", "Wren", Persona.STRATEGIC_STORYTELLER, ("linkedin",), ("text_post",), Frequency.DAILY,
        client_id="bread",
    )
    agency.agents.register(LOCAL_OWNER, new=agent)
    month = next_month()
    made = {
        "drag": plan(agency, "Dragged with the mouse", month.replace(day=10)),
        "keys": plan(agency, "Moved with the keys", month.replace(day=10)),
        "week": plan(agency, "Moved in the week", month.replace(day=18)),
        "delete": plan(agency, "Deleted after asking", month.replace(day=24)),
        "review": plan(agency, "Decided with the keyboard", month.replace(day=27)), "soon": plan(agency, "Soon", tomorrow()),
        "hostile": plan(
            agency, "<img src=x onerror=alert(1)> *stars*", month.replace(day=25),
            content_body="<script>alert(1)</script> :red[no]",
        ),
    }
    agency.review.submit(LOCAL_OWNER, made["review"])
    agency.publish.stop()
    agency.db.close()
    return {**made, "folder": str(folder)}


@pytest.fixture(scope="session")
def desk(chromium, seeds) -> Iterator[Desk]:
    """The desk with the demo and the client in Berlin."""
    yield from serve(Path(seeds["folder"]))


@pytest.fixture(scope="session")
def empty_desk(chromium, tmp_path_factory) -> Iterator[Desk]:
    """A desk as it is right after the installation."""
    yield from serve(tmp_path_factory.mktemp("fresh") / "data")


@pytest.fixture(scope="session")
def browser(chromium) -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        running = playwright.chromium.launch(executable_path=chromium, headless=True, args=flags)
        yield running
        running.close()


@pytest.fixture
def open_at(browser) -> Iterator[Callable[..., Page]]:
    """Open an address in a fresh window; a script error on any page that was opened fails the test."""
    errors: list[str] = []
    windows = []

    def open_one(url: str, *, dark: bool = False, width: int = 1440) -> Page:
        window = browser.new_context(
            viewport={"width": width, "height": 1000}, locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce",
            color_scheme="dark" if dark else "light",
        )
        windows.append(window)
        page = window.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url)
        settled(page)
        return page

    yield open_one
    for window in windows:
        window.close()
    assert errors == []


def settled(page: Page) -> None:
    """Wait until the run of the page is over and nothing is stale or broken."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    expect(app).to_have_attribute("data-test-script-state", re.compile("notRunning|initial"))
    expect(page.locator("[data-stale='true']")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def card(page: Page, content_id: str) -> Locator:
    """The card of content on the board."""
    return page.locator(f"[data-id='{content_id}']")


def typed_time(page: Page, label: str, wall: datetime) -> None:
    """Type a day and a minute into a field for both, from its first part on, and take it."""
    page.get_by_role("spinbutton", name=f"year, {label}").click()
    page.keyboard.type(f"{wall:%Y%m%d%H%M}")
    page.keyboard.press("Enter")
    settled(page)
