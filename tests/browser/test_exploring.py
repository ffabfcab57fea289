"""Charts of Analytics are taken along: as a picture made in the browser, as rows, and as a link to the very view."""

import csv
import struct
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled

pytestmark = pytest.mark.browser
PNG = b"\x89PNG\r\n\x1a\n"


def size_of(path: Path) -> tuple[int, int]:
    """Width and height of a picture in pixels."""
    head = path.read_bytes()[:24]
    assert head[:8] == PNG
    return struct.unpack(">II", head[16:24])


def saved(page, button):
    """What a button downloads."""
    with page.expect_download() as waiting:
        button.click()
    return waiting.value


@pytest.mark.parametrize(("by", "chart"), [("platform", ".js-plotly-plot"), ("small", "svg.marks")])
def test_a_chart_is_saved_as_a_picture_and_as_rows(desk, open_at, by, chart):
    page = open_at(f"{desk.url}/analytics?client=demo&analytics_tab=Explore&analytics_by={by}")
    expect(page.locator(chart).first).to_be_visible()
    picture = saved(page, page.get_by_role("button", name="PNG", exact=True))
    assert picture.suggested_filename.startswith("interactions-by-")
    assert picture.suggested_filename.endswith(".png")
    assert min(size_of(Path(picture.path()))) > 200
    table = saved(page, page.locator("[class*='_csv'] button").first)
    rows = csv.DictReader(Path(table.path()).read_text("utf-8-sig").splitlines())
    assert {row["Platform"] for row in rows} == {"Instagram", "LinkedIn"}


def test_a_copied_link_opens_the_same_view(desk, open_at):
    page = open_at(f"{desk.url}/analytics?client=demo&analytics_days=90&analytics_platform=instagram")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").first.click()
    expect(page.get_by_text("Link copied").first).to_be_visible()
    link = page.evaluate("() => navigator.clipboard.readText()")
    query = parse_qs(urlsplit(link).query)
    assert (query["analytics_days"], query["analytics_platform"]) == (["own"], ["instagram"])
    figure = page.get_by_test_id("stMetricValue").first.inner_text()
    page.goto(link)
    settled(page)
    expect(page.get_by_test_id("stMetricValue").first).to_have_text(figure)


def test_small_charts_fit_a_phone(desk, open_at):
    page = open_at(f"{desk.url}/analytics?client=demo&analytics_tab=Explore&analytics_by=funnel", dark=True, width=390)
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth") <= 0
