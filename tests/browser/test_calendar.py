import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import card, next_month, settled, tomorrow

pytestmark = pytest.mark.browser


def day(number: int) -> str:
    return next_month().replace(day=number).isoformat()


def month(desk) -> str:
    return f"{desk.url}/calendar?client=bread&calendar_day={day(1)}"


def on_day(page, content_id: str, iso: str):
    return page.locator(f"[data-day='{iso}'] [data-id='{content_id}']")


def starts(desk, content_id: str) -> datetime:
    return datetime.fromisoformat(str(desk.content(content_id)["scheduled_time"])).astimezone(UTC)


def test_dragging_a_card_moves_it_and_undo_brings_it_back(desk, seeds, open_at):
    page, before = open_at(month(desk)), starts(desk, seeds["drag"])
    card(page, seeds["drag"]).drag_to(page.locator(f".cell[data-day='{day(12)}']"))
    expect(page.get_by_test_id("stToast").get_by_text("Moved “Dragged with the mouse”")).to_be_visible()
    settled(page)
    expect(on_day(page, seeds["drag"], day(12))).to_be_visible()
    assert starts(desk, seeds["drag"]) == before + timedelta(days=2)
    page.get_by_role("button", name="Undo").click()
    expect(on_day(page, seeds["drag"], day(10))).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert starts(desk, seeds["drag"]) == before


def test_alt_and_arrows_move_the_focused_card_and_keep_the_focus(desk, seeds, open_at):
    page, before = open_at(month(desk)), starts(desk, seeds["keys"])
    card(page, seeds["keys"]).focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.get_by_text("Moved “Moved with the keys”").first).to_be_visible()
    settled(page)
    expect(on_day(page, seeds["keys"], (before + timedelta(days=1)).date().isoformat())).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(on_day(page, seeds["keys"], (before + timedelta(days=8)).date().isoformat())).to_be_focused()
    settled(page)
    assert starts(desk, seeds["keys"]) == before + timedelta(days=8)


def test_in_the_week_arrows_move_by_the_hour(desk, seeds, open_at):
    page = open_at(f"{desk.url}/calendar?client=bread&calendar_view=week&calendar_day={day(18)}")
    before = starts(desk, seeds["week"])
    card(page, seeds["week"]).focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_text("Moved “Moved in the week”").first).to_be_visible()
    settled(page)
    expect(page.locator(f"[data-day='{day(18)}'][data-hour='10'] [data-id='{seeds['week']}']")).to_be_visible()
    assert starts(desk, seeds["week"]) == before + timedelta(hours=1)


def test_a_move_into_the_past_is_refused_and_the_card_goes_back(desk, seeds, open_at):
    soon = tomorrow()
    page = open_at(f"{desk.url}/calendar?client=bread&calendar_day={soon}")
    first = page.locator(".cell").first
    if str(first.get_attribute("data-day")) >= (soon - timedelta(days=1)).isoformat():
        pytest.skip("the board of this month begins today: it has no day in the past")
    card(page, seeds["soon"]).drag_to(first)
    expect(page.get_by_text("has passed")).to_be_visible()
    expect(on_day(page, seeds["soon"], soon.isoformat())).to_be_visible()


def test_enter_opens_the_drawer_and_closing_it_clears_the_address(desk, seeds, open_at):
    page = open_at(month(desk))
    card(page, seeds["hostile"]).focus()
    page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text("<script>alert(1)</script> :red[no]")).to_be_visible()
    expect(page).to_have_url(re.compile(f"content={seeds['hostile']}"))
    drawer.get_by_role("button", name="Close").click()
    expect(drawer).to_have_count(0)
    expect(page).not_to_have_url(re.compile("content="))


def test_text_on_cards_is_never_markup(desk, seeds, open_at):
    page = open_at(month(desk))
    expect(card(page, seeds["hostile"]).locator(".title")).to_have_text("<img src=x onerror=alert(1)> *stars*")
    expect(page.locator("[data-id] img")).to_have_count(0)


def test_cards_say_everything_to_a_screen_reader(desk, seeds, open_at):
    page = open_at(month(desk))
    name = card(page, seeds["delete"]).get_attribute("aria-label")
    date = next_month().replace(day=24)
    assert name == (
        f"Deleted after asking, Draft, {date:%A} {date.day} {date:%B %Y} at 09:30, LinkedIn. "
        "Enter opens, Alt and arrow keys move."
    )
    expect(page.get_by_role("gridcell", name=f"{date:%A} {date.day} {date:%B %Y}, 1 item")).to_be_visible()


def test_more_than_fits_a_day_unfolds(desk, open_at):
    page = open_at(f"{desk.url}/calendar?client=demo")
    day = page.locator(".cell:has(.more)").first.get_attribute("data-day")
    cell = page.locator(f".cell[data-day='{day}']")
    expect(cell.locator(".card")).to_have_count(2)
    hidden = int(str(cell.locator(".more").text_content()).removeprefix("+").removesuffix(" more"))
    cell.locator(".more").click()
    expect(cell.get_by_role("button", name="Show fewer")).to_be_focused()
    expect(cell.locator(".card")).to_have_count(2 + hidden)
