"""The feed of a sandbox profile in a browser: what was published looks published, and loads without a complaint."""

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from agency_core.domain.clock import MovableClock
from agency_core.domain.publishing import Parent, Shaped
from agency_core.http_client import HttpClient
from tests.sandbox.conftest import World

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def network(desk, tmp_path_factory) -> World:
    """The desk's own sandbox, with a thread on X whose first post shows three pictures."""
    clock, http = MovableClock(datetime.now(UTC)), HttpClient(frozenset({"127.0.0.1"}))
    world = World(clock, http, tmp_path_factory.mktemp("pictures"), desk.url)
    context, pictures = world.context("x"), tuple(world.picture((800, 600)) for _ in range(3))
    first = world.publish(Shaped("image_post", "A walk through the bakery #bread", media=pictures, key="first"), context)
    parent = Parent(first.external_id, first.handles, first.external_id, first.handles)
    world.publish(Shaped("text_post", "And it ends with coffee: https://example.com/menu", parent=parent, key="second"), context)
    http.close()
    return world


@pytest.fixture
def open_feed(browser, network):
    """Opens a page of the sandbox; whatever the console complains of, or comes from elsewhere, fails the test."""
    complaints: list[str] = []
    windows = []

    def opening(path: str, *, dark: bool = False, width: int = 1440):
        scheme = "dark" if dark else "light"
        windows.append(browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme))
        page = windows[-1].new_page()
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: complaints.extend({asked.url} if urlsplit(asked.url).hostname != "127.0.0.1" else ()))
        page.goto(f"{network.base}{path}")
        return page

    yield opening
    for window in windows:
        window.close()
    assert complaints == []


@pytest.mark.parametrize(("dark", "width"), [(False, 1440), (True, 390)])
def test_a_feed_shows_a_thread_with_its_pictures(open_feed, dark, width):
    page = open_feed("/x/feed/17000000123", dark=dark, width=width)
    expect(page.get_by_role("note")).to_have_text("Rehearsal: nothing here is public")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(2)
    expect(page.get_by_role("img", name="A square")).to_have_count(3)
    assert page.evaluate("[...document.images].every(each => each.complete && each.naturalWidth > 0)")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    link = page.get_by_role("link", name="example.com/menu")
    assert (link.get_attribute("rel"), link.get_attribute("target")) == ("nofollow noopener", "_blank")


def test_from_the_index_to_a_feed_to_a_post(open_feed):
    page = open_feed("/")
    page.locator(".network.x a[href$='/17000000123']").click()
    page.get_by_role("article").nth(1).get_by_role("link").first.click()
    expect(page.get_by_role("article")).to_have_count(2)
    expect(page.locator(".marked")).to_contain_text("And it ends with coffee")
    page.get_by_role("link", name="All posts of").click()
    expect(page).to_have_url(re.compile("/x/feed/"))
