"""R24: a file is what its content says, is served as nothing else, and no path leads to any other file."""

from __future__ import annotations

import io
import re
import shutil
import zipfile

import pytest

from agency_core.agency import make_agency
from agency_core.api.app import create_api
from agency_core.settings import Settings
from tests.api.conftest import serve
from tests.media.samples import animation, document, picture

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>window.PWN=1</script></svg>'
HTML = b"<!doctype html><script>window.PWN=1</script>"
NO_MEDIA = {
    "svg": SVG, "svg after a declaration": b'<?xml version="1.0"?>\n' + SVG, "html": HTML, "html after blanks": b" \n\t" + HTML,
    "html with a mark": b"\xef\xbb\xbf" + HTML, "script": b"alert(1)", "xml": b"<a/>", "shell": b"#!/bin/sh\n",
    "gif in name": b"GIF89a=1;//",
    "multipart": b"--x\r\nContent-Type: text/html\r\n\r\n" + HTML, "php": b"<?php system('id'); ?>",
}
NAMES = ("photo.png", "photo.jpg", "a.html.png", "a.png\x00.html", "../../a.png", "photo.svg", "photo.pdf")


def _archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        opened.writestr("index.html", HTML)
    return out.getvalue()


POLYGLOTS = {
    "png and html": picture(kind="PNG") + HTML, "jpeg and html": picture() + HTML, "gif and script": animation() + b"/*" + HTML,
    "png and zip": picture(kind="PNG") + _archive(), "pdf and html": document() + HTML,
}
LEADS_OUT = (
    "..%2f..%2fcanary.txt", "%2e%2e%2fcanary.txt", "..%252f..%252fcanary.txt", "..%5c..%5ccanary.txt", "%2fetc%2fpasswd", "..%00",
    "canary.txt%00.png", "%c0%ae%c0%ae%2fcanary.txt", "%5c%5chost%5cshare", "C:%5ccanary.txt", "....%2f%2fcanary.txt",
    "file:%2f%2fx",
)
ROUTES = sorted(path for path, methods in create_api(lambda: None).openapi()["paths"].items() if "get" in methods and "{" in path)


@pytest.fixture(scope="module")
def shared(tmp_path_factory, empty_database):
    """One API for the tests that leave nothing behind."""
    folder = tmp_path_factory.mktemp("shared") / "data"
    shutil.copytree(empty_database, folder)
    agency = make_agency(Settings(data=folder))
    with serve(agency, media_folder=folder / "media") as client:
        client.folder = folder
        yield client
    agency.publish.stop()
    agency.db.close()


@pytest.fixture
def api(agency):
    """The API of an agency with a media folder."""
    with serve(agency, media_folder=agency.settings.data / "media") as client:
        yield client


def send(api, content: bytes, name: str):
    """Hand a file in."""
    headers = {"Content-Type": "application/octet-stream", "X-Filename": name.encode().decode("latin-1").replace("\0", "%00")}
    return api.post("/api/media", content=content, headers=headers)


@pytest.mark.parametrize("what", NO_MEDIA)
@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_media_that_is_none_is_refused_whatever_its_name(shared, what, name):
    answer = send(shared, NO_MEDIA[what], name)
    assert (answer.status_code, answer.json()["field"]) == (422, "file")


@pytest.mark.parametrize("what", POLYGLOTS)
def test_media_that_is_two_things_is_served_as_the_harmless_one(api, what):
    answer = send(api, POLYGLOTS[what], "index.html")
    if answer.status_code == 422:
        return  # refused is as good
    served = api.get(answer.json()["url"])
    assert re.fullmatch(r"image/(png|jpeg|gif)|application/pdf", served.headers["content-type"])
    assert served.headers["x-content-type-options"] == "nosniff"
    assert served.headers["content-security-policy"].startswith("sandbox")


@pytest.mark.parametrize("route", ROUTES)
def test_media_and_every_other_route_leads_to_no_other_file(shared, route):
    (shared.folder / "canary.txt").write_text("CANARY-IN-THE-FOLDER", encoding="utf-8")
    for name in LEADS_OUT:
        answer = shared.get("/api" + re.sub(r"\{\w+\}", name, route))
        assert (answer.status_code < 500, "CANARY-IN" in answer.text, "root:" in answer.text) == (True, False, False), name
