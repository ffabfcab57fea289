import re
from contextlib import suppress

import pytest
import requests
from playwright.sync_api import Page, TimeoutError, expect

from agency_core.tasks import TASKS
from tests.browser.conftest import settled

pytestmark = pytest.mark.browser
TICK = 11_000
"""Milliseconds in which every live panel has refreshed once."""


def press_open(page: Page, row: int = 0) -> None:
    """Press Open in a row of the first table, which is a canvas."""
    box = page.get_by_test_id("stDataFrame").first.bounding_box()
    page.mouse.click(box["x"] + 35, box["y"] + 31 * (row + 1) + 15)


def test_open_shows_a_drawer_that_survives_a_refresh_and_leaves_the_address_when_closed(desk, open_at):
    page = open_at(f"{desk.url}/agents?client=demo")
    press_open(page)
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_role("button", name="Send the request")).to_be_visible()
    expect(page).to_have_url(re.compile(r"agent=demo_"))
    drawer.get_by_label("Topic").fill("half written")
    page.wait_for_timeout(TICK)
    expect(drawer.get_by_label("Topic")).to_have_value("half written")
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/agents\?client=demo$"))


def test_registering_by_keyboard_shows_what_is_wrong_and_then_the_agent(desk, open_at):
    page = open_at(f"{desk.url}/agents?client=bread")
    expect(page.get_by_role("button", name="Register agent")).to_be_enabled()
    page.keyboard.press("Alt+KeyN")
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("textbox", name="Name").fill("Nora")
    drawer.get_by_role("textbox", name="Id").fill("no spaces allowed")
    drawer.get_by_role("button", name="Register agent").click()
    expect(drawer.get_by_text("Use 1 to 64 letters")).to_be_visible()
    drawer.get_by_role("textbox", name="Id").fill("nora_001")
    for field, option in (("Platforms", "LinkedIn"), ("Content types", "Text post")):
        drawer.get_by_label(field).click()
        page.get_by_role("option", name=option).click()
        page.keyboard.press("Tab")
    drawer.get_by_role("button", name="Register agent").click()
    expect(page.get_by_test_id("stToast").get_by_text("Nora is registered.")).to_be_visible()
    assert requests.get(f"{desk.url}/api/agents/nora_001", timeout=10).json()["name"] == "Nora"
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_task_is_paused_and_resumed_from_its_row(desk, open_at):
    page = open_at(f"{desk.url}/operations?client=demo&operations_tab=Tasks")
    table = page.get_by_test_id("stDataFrame").first
    rows = [task.name for task in sorted(TASKS.all(), key=lambda task: (task.every, task.label))]

    def choose(action: str) -> None:
        item = page.get_by_role("menuitem", name=action)
        for _ in range(10):  # the table is a picture: a click on one that is being drawn anew opens nothing
            box = table.bounding_box()
            page.mouse.click(box["x"] + box["width"] - 50, box["y"] + 31 * (rows.index("plan_week") + 1) + 15)
            with suppress(TimeoutError):
                return item.click(timeout=3_000)
            page.keyboard.press("Escape")
        raise AssertionError(f"the menu of the task never offered {action}")

    choose("Pause")
    expect(page.get_by_test_id("stToast").get_by_text("Plan the week is paused.")).to_be_visible()
    choose("Resume")
    expect(page.get_by_test_id("stToast").get_by_text("Plan the week goes on.")).to_be_visible()


def test_the_kill_switch_asks_by_name_and_shows_on_every_page(desk, open_at):
    page = open_at(f"{desk.url}/operations?client=bread")
    row = page.locator(".st-key-kill_bread")
    row.get_by_role("button", name="Pause publishing").click()
    question = page.get_by_role("dialog")
    expect(question.get_by_text("Pause publishing for Bread & Co?")).to_be_visible()
    question.get_by_role("button", name="Pause publishing").click()
    expect(page.get_by_text("Publishing is paused for Bread & Co.")).to_be_visible()
    page.get_by_role("link", name="Deliveries").click()
    expect(page.get_by_role("heading", name="Deliveries")).to_be_visible()
    expect(page.get_by_text("Publishing is paused for Bread & Co.")).to_be_visible()
    page.goto(f"{desk.url}/operations?client=bread")
    settled(page)
    row.get_by_role("button", name="Resume publishing").click()
    page.locator(".st-key-resume_bread_plan").get_by_role("button", name="Resume publishing").click()
    expect(page.get_by_text("Publishing is paused for Bread & Co.")).to_have_count(0)


def test_the_client_stays_selected_from_page_to_page(desk, open_at):
    page = open_at(f"{desk.url}/?client=bread")
    page.get_by_role("link", name="Messages").click()
    expect(page.get_by_role("heading", name="Messages")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/messages\?client=bread$"))
    expect(page.get_by_text("Times in Europe/Berlin")).to_be_visible()


def test_the_attention_strip_leads_to_the_filtered_queue(desk, open_at):
    page = open_at(f"{desk.url}/?client=demo")
    page.get_by_role("link", name=re.compile("failed deliver")).click()
    expect(page.get_by_role("heading", name="Deliveries")).to_be_visible()
    expect(page).to_have_url(re.compile(r"deliveries_state=failed"))


@pytest.mark.parametrize("name", ["command_center", "agents", "messages", "deliveries", "alerts", "operations"])
def test_a_live_page_fits_a_phone(desk, open_at, name):
    page = open_at(f"{desk.url}/{name}?client=demo", dark=True, width=390)
    wider = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth")
    assert wider <= 0
