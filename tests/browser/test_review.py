import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled

pytestmark = pytest.mark.browser


def test_the_keyboard_approves_what_is_on_screen(desk, seeds, open_at):
    page = open_at(f"{desk.url}/review?client=bread&review_content={seeds['review']}")
    expect(page.get_by_role("heading", name="Decided with the keyboard")).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).to_be_enabled()
    settled(page)
    page.keyboard.press("Alt+a")
    expect(page.get_by_test_id("stToast").get_by_text("Approved “Decided with the keyboard”.")).to_be_visible()
    assert desk.content(seeds["review"])["status"] == "scheduled"
