import pytest
from playwright.sync_api import expect

from agency_core.ui.contents import ENTRIES
from tests.browser.conftest import settled

pytestmark = pytest.mark.browser
NAMES = [one.name for one in ENTRIES]


@pytest.mark.parametrize("name", NAMES)
def test_page_opens_on_the_demo(desk, open_at, name):
    page = open_at(f"{desk.url}/{name}?client=demo")
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_text("in a way we did not foresee")).to_have_count(0)


@pytest.mark.parametrize("name", NAMES)
def test_page_opens_on_a_fresh_installation(empty_desk, open_at, name):
    page = open_at(f"{empty_desk.url}/{name}")
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_text("in a way we did not foresee")).to_have_count(0)


@pytest.mark.parametrize("tab", ["Explore", "Upload"])
def test_tabs_of_analytics_open_from_the_address(desk, open_at, tab):
    page = open_at(f"{desk.url}/analytics?client=demo&analytics_tab={tab}")
    expect(page.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")


@pytest.mark.parametrize("name", ["studio", "calendar", "review", "analytics", "settings"])
def test_page_fits_a_phone(desk, open_at, name):
    page = open_at(f"{desk.url}/{name}?client=demo", dark=True, width=390)
    settled(page)
    wider = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth")
    assert wider <= 0
