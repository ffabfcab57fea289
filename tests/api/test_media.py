"""The media library over the API: files come in as bodies and go out as what they are, and nothing else is served."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.testclient import TestClient

from agency_core.api.app import create_api
from agency_core.api.local_gate import LocalGate
from tests.api.conftest import OWN, problem
from tests.media.samples import document, picture, pieces, video

BINARY = {"Content-Type": "application/octet-stream"}


@pytest.fixture
def api(agency):
    """A client of an API that takes files of at most 200 kB."""
    api = create_api(lambda: agency, media_folder=agency.settings.data / "media")
    gate = Middleware(LocalGate, media_bytes=200_000)
    with TestClient(Starlette(routes=[Mount("/api", api)], middleware=[gate]), base_url=OWN) as client:
        yield client


def send(api, data, name="photo.jpg", **query):
    return api.post("/api/media", content=data, headers={**BINARY, "X-Filename": name}, params=query)


def test_a_file_is_kept_and_served_as_it_came(api, agency):
    answer = send(api, picture(), "B%C3%A4ckerei.jpg", alt_text="A loaf")
    made = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, f"/api/media/items/{made['id']}")
    assert (made["name"], made["alt_text"], made["mime"], made["width"]) == ("Bäckerei.jpg", "A loaf", "image/jpeg", 600)
    served = api.get(made["url"])
    assert (served.content, served.headers["content-type"]) == (picture(), "image/jpeg")
    assert served.headers["x-content-type-options"] == "nosniff"
    assert served.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert "immutable" in served.headers["cache-control"]
    assert served.headers["etag"]
    small = api.get(made["thumb_url"])
    assert (small.headers["content-type"], small.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")


def test_a_body_without_a_length_is_streamed(api):
    assert send(api, pieces(picture(), 100)).status_code == 201


def test_a_body_past_the_limit_is_refused_while_it_comes(api, agency):
    problem(send(api, bytes(300_000)), 413, "too_large")
    problem(send(api, (bytes(50_000) for _ in range(8))), 413, "too_large")
    assert list((agency.settings.data / "media").iterdir()) == []


def test_what_is_no_medium_is_refused_by_its_content(api):
    said = problem(send(api, b"<script>alert(1)</script>", "photo.jpg"), 422, "invalid")
    assert (said["field"], "JPEG" in said["remedy"]) == ("file", True)


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", None])
def test_a_page_elsewhere_cannot_send_a_file_by_a_simple_form(api, kind):
    answer = api.post("/api/media", content=picture(), headers={"Content-Type": kind} if kind else {})
    problem(answer, 415, "not_a_file")


def test_a_part_of_a_video_is_served(api):
    made = send(api, video(), "v.mp4").json()
    answer = api.get(made["url"], headers={"Range": "bytes=10-19"})
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (206, video()[10:20], "video/mp4")
    assert answer.headers["content-range"] == f"bytes 10-19/{len(video())}"


def test_a_document_is_saved_and_not_shown(api):
    made = send(api, document(), "menu.pdf").json()
    assert api.get(made["url"]).headers["content-disposition"] == "attachment"
    assert made["thumb_url"] == ""
    problem(api.get(f"/api/media/thumb/{made['id']}"), 404, "not_found")


TRAVERSALS = [
    "../secret.jpg", "..%2fsecret.jpg", "%2e%2e/secret.jpg", "%2e%2e%2fsecret.jpg", "..%252fsecret.jpg", "..%5csecret.jpg",
    "....//secret.jpg", "..;/secret.jpg", "%c0%ae%c0%ae/secret.jpg", "x/../../secret.jpg", "/etc/passwd.jpg", "%2fetc%2fpasswd",
    "thumb/../../secret.jpg", "thumb/..%2f..%2fsecret.jpg", "secret.jpg%00.png", "secret.jpg%0a", "C:%5csecret.jpg", "~root.jpg",
    "secret.jpg/", "secret.jpg::$DATA", ".hidden.jpg", "agency.sqlite3", "..%2fagency.sqlite3",
]


@pytest.mark.parametrize("name", TRAVERSALS)
def test_no_path_leads_out_of_the_folder(api, agency, name):
    folder = agency.settings.data / "media"
    folder.mkdir(exist_ok=True)
    (agency.settings.data / "secret.jpg").write_bytes(b"secret")
    answer = api.get(f"/api/media/{name}")
    assert (answer.status_code, answer.content == b"secret", answer.content[:6] == b"SQLite") == (404, False, False)


def test_what_lies_beside_the_media_is_not_served(api, agency):
    folder = agency.settings.data / "media"
    folder.mkdir(exist_ok=True)
    for name in ("fetched-1.file", "fetched-1.json", "01a.part", "page.html", "drawing.svg"):
        (folder / name).write_bytes(b"x")
        problem(api.get(f"/api/media/{name}"), 404, "not_found")


def test_a_medium_is_renamed_described_and_deleted(api, agency):
    made = send(api, picture()).json()
    place = f"/api/media/items/{made['id']}"
    assert api.patch(place, json={"alt_text": "Rye"}).json()["alt_text"] == "Rye"
    assert api.get(place).json()["name"] == "photo.jpg"
    assert api.patch(place, json={"name": "rye.jpg"}).json()["name"] == "rye.jpg"
    assert [each["id"] for each in api.get("/api/media", params={"text": "rye"}).json()["media"]] == [made["id"]]
    assert api.get("/api/media", params={"sort": "video"}).json()["media"] == []
    assert api.delete(place).status_code == 204
    problem(api.get(place), 404, "not_found")
    problem(api.get(made["url"]), 404, "not_found")


def test_a_medium_that_is_needed_says_where(api):
    made = send(api, picture()).json()
    words = {
        "content_type": "image_post", "title": "Bread", "content_body": "Fresh", "target_platforms": ["linkedin"],
        "media": [{"url": made["url"], "alt_text": "A loaf"}], "client_id": made["client_id"],
    }
    content = api.post("/api/content", json=words).json()
    uses = api.get(f"/api/media/items/{made['id']}/uses").json()["uses"]
    assert uses == [{"content_id": content["id"], "title": "Bread", "status": "draft"}]
    problem(api.delete(f"/api/media/items/{made['id']}"), 409, "conflict")


def test_each_platform_says_what_it_is_sent(api):
    made = send(api, picture((300, 600), "PNG")).json()
    answer = api.get(f"/api/media/items/{made['id']}/sendings", params={"platform": ["instagram", "linkedin"]})
    found = {each["platform"]: each for each in answer.json()["sendings"]}
    assert (found["instagram"]["mime"], found["instagram"]["width"], found["instagram"]["height"]) == ("image/jpeg", 480, 600)
    assert found["instagram"]["changed"] == ["PNG to JPG", "padded to a shape that is taken"]
    assert (found["linkedin"]["mime"], found["linkedin"]["changed"]) == ("image/png", [])


def test_a_relative_address_that_is_no_file_of_ours_is_refused(api):
    words = {"content_type": "image_post", "title": "B", "content_body": "F", "target_platforms": ["linkedin"]}
    for url in ("/api/media/../x.jpg", "/api/media/x.svg", "/etc/passwd", "/api/media/x.jpg?y", "file:///etc/passwd"):
        problem(api.post("/api/content", json={**words, "media": [{"url": url}]}), 422, "invalid")
