from datetime import UTC, datetime, timedelta

import pytest
import requests
from playwright.sync_api import expect

from tests.browser.conftest import settled

pytestmark = pytest.mark.browser


def test_a_sheet_of_posts_is_looked_at_imported_and_taken_back(desk, open_at):
    day = f"{datetime.now(UTC) + timedelta(days=45):%Y-%m-%d}"
    sheet = f"text,platforms,date,time\nThe sheet says: rye.,linkedin,{day},09:30\nNo day.,linkedin,{day[:8]}99,09:30\n"
    page = open_at(f"{desk.url}/calendar?client=bread&calendar_section=import")
    file = {"name": "plan.csv", "mimeType": "text/csv", "buffer": sheet.encode()}
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("1 post can be imported, 1 row with errors")).to_be_visible()
    page.get_by_role("button", name="Import 1 post", exact=True).click()
    expect(page.get_by_text("1 added, 0 known, 1 refused")).to_be_visible()
    found = requests.get(f"{desk.url}/api/content", params={"text": "The sheet says"}, timeout=10).json()["content"]
    assert [each["status"] for each in found] == ["scheduled"]
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back", exact=True)).to_be_visible()
    settled(page)
    assert requests.get(f"{desk.url}/api/content/{found[0]['id']}", timeout=10).status_code == 404
