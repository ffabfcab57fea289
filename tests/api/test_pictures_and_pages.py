"""What is not JSON: drawn pictures, the reference, and calls from pages of a friend."""

from __future__ import annotations

import re

import pytest

from agency_core.api.app import create_api
from tests.api.conftest import problem, serve

FRIEND = "https://desk.example"


@pytest.fixture
def gallery(agency, tmp_path):
    folder = tmp_path / "media"
    folder.mkdir()
    (folder / "card-1.jpg").write_bytes(b"jpeg")
    (folder / "page.html").write_bytes(b"<script>")
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    with serve(agency, media_folder=folder) as client:
        yield client


def test_a_picture_is_served_as_what_its_name_says_and_nothing_else(gallery):
    answer = gallery.get("/api/media/card-1.jpg")
    assert (answer.content, answer.headers["content-type"]) == (b"jpeg", "image/jpeg")
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "name",
    [
        "absent.jpg", "page.html", "../secret.jpg", "..%2fsecret.jpg", "%2e%2e%2fsecret.jpg", "..%5csecret.jpg",
        "card-1.jpg%00.png", "%2fetc%2fpasswd", "C:%5cx.jpg", "%5c%5chost%5cx.jpg", ".jpg", "card-1.jpg%0a",
    ],
)
def test_no_other_file_is_served(gallery, name):
    problem(gallery.get(f"/api/media/{name}"), 404, "not_found")


def test_without_a_folder_there_are_no_pictures(api):
    assert problem(api.get("/api/media/card-1.jpg"), 404, "not_found")["field"] == "name"


def test_the_reference_needs_nothing_from_elsewhere(api):
    answer = api.get("/api/docs")
    assert answer.status_code == 200
    assert re.findall(r"<(?:script|link|img|iframe)|(?:src|href)=\"(?:https?:)?//", answer.text) == []
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_the_reference_shows_every_operation_with_a_call_to_copy(api):
    page, document = api.get("/api/docs").text, api.get("/api/openapi.json").json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert f'<details id="{operation["operationId"]}"><summary><b>{method.upper()}</b> <code>/api{path}</code>' in page
    assert page.count("<pre>curl") == sum(len(methods) for methods in document["paths"].values())
    assert "http://127.0.0.1:8501/api/agents" in page
    assert document["servers"] == [{"url": "/api"}]


def test_the_reference_escapes_what_it_shows(agency):
    api = create_api(lambda: agency)

    @api.get("/strange", tags=["<b>"], summary="x")
    def strange() -> str:
        """<script>alert(1)</script>"""
        return ""

    from starlette.testclient import TestClient

    assert "<script>" not in TestClient(api).get("/docs").text


def test_pages_of_a_friend_may_call_and_read(agency):
    door = serve(agency, cors_origins=[FRIEND])
    wish = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    asked = door.options("/api/agents", headers={"Origin": FRIEND, **wish})
    assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (200, FRIEND)
    answer = door.get("/api/agents", headers={"Origin": FRIEND})
    assert answer.headers["access-control-allow-origin"] == FRIEND
    assert "access-control-allow-credentials" not in answer.headers
    missing = door.get("/api/agents/nobody", headers={"Origin": FRIEND})
    assert (missing.status_code, missing.headers["access-control-allow-origin"]) == (404, FRIEND)


def test_without_friends_no_other_origin_may_read(api):
    own = api.get("/api/agents", headers={"Origin": "http://127.0.0.1:8501"})
    assert [name for name in own.headers if name.startswith("access-control")] == []
