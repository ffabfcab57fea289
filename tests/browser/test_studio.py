import re

import pytest
import requests
from playwright.sync_api import expect

from tests.browser.conftest import settled

pytestmark = pytest.mark.browser


def open_content(desk, content_id: str) -> str:
    return f"{desk.url}/studio?client=bread&content={content_id}"


def test_leaving_the_page_keeps_unsaved_words(desk, open_at):
    page = open_at(f"{desk.url}/studio?client=bread")
    title = page.get_by_role("textbox", name="Title")
    title.fill("Not lost")
    title.press("Tab")
    expect(page.get_by_text("Not saved yet.")).to_be_visible()
    page.get_by_role("link", name="Calendar").click()
    expect(page.get_by_role("heading", name="Calendar")).to_be_visible()
    page.get_by_role("link", name="Studio").click()
    expect(page.get_by_role("textbox", name="Title")).to_have_value("Not lost")
    expect(page.get_by_text("Not saved yet.")).to_be_visible()


def test_deleting_asks_and_then_deletes(desk, seeds, open_at):
    page = open_at(open_content(desk, seeds["delete"]))
    page.get_by_role("button", name="Delete").click()
    question = page.get_by_role("dialog")
    expect(question.get_by_text("“Deleted after asking” and its texts are removed for good.")).to_be_visible()
    question.get_by_role("button", name="Delete").click()
    expect(page.get_by_test_id("stToast").get_by_text("Deleted.")).to_be_visible()
    settled(page)
    assert requests.get(f"{desk.url}/api/content/{seeds['delete']}", timeout=10).status_code == 404
    expect(page).not_to_have_url(re.compile("content="))


def test_previews_show_text_of_people_as_it_is(desk, seeds, open_at):
    page = open_at(open_content(desk, seeds["hostile"]))
    preview = page.locator(".st-key-studio_preview_linkedin")
    expect(preview.get_by_text("<script>alert(1)</script>")).to_be_visible()
    assert "<script>alert(1)</script> :red[no]" in preview.inner_text().replace("\u2060", "")
    expect(page.locator("[data-testid=stMain] img[src=x]")).to_have_count(0)


def test_asking_an_agent_sends_a_request(desk, open_at):
    page = open_at(f"{desk.url}/studio?client=bread")
    page.get_by_role("button", name="Ask an agent").click()
    form = page.get_by_role("dialog")
    form.get_by_role("textbox", name="Topic").fill("rye bread")
    form.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_test_id("stToast").get_by_text("Asked Wren for a draft.")).to_be_visible()
    sent = requests.get(f"{desk.url}/api/messages/browser_writer_001", timeout=10).json()["messages"]
    assert [one["payload"]["topic"] for one in sent].count("rye bread") == 1


def test_saving_takes_words_that_are_still_being_typed(desk, seeds, open_at):
    page = open_at(open_content(desk, seeds["week"]))
    page.get_by_role("textbox", name="Text", exact=True).fill("Saved while typing.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_test_id("stToast").get_by_text("Saved.")).to_be_visible()
    assert desk.content(seeds["week"])["content_body"] == "Saved while typing."


def test_the_keyboard_saves(desk, seeds, open_at):
    page = open_at(open_content(desk, seeds["week"]))
    page.get_by_role("textbox", name="Title").fill("Saved with the keyboard")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Not saved yet.")).to_be_visible()
    page.get_by_role("button", name="Help for Text").focus()
    page.keyboard.press("Alt+s")
    expect(page.get_by_test_id("stToast").get_by_text("Saved.")).to_be_visible()
    assert desk.content(seeds["week"])["title"] == "Saved with the keyboard"


def test_the_keyboard_saves_words_that_are_still_being_typed(desk, seeds, open_at):
    page = open_at(open_content(desk, seeds["week"]))
    text = page.get_by_role("textbox", name="Text", exact=True)
    text.fill("Saved by a key while typing.")
    text.press("Alt+s")
    expect(page.get_by_test_id("stToast").get_by_text("Saved.", exact=True)).to_be_visible()
    expect(text).to_be_focused()
    assert desk.content(seeds["week"])["content_body"] == "Saved by a key while typing."
