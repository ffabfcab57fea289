"""Exports of figures, dropped on Analytics: each sample, a table that nobody knows, and an import that is taken back."""

import time

import pytest
import requests
from playwright.sync_api import expect

from tests.analytics.conftest import EXPORTS
from tests.browser.conftest import settled

pytestmark = pytest.mark.browser
PAGE = "analytics?client=bread&analytics_tab=Upload"
SAMPLES = {
    "LINKEDIN_page_content_2025-03.xlsx": 8, "META_posts_2025-02.csv": 20, "PUBLER_post_insights_2025-06.csv": 10,
    "TIKTOK_Content_en_2026-02.csv": 13, "X_new_account_analytics_content_2026-08.csv": 40,
    "X_old_tweet_activity_metrics_2022-02.csv": 40, "YOUTUBE_studio_content_table_data_2026.csv": 220,
}
REFUSED = ("TIKTOK_Overview_en_2026-02.csv", "YOUTUBE_studio_geography_table_data_2021.csv")
LINK = "https://www.linkedin.com/feed/update/urn:li:activity:7390000000000000001"
TABLE = f"Update,Sent,Permalink,Impr,Reacts\nHello,2025-10-31 10:00,{LINK},120,4\nAgain,2025-10-31 10:00,{LINK[:-1]}2,120,many\n"


def uploads(desk):
    """What became of the uploads, by file name."""
    found = requests.get(f"{desk.url}/api/analytics/uploads", params={"client_id": "bread"}, timeout=10).json()["uploads"]
    return {each["filename"]: each for each in found}


def imported(desk, names):
    """The uploads with these names, once all are imported."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        found = {name: each for name, each in uploads(desk).items() if name in names}
        if all(each["status"] == "imported" for each in found.values()):
            return found
        time.sleep(0.3)
    raise AssertionError(found)


@pytest.mark.skipif(not EXPORTS.is_dir(), reason="the sample exports are not here")
def test_each_sample_is_dropped_seen_and_imported(desk, open_at):
    page = open_at(f"{desk.url}/{PAGE}")
    for name, rows in SAMPLES.items():
        page.locator("input[type=file]").set_input_files(EXPORTS / name)
        expect(page.get_by_test_id("stMarkdownContainer").get_by_text(name, exact=True)).to_be_visible()
        expect(page.get_by_text("Recognised:")).to_be_visible()
        page.get_by_role("button", name=f"Import {rows} rows", exact=True).click()
        expect(page.get_by_text("Recognised:")).to_have_count(0)
    for name in REFUSED:
        page.locator("input[type=file]").set_input_files(EXPORTS / name)
        expect(page.get_by_test_id("stAlert").get_by_text("not")).to_be_visible()
        page = open_at(f"{desk.url}/{PAGE}")
    found = imported(desk, SAMPLES)
    assert {name: each["rows_added"] for name, each in found.items()} == SAMPLES
    page = open_at(f"{desk.url}/{PAGE}&analytics_upload={found['META_posts_2025-02.csv']['id']}")
    expect(page.get_by_text("20 added, 0 unchanged, 0 refused of 20 rows").first).to_be_visible()


def test_a_table_of_ones_own_is_mapped_imported_and_taken_back(desk, open_at):
    page = open_at(f"{desk.url}/{PAGE}")
    page.locator("input[type=file]").set_input_files({"name": "own.csv", "mimeType": "text/csv", "buffer": TABLE.encode()})
    expect(page.get_by_text("No column has numbers.")).to_be_visible()
    for field, column in (("Platform of all rows", "LinkedIn"), ("Impressions", "Impr  ·  120"), ("Likes", "Reacts  ·  4")):
        box = page.get_by_role("combobox", name=field, exact=True)
        box.focus()
        box.press_sequentially(column.partition(" ")[0], delay=30)
        box.press("Enter")
        expect(box).to_have_value(column)
    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_text("1 row can be imported, 1 with errors")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Import 1 row", exact=True).click()
    expect(page.get_by_text("1 added, 0 unchanged, 1 refused of 2 rows").first).to_be_visible()
    page.get_by_role("button", name="Undo this import").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Nothing of it is kept.")).to_be_visible()
    settled(page)
    assert uploads(desk)["own.csv"]["status"] == "undone"
    page.locator("input[type=file]").set_input_files({"name": "next.csv", "mimeType": "text/csv", "buffer": TABLE.encode()})
    expect(page.get_by_text("Read as own")).to_be_visible()
