"""R24: where people sign in, networks fetch the pictures of content at signed addresses, and nobody else does."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

import pytest

from agency_core.domain.content import ContentType, MediaItem, NewContent
from agency_core.domain.delivery import DeliveryFilter
from tests.media.samples import picture, pieces

PLATFORMS = ("instagram", "linkedin", "threads")


@pytest.fixture(scope="module")
def medium(desk):
    """A picture of the desk's client."""
    owner = desk.agency.door.sessions.resolve(desk.tokens["owner"])
    return desk.agency.library.add(owner, "bread", name="loaf.png", chunks=pieces(picture((640, 640), "PNG")))


def test_a_picture_is_published_on_networks_that_fetch_it_and_on_those_that_are_sent_it(desk, medium):
    agency, owner = desk.agency, desk.agency.door.sessions.resolve(desk.tokens["owner"])
    new = NewContent(
        ContentType.IMAGE_POST, "Navy", "All navy.", PLATFORMS, client_id="bread", media=(MediaItem(medium.url, "All navy"),)
    )
    content = agency.draft.create(owner, new=new)
    agency.review.approve(owner, content.id)
    agency.schedule.publish_now(owner, content.id)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = agency.deliver.list(owner, filter=DeliveryFilter(content_id=content.id)).items
        if not any(each.state in {"pending", "sending"} for each in found):
            break
        time.sleep(0.2)
    assert {each.platform: each.state for each in found} == dict.fromkeys(PLATFORMS, "delivered")


def test_a_signed_address_is_good_without_a_session_and_for_nothing_else(desk, medium):
    signed = urlsplit(desk.agency.library.addresses.signed(medium.url))
    address = f"{signed.path}?{signed.query}"
    answer = desk.get(address)
    assert (answer.status_code, answer.headers["content-type"], answer.content[:4]) == (200, "image/png", b"\x89PNG")
    assert desk.ask("HEAD", address).status_code == 200
    part = desk.get(address, headers={"Range": "bytes=0-3", "Host": "desk.example"})
    assert (part.status_code, part.content) == (206, b"\x89PNG")
    for refused in (signed.path, address[:-1], f"/api/media/thumb-{medium.id}.jpg?{signed.query}", f"/api/media?{signed.query}"):
        assert desk.get(refused).status_code == 401, refused
    assert desk.ask("DELETE", address).status_code == 401
    assert desk.get(address, headers={"Host": "evil.example"}).status_code in {400, 421}


def test_a_file_without_a_proof_needs_a_session(desk, medium):
    told = {name: desk.get(medium.url, desk.tokens[name]).status_code for name in ("owner", "bob", "revoked", "garbage")}
    assert told == {"owner": 200, "bob": 200, "revoked": 401, "garbage": 401}
