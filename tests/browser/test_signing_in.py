"""One agency from its first link on: people come in, write, approve, let the client approve, and are shut out again."""

import re
from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from agency_core.agency import make_agency
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.client import NewClient
from agency_core.domain.terms import ClientTerms, Step
from agency_core.settings import Settings
from tests.browser.conftest import Desk, serve, settled
from tests.entrance import PASSWORD, token_in

pytestmark = pytest.mark.browser
WORDS = "The oven is warm from six in the morning."


@pytest.fixture
def first_link(tmp_path, chromium) -> tuple[str, str]:
    """A folder with a client that approves content itself, and no owner: the folder, and the token of the owner's link."""
    folder = tmp_path / "data"
    agency = make_agency(Settings(data=folder))
    for client_id, name in (("bread", "Bread & Co"), ("tea", "Secret Tea")):
        agency.clients.create(LOCAL_OWNER, new=NewClient(name, "Europe/Berlin", id=client_id))
    agency.keeping.terms.save(LOCAL_OWNER, "bread", terms=ClientTerms((Step.INTERNAL, Step.CLIENT), {}))
    token = token_in(agency.door.first_run.link(LOCAL_OWNER))
    agency.publish.stop()
    agency.db.close()
    return str(folder), token


@pytest.fixture
def closed(first_link, tmp_path) -> Iterator[Desk]:
    """The desk on that folder."""
    yield from serve(tmp_path / "data")


@pytest.fixture
def someone(browser: Browser, closed):
    """Another person's browser, with nothing remembered; a script error fails the test."""
    errors: list[str] = []
    windows = []

    def arrive() -> Page:
        windows.append(browser.new_context(base_url=closed.url, viewport={"width": 1440, "height": 1000}, locale="en-GB",
                                           timezone_id="Europe/London", reduced_motion="reduce"))
        page = windows[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield arrive
    for window in windows:
        window.close()
    assert errors == []


def come(page: Page, path: str, name: str, email: str = "") -> None:
    """Take a link that makes somebody a person here."""
    page.goto(path)
    if email:
        page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button").click()
    expect(page.get_by_text(f"Signed in as {name}")).to_be_visible()


def turned_away(page: Page, path: str) -> None:
    """Nobody is signed in: the form, and nothing of the desk."""
    frames: list[str] = []
    page.on("websocket", lambda line: frames.append(line.url))
    page.goto(path)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert re.search(r"/login\?next=", page.url)
    assert (frames, page.get_by_text("Bread & Co").count()) == ([], 0)


def invited(page: Page, email: str) -> str:
    """Invite an editor for the first client; the path and token of their link."""
    page.goto("/people?client=bread")
    page.get_by_role("button", name="Invite").click()
    form = page.get_by_role("dialog")
    form.get_by_role("textbox", name="E-mail address").fill(email)
    expect(form.get_by_role("combobox", name="Role")).to_have_value(re.compile("Editor"))
    expect(form.get_by_role("combobox", name="For")).to_have_value("Bread & Co")
    form.get_by_role("button", name="Make the link").click()
    expect(form.get_by_text("It is not shown again.")).to_be_visible()
    link = form.get_by_test_id("stCode").inner_text()
    page.keyboard.press("Escape")
    return f"/invite?token={token_in(link)}"


def submitted(page: Page) -> None:
    """Write something, and hand it in."""
    page.get_by_role("link", name="Studio").click()
    expect(page.get_by_role("heading", name="Studio")).to_be_visible()
    page.get_by_role("textbox", name="Title").fill("The oven")
    page.locator(".st-key-studio_platforms").get_by_role("button", name="LinkedIn", exact=True).click()
    settled(page)
    page.get_by_role("textbox", name="Text", exact=True).fill(WORDS)
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("Submitted for review.")).to_be_visible()
    expect(page.get_by_role("link", name="See it in Review")).to_be_visible()


def approved(page: Page) -> str:
    """Approve it for the agency, and make the client's link; its path."""
    page.goto("/review?client=bread")
    expect(page.get_by_text(WORDS)).to_be_visible()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("The agency has approved it; the client is asked")).to_be_visible()
    settled(page)
    page.get_by_text("Send to the client").click()
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_text("Whoever has it answers for the client.")).to_be_visible()
    link = page.locator(".st-key-review_send").get_by_test_id("stCode").inner_text()
    return f"/r/{link.strip().rpartition('/r/')[2]}"


def agreed(page: Page, path: str) -> None:
    """The client reads exactly those words, and approves them."""
    page.goto(path)
    expect(page.get_by_text(WORDS)).to_be_visible()
    page.get_by_label("Your name").fill("Cleo Client")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Approved. It goes out as you read it.")).to_be_visible()


def disable(page: Page) -> None:
    """Shut the editor out."""
    page.goto("/people?client=bread")
    page.get_by_role("combobox", name="Details of").click()
    page.get_by_role("option", name=re.compile("Edda")).click()
    page.get_by_role("button", name="Disable").click()
    expect(page.get_by_text("They are signed out at once")).to_be_visible()
    page.get_by_role("button", name="Disable").click()


def test_from_the_first_link_to_being_shut_out(first_link, closed, someone):
    owner, editor, client = someone(), someone(), someone()
    come(owner, f"/first-run?token={first_link[1]}", "Olga", "olga@agency.example")
    turned_away(editor, "/review?client=bread")
    link = invited(owner, "edda@agency.example")
    come(editor, link, "Edda")
    expect(editor.get_by_text("Secret Tea")).to_have_count(0)
    submitted(editor)
    shown = approved(owner)
    agreed(client, shown)
    [session] = [each for each in editor.context.cookies() if each["name"] == "agency"]
    signed = {"agency": session["value"]}
    told = requests.get(f"{closed.url}/api/content", params={"client_id": "bread"}, cookies=signed, timeout=10)
    assert [each["status"] for each in told.json()["content"]] == ["approved"]
    disable(owner)
    expect(owner.get_by_text("Edda is disabled.")).to_be_visible()
    expect(editor.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(editor).to_have_url(re.compile("/login"))
    refused = requests.get(f"{closed.url}/api/content", params={"client_id": "bread"}, cookies=signed, timeout=10)
    assert refused.status_code == 401
    turned_away(editor, "/studio")
