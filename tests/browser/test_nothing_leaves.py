"""Nothing that a page loads comes from another machine."""

from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import settled

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", ["", "studio", "calendar", "analytics"])
def test_page_loads_from_this_machine_only(desk, open_at, name):
    page = open_at(f"{desk.url}/?client=bread")
    loaded: list[str] = []
    page.on("requestfinished", lambda request: loaded.append(request.url))
    page.goto(f"{desk.url}/{name}?client=bread")
    settled(page)
    page.wait_for_timeout(500)
    hosts = {urlsplit(each).hostname for each in loaded if each.startswith(("http", "ws"))}
    assert hosts == {"127.0.0.1"}
