"""A critical alert appears on every open page by itself, and is taken care of from there."""

import re
import time

import pytest
import requests
from playwright.sync_api import expect

from tests.browser.conftest import settled

pytestmark = pytest.mark.browser
AGENT = "browser_writer_001"
SUMMARY = "Wren failed 4 times in a row."
SOON = 10_000
"""Milliseconds within which an open page says what fires."""


def post(desk, path: str, body: object = None) -> dict:
    answer = requests.post(f"{desk.url}/api/{path}", json=body, timeout=10)
    assert answer.ok, answer.text
    return answer.json()


def fail_four_times(desk) -> None:
    for _ in range(4):
        asked = {"topic": "bread", "platform": "linkedin", "content_type": "text_post"}
        post(desk, "messages", {"sender_agent_id": "system", "receiver_agent_id": AGENT, "message_type": "content_request",
                                "payload": asked})
        message = post(desk, f"messages/{AGENT}/claim")
        post(desk, f"messages/{message['id']}/fail", {"error": "the model does not answer"})


def firing(desk) -> dict:
    """The alert about the agent, once the engine has looked."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        answer = requests.get(f"{desk.url}/api/alerts", params={"client_id": "bread", "state": "firing"}, timeout=10).json()
        for alert in answer["alerts"]:
            if alert["summary"] == SUMMARY:
                return alert
        time.sleep(0.1)
    raise AssertionError("nothing fires")


def test_a_critical_alert_shows_on_open_pages_and_is_taken_care_of(desk, open_at):
    open_at(f"{desk.url}/alerts?client=bread")  # what fires already is seen
    home, other = open_at(f"{desk.url}/?client=bread"), open_at(f"{desk.url}/deliveries?client=bread")
    for page in (home, other):
        expect(page.get_by_role("link", name="No new alerts")).to_be_visible()
    fail_four_times(desk)
    post(desk, "tasks/evaluate_alerts/run")
    alert = firing(desk)
    began = time.monotonic()
    for page in (home, other):
        left = SOON - (time.monotonic() - began) * 1000
        expect(page.get_by_text(SUMMARY).first).to_be_visible(timeout=max(left, 1))
        expect(page.get_by_role("link", name="1 new alert")).to_be_visible(timeout=max(left, 1))

    other.get_by_role("link", name="1 new alert").click()
    expect(other.get_by_role("heading", name="Alerts")).to_be_visible()
    expect(other.get_by_role("link", name="No new alerts")).to_be_visible()
    other.locator(f".st-key-alert_{alert['id']}").get_by_role("button", name="Details").click()
    drawer = other.get_by_role("dialog")
    expect(other).to_have_url(re.compile(f"alert={alert['id']}"))
    drawer.get_by_role("button", name="Acknowledge", exact=True).click()
    expect(drawer.get_by_role("button", name="Not acknowledged")).to_be_visible()
    drawer.get_by_role("button", name="Snooze").click()
    other.get_by_role("button", name="1 hour").click()
    expect(drawer.get_by_role("button", name="Wake up")).to_be_visible()
    drawer.get_by_role("textbox", name="Comment").fill("A new key is on its way")
    drawer.get_by_role("button", name="Comment").click()
    expect(drawer.locator(".st-key-alert_timeline").get_by_text("A new key is on its way")).to_be_visible()
    settled(other)
    kept = requests.get(f"{desk.url}/api/alerts/{alert['id']}", timeout=10).json()
    assert (kept["acknowledged_by"], kept["snoozed_until"] is None) == ("person:owner", False)
    expect(home.get_by_text(SUMMARY).first).to_be_visible()
