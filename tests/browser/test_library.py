import pytest
import requests
from playwright.sync_api import expect

from tests.browser.conftest import settled
from tests.media.samples import picture, video

pytestmark = pytest.mark.browser


def media(desk, text: str) -> list[dict]:
    """What the library of the client in Berlin has under a name."""
    answer = requests.get(f"{desk.url}/api/media", params={"client_id": "bread", "text": text}, timeout=10)
    return answer.json()["media"]


def give(page, name: str, data: bytes, mime: str) -> None:
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": mime, "buffer": data})


def loads(page, where: str) -> None:
    """The picture in an element is there and has pixels."""
    image = page.locator(f"{where} img").first
    expect(image).to_be_visible()
    page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=image.element_handle())


def test_a_picture_is_uploaded_described_and_shown(desk, open_at):
    page = open_at(f"{desk.url}/library?client=bread")
    give(page, "rye-loaf.png", picture((300, 600), "PNG"), "image/png")
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text("Instagram: will be sent as JPEG 480 × 600")).to_be_visible()
    drawer.get_by_role("textbox", name="What it shows").fill("A loaf of rye")
    drawer.get_by_role("button", name="Save").click()
    expect(page.get_by_test_id("stToast").get_by_text("Saved.")).to_be_visible()
    [view] = media(desk, "rye-loaf")
    assert (view["alt_text"], view["mime"], view["width"]) == ("A loaf of rye", "image/png", 300)
    drawer.get_by_role("button", name="Close").click()
    settled(page)
    loads(page, f".st-key-library_{view['id']}")


def test_a_video_is_shown_by_its_first_frame(desk, open_at):
    page = open_at(f"{desk.url}/library?client=bread")
    give(page, "oven.mp4", video(codec="libx264"), "video/mp4")
    expect(page.get_by_role("dialog").locator("video")).to_be_visible()
    [view] = media(desk, "oven")
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    loads(page, f".st-key-library_{view['id']}")


def test_what_is_no_picture_is_refused_in_words(desk, open_at):
    page = open_at(f"{desk.url}/library?client=bread")
    give(page, "fake.png", b"<script>alert(1)</script>", "image/png")
    expect(page.get_by_text("The file is no picture, video or PDF.")).to_be_visible()
    assert media(desk, "fake") == []


def test_the_studio_takes_a_picture_from_the_library(desk, open_at):
    sent = requests.post(
        f"{desk.url}/api/media", params={"client_id": "bread", "alt_text": "Rolls"}, data=picture((800, 400)), timeout=10,
        headers={"Content-Type": "application/octet-stream", "X-Filename": "rolls.jpg"},
    ).json()
    page = open_at(f"{desk.url}/studio?client=bread")
    page.get_by_role("textbox", name="Title").fill("Rolls")
    page.get_by_role("textbox", name="Text", exact=True).fill("Fresh rolls.")
    page.get_by_role("button", name="Instagram", exact=True).click()
    page.get_by_role("button", name="From the library").click()
    page.get_by_role("dialog").locator(f".st-key-studio_media_choice_{sent['id']}").get_by_role("button", name="Add").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("textbox", name="What it shows")).to_have_value("Rolls")
    expect(page.get_by_text("Instagram: will be sent as JPEG 800 × 419")).to_be_visible()
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_test_id("stToast").get_by_text("Saved.")).to_be_visible()
    content_id = page.url.split("content=")[1].split("&")[0]
    kept = [(each["url"], each["alt_text"]) for each in desk.content(content_id)["media"]]
    assert kept == [(sent["url"], "Rolls")]
    uses = requests.get(f"{desk.url}/api/media/items/{sent['id']}/uses", timeout=10).json()["uses"]
    assert [use["content_id"] for use in uses] == [content_id]
