"""The whole way once: connect, draft with a picture for four platforms, see it, schedule, watch it go out, settle a lost answer.

A person's hands do all of it; the API only says what became of it, and orders the fault.
"""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import requests
from playwright.sync_api import expect

from tests.browser.conftest import settled, typed_time
from tests.media.samples import picture

pytestmark = pytest.mark.browser
PLATFORMS = {"linkedin": "LinkedIn", "x": "X", "mastodon": "Mastodon", "bluesky": "Bluesky"}
BERLIN = ZoneInfo("Europe/Berlin")
AHEAD = timedelta(seconds=15)
"""What a planned time lies ahead at least; it is a whole minute, so at most a minute more."""
OUT = 60_000
"""Milliseconds in which what is due goes out, and what is lost is looked for in vain once."""
TEXT = "Our stone oven is warm. Come and see it! #bread with @bakers"


@pytest.fixture
def walk(desk):
    """A client of its own that was never connected to anything; its id."""
    new = {"id": f"walk_{uuid4().hex[:8]}", "name": "Walk", "timezone": BERLIN.key, "connect_sandbox": False}
    requests.post(f"{desk.url}/api/clients", json=new, timeout=10).raise_for_status()
    return new["id"]


@pytest.fixture
def order(desk):
    """Order faults of the sandbox; none is left behind."""
    faults = f"{desk.url}/sandbox/_control/faults"

    def order_one(**fault):
        requests.post(faults, json=fault, timeout=10).raise_for_status()

    yield order_one
    requests.delete(faults, timeout=10)


def deliveries(desk, content_id: str) -> list[dict]:
    answer = requests.get(f"{desk.url}/api/deliveries", params={"content_id": content_id}, timeout=10)
    return answer.json()["deliveries"]


def posts(desk, client: str, platform: str) -> list[dict]:
    """What stands on the client's profile of the sandbox's platform, but for what follows a post."""
    answer = requests.get(f"{desk.url}/api/accounts", params={"client_id": client}, timeout=10)
    [own] = [each["external_id"] for each in answer.json()["accounts"] if each["platform"] == platform]
    everything = requests.get(f"{desk.url}/sandbox/_control/posts", params={"platform": platform}, timeout=10).json()
    return [each for each in everything if each["author"] == own and each["text"].startswith("Our stone oven")]


def connected(page, client: str) -> None:
    """Log in to Mastodon, step by step as on a real server, and take the short way for the other three."""
    expect(page.get_by_text("Walk can publish on 0 of 9 platforms today.")).to_be_visible()
    page.locator(".st-key-accounts_platform_mastodon").get_by_role("button", name="Connect", exact=True).click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_text("Try the login on the sandbox").click()
    drawer.get_by_role("link", name="Log in to the Mastodon of the sandbox").click()
    expect(page.get_by_text("The agency desk asks to act for this profile:")).to_be_visible()
    page.get_by_role("link", name="Allow").click()
    expect(page.get_by_text("Which profiles may we publish to on Mastodon of the sandbox?")).to_be_visible()
    page.locator(".st-key-accounts_found").get_by_role("button", name="Connect").click()
    expect(page.get_by_test_id("stToast").get_by_text("1 profile connected.")).to_be_visible()
    for platform, label in PLATFORMS.items():
        if platform != "mastodon":
            card = page.locator(f".st-key-accounts_platform_{platform}")
            card.get_by_role("button", name="Connect to the sandbox").click()
            expect(page.get_by_test_id("stToast").get_by_text(f"{label} is connected to the sandbox.")).to_be_visible()
            settled(page)
    expect(page.get_by_text("Walk can publish on 4 of 9 platforms today.")).to_be_visible()


def choose(page, label: str, option: str) -> None:
    """Pick an option of a select box."""
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option).click()
    settled(page)


def drafted(page, desk) -> str:
    """Write a draft with a picture for four platforms in the Studio, looking at what each makes of it; its id."""
    page.get_by_role("link", name="Studio").click()
    expect(page.get_by_role("heading", name="Studio")).to_be_visible()
    page.get_by_role("textbox", name="Title").fill("The stone oven")
    for label in PLATFORMS.values():
        page.locator(".st-key-studio_platforms").get_by_role("button", name=label, exact=True).click()
        settled(page)
    page.get_by_role("textbox", name="Text", exact=True).fill(TEXT)
    page.keyboard.press("Tab")
    choose(page, "Kind", "Image post")
    page.get_by_role("button", name="Upload").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "oven.jpg", "mimeType": "image/jpeg", "buffer": picture((800, 600))},
    )
    expect(page.get_by_text("X: will be sent as JPEG 800 × 600")).to_be_visible()
    settled(page)
    page.get_by_role("textbox", name="What it shows").fill("A stone oven")
    page.get_by_role("button", name="Add what follows").click()
    page.get_by_role("textbox", name="Text 1 after the post").fill("How we built it.")
    page.keyboard.press("Tab")
    looked_at(page)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_test_id("stToast").get_by_text("Saved.")).to_be_visible()
    settled(page)
    content_id = page.url.split("content=")[1].split("&")[0]
    assert sorted(desk.content(content_id)["target_platforms"]) == sorted(PLATFORMS)
    return content_id


def looked_at(page) -> None:
    """Each platform's card shows the words, the picture and how much of its own room they take."""
    rooms = {
        "linkedin": "of 3 000 characters", "x": "of 280 weighted", "mastodon": "of 500 characters", "bluesky": "of 300 graphemes",
    }
    for name, room in rooms.items():
        card = page.locator(f".st-key-studio_preview_{name}")
        expect(card.get_by_text(re.compile(re.escape(room).replace(r"\ ", r"\s")))).not_to_have_count(0)
        expect(card.get_by_text("Our stone oven is warm.")).to_be_visible()
        expect(card.locator("img")).to_be_visible()
        expect(card.get_by_text("How we built it.")).to_be_visible()
    expect(page.locator(".st-key-studio_preview_x").get_by_text("2 of 2")).to_be_visible()
    expect(page.locator(".st-key-studio_preview_linkedin").get_by_text("First comment")).to_be_visible()
    expect(page.get_by_text("Ready for LinkedIn, X, Mastodon, Bluesky.")).to_be_visible()


def approved(page, desk, content_id: str) -> None:
    """Submit it and approve it; without a time it then waits for one."""
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_test_id("stToast").get_by_text("Submitted for review.")).to_be_visible()
    page.get_by_role("link", name="Decide").click()
    expect(page.get_by_text("First comment on LinkedIn; Post 2 of the thread on X, Mastodon, Bluesky")).to_be_visible()
    expect(page.locator("[data-testid=stMain] img")).to_be_visible()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_test_id("stToast").get_by_text("Approved “The stone oven”.")).to_be_visible()
    assert desk.content(content_id)["status"] == "approved"


def scheduled(page, desk, client: str, content_id: str) -> datetime:
    """Give it the next minute in the Studio and schedule it; that moment."""
    page.goto(f"{desk.url}/studio?client={client}&content={content_id}")
    settled(page)
    wall = datetime.now(BERLIN) + AHEAD + timedelta(minutes=1)
    wall = wall.replace(second=0, microsecond=0)
    typed_time(page, "Planned time", wall)
    said = re.compile(f"{wall:%H}:\u2060?{wall:%M} Europe/Berlin")
    expect(page.get_by_test_id("stMain").get_by_text(said)).to_be_visible()
    page.get_by_role("button", name="Schedule", exact=True).click()
    expect(page.get_by_test_id("stToast").get_by_text("Scheduled for").get_by_text(said)).to_be_visible()
    assert desk.content(content_id)["status"] == "scheduled"
    return wall.astimezone(UTC)


def test_everything_once(desk, walk, order, open_at):
    page = open_at(f"{desk.url}/accounts?client={walk}")
    connected(page, walk)
    content_id = drafted(page, desk)
    approved(page, desk, content_id)
    order(platform="x", route="commit", kind="no_id")
    order(platform="x", route="read", kind="error_before", times=200)
    due = scheduled(page, desk, walk, content_id)

    page.get_by_role("link", name="Deliveries").click()
    expect(page.get_by_text("Pending 8")).to_be_visible()
    assert [posts(desk, walk, name) for name in PLATFORMS] == [[], [], [], []]
    ahead = max(0, (due - datetime.now(UTC)).total_seconds() * 1000)
    expect(page.get_by_text("Unconfirmed 1")).to_be_visible(timeout=ahead + OUT)
    expect(page.get_by_text("Delivered 6")).to_be_visible(timeout=OUT)
    sent = deliveries(desk, content_id)
    states = {each["platform"]: each["state"] for each in sent if each["part"] == 0}
    assert states == {"linkedin": "delivered", "mastodon": "delivered", "bluesky": "delivered", "x": "unconfirmed"}
    assert min(datetime.fromisoformat(each["delivered_at"]) for each in sent if each["delivered_at"]) >= due

    page.get_by_role("link", name="Command center").click()
    page.get_by_role("link", name="1 post to confirm").click()
    expect(page).to_have_url(re.compile("deliveries_state=unconfirmed"))
    lost = next(each for each in sent if each["state"] == "unconfirmed")
    page.goto(f"{desk.url}/deliveries?client={walk}&delivery={lost['id']}")
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text("Is it out?")).to_be_visible()
    [post] = posts(desk, walk, "x")
    drawer.get_by_role("textbox", name="It is there: link of the post").fill(f"https://x.com/walk/status/{post['id']}")
    drawer.get_by_role("button", name="It is there", exact=True).click()
    expect(page.get_by_test_id("stToast").get_by_text("Recorded as delivered.")).to_be_visible()
    assert [len(posts(desk, walk, name)) for name in PLATFORMS] == [1, 1, 1, 1]
