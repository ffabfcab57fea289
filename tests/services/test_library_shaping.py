"""Media of the library on their way out: foreseen without being opened, made to fit when sent, served at the address given."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from agency_core.domain.account import NewAccount
from agency_core.domain.client import NewClient
from agency_core.domain.content import ContentType, MediaItem, NewContent, content_hash
from agency_core.domain.platform import MediaSort
from agency_core.domain.publishing import Failure, PlatformError
from agency_core.errors import Invalid
from agency_core.http_client import Answer
from agency_core.platforms import CONNECTORS
from agency_core.security import kept_files
from tests.media.samples import document, picture, pieces, video

PUBLIC = "https://media.example"
OWN = "http://127.0.0.1:8501"


@pytest.fixture
def shaper(agency):
    return agency.draft._shaper


@pytest.fixture
def add(agency, owner):
    def keep(data, name="photo.jpg", client_id=""):
        place = client_id or agency.clients.own(owner).id
        return agency.library.add(owner, place, name=name, chunks=pieces(data))

    return keep


@pytest.fixture
def drafted(agency, owner):
    """Makes a draft that shows these addresses."""

    def make(*urls, platforms=("instagram",), **more):
        new = NewContent(
            ContentType.IMAGE_POST, "Fresh bread", "From the oven", platforms, client_id=agency.clients.own(owner).id,
            media=tuple(MediaItem(url, "A loaf") for url in urls), **more,
        )
        return agency.draft.create(owner, new=new)

    return make


def rules(found):
    return {issue.rule: issue.blocking for issue in found}


SAMPLES = {
    "jpeg": lambda: picture(), "tall png": lambda: picture((700, 2000), "PNG", placed=True),
    "turned": lambda: picture((900, 600), turned=8), "wide webp": lambda: picture((3000, 900), "WEBP"),
    "noise": lambda: picture((1500, 1500), noise=True), "video": video, "document": document,
}


def unsigned(url):
    """An address without the proof that lets a network fetch it."""
    return url.partition("?until=")[0]


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("platform", CONNECTORS)
def test_what_was_foreseen_is_what_is_sent(shaper, add, drafted, platform, sample):
    content = drafted(add(SAMPLES[sample]()).url, platforms=(platform,))
    foreseen = shaper.shape(content, platform, "Bread & Co").media[0]
    sent = shaper.ready(content, platform, "Bread & Co", sandbox=True).media[0]
    sent = replace(sent, url=unsigned(sent.url))
    assert (sent.url, sent.mime, sent.seconds, sent.alt_text) == (foreseen.url, foreseen.mime, foreseen.seconds, "A loaf")
    limits = shaper.networks.connectors[platform].facts.capabilities.files.get(MediaSort.IMAGE)
    if sent.mime.startswith("image/"):
        assert sent.bytes <= limits.most_bytes
        assert (sent.width / sent.height) == pytest.approx(foreseen.width / foreseen.height, rel=0.01)
        assert sent.mime in limits.types
    else:
        assert replace(sent, path="") == foreseen
    assert (sent.url, foreseen.path) == (f"{OWN}/api/media/{sent.path.rsplit('/', 1)[-1]}", "")


def test_the_served_file_is_the_sent_one(agency, shaper, add, drafted):
    from tests.api.conftest import serve

    sent = shaper.ready(drafted(add(picture(kind="PNG")).url), "instagram", "B", sandbox=True).media[0]
    with serve(agency, media_folder=agency.settings.data / "media") as api:
        answer = api.get(sent.url.removeprefix(OWN))
    assert (answer.status_code, answer.headers["content-type"], len(answer.content)) == (200, sent.mime, sent.bytes)


def test_a_copy_is_made_once(shaper, add, drafted):
    content = drafted(add(picture(kind="PNG")).url)
    first = shaper.ready(content, "instagram", "B", sandbox=True).media[0]
    drawn = Path(first.path).stat().st_ino
    assert shaper.ready(content, "instagram", "B", sandbox=True).media[0] == first
    assert Path(first.path).stat().st_ino == drawn


def test_a_copy_that_cannot_be_opened_is_made_again(shaper, add, drafted):
    content = drafted(add(picture(kind="PNG")).url)
    first = shaper.ready(content, "instagram", "B", sandbox=True).media[0]
    Path(first.path).write_bytes(Path(first.path).read_bytes()[:-9])
    assert shaper.ready(content, "instagram", "B", sandbox=True).media[0] == first
    assert kept_files.size_of(Path(first.path)) == first.bytes


def test_the_rules_know_the_sizes_of_the_library(agency, owner, add, drafted):
    tall = drafted(add(picture((600, 2000))).url)
    assert rules(agency.draft.check(owner, tall.id)) == {}
    long = drafted(add(video(seconds=2)).url)
    assert "video_seconds" in rules(agency.draft._shaper.issues(
        replace(long, content_type="reel"), "instagram", agency.clients.get(owner, long.client_id)
    ))


def test_a_medium_of_another_client_is_unknown(agency, owner, shaper, add, drafted):
    mine = drafted(f"{OWN}/api/media/gone.jpg")
    agency.clients.create(owner, new=NewClient("Other", "UTC", id="other"))
    theirs = replace(mine, media=(MediaItem(add(picture(), client_id="other").url),))
    for content in (mine, theirs):
        found = shaper.issues(content, "instagram", agency.clients.get(owner, content.client_id))
        assert rules(found)["media_unknown"] is True
        with pytest.raises(PlatformError) as refused:
            shaper.ready(content, "instagram", "B", sandbox=True)
        assert refused.value.failure is Failure.MEDIA_REJECTED
    with pytest.raises(Invalid, match="not in this client's library"):
        agency.review.submit(owner, mine.id)


def test_a_file_that_is_gone_from_the_disk_fails_for_good(agency, shaper, add, drafted):
    seen = add(picture())
    (agency.settings.data / "media" / seen.file).unlink()
    with pytest.raises(PlatformError) as refused:
        shaper.ready(drafted(seen.url), "linkedin", "B", sandbox=True)
    assert refused.value.failure is Failure.MEDIA_REJECTED


def test_the_full_address_of_this_agency_means_its_library(shaper, add, drafted):
    seen = add(picture(kind="PNG"))
    for base in (OWN, PUBLIC):
        known = replace(shaper, public_base=PUBLIC)
        assert known.shape(drafted(base + seen.url), "instagram", "B").media[0].mime == "image/jpeg"


def pulls(name):
    return MediaSort.IMAGE in CONNECTORS[name].facts.capabilities.fetches


@pytest.mark.parametrize("platform", CONNECTORS)
def test_only_a_live_account_on_a_platform_that_pulls_needs_a_public_address(agency, owner, shaper, add, drafted, platform):
    content, client = drafted(add(picture((1080, 1080))).url, platforms=(platform,)), agency.clients.own(owner)
    found = shaper.issues(content, platform, client, live=True)
    assert rules(found).get("public_url") is (True if pulls(platform) else None)
    assert "public_url" not in rules(shaper.issues(content, platform, client))
    public = replace(shaper, public_base=PUBLIC)
    assert "public_url" not in rules(public.issues(content, platform, client, live=True))
    elsewhere = replace(content, media=(MediaItem("https://pictures.example/a.jpg"),))
    assert "public_url" not in rules(shaper.issues(elsewhere, platform, client, live=True))


def test_live_accounts_are_given_the_public_address(shaper, add, drafted):
    public, content = replace(shaper, public_base=PUBLIC), drafted(add(picture()).url)
    urls = [public.ready(content, "instagram", "B", sandbox=sandbox).media[0].url for sandbox in (True, False)]
    assert [url.split("/api/")[0] for url in urls] == [OWN, PUBLIC]


def test_the_account_that_acts_decides_which_rules_hold(agency, owner, add, drafted, monkeypatch):
    content = drafted(add(picture((1080, 1080))).url)
    assert "public_url" not in rules(agency.draft.check(owner, content.id))
    monkeypatch.setenv("AGENCY_TOKEN_A", "token")
    agency.accounts.connect_live(owner, new=NewAccount(content.client_id, "instagram", "17", "Bread", "AGENCY_TOKEN_A"))
    assert rules(agency.draft.check(owner, content.id))["public_url"] is True
    with pytest.raises(Invalid, match="no address that it could reach"):
        agency.review.submit(owner, content.id)


def test_a_drawn_card_needs_a_public_address_too(agency, owner, shaper, drafted):
    found = shaper.issues(drafted(), "instagram", agency.clients.own(owner), live=True)
    assert rules(found) == {"public_url": True, "title_card": False}


def test_choices_reach_their_platform(shaper, drafted):
    content = drafted(platforms=("instagram", "linkedin"), options={"linkedin": {"audience": "public"}})
    assert (shaper.shape(content, "linkedin", "B").options, shaper.shape(content, "instagram", "B").options) == (
        {"audience": "public"}, {},
    )


def test_an_approval_covers_the_file(add, drafted):
    first, second = add(picture()), add(picture(colour="red"))
    content = drafted(first.url)
    assert content_hash(content) != content_hash(replace(content, media=(MediaItem(second.url, "A loaf"),)))


class Elsewhere:
    """A web server of others, by path."""

    def __init__(self, **files):
        self.files, self.asked = files, []

    def request(self, method, url, *, cap):
        self.asked.append((method, url))
        body = self.files.get(url.rsplit("/", 1)[-1].partition(".")[0])
        return Answer(404 if body is None else 200, {}, body or b"")


@pytest.fixture
def elsewhere(shaper):
    web = Elsewhere(fits=picture(placed=True), png=picture(kind="PNG"), film=video(), page=b"<html>")
    return replace(shaper, networks=replace(shaper.networks, http=web)), web


def test_a_picture_from_elsewhere_that_fits_stays_where_it_is(elsewhere, drafted):
    shaper, _ = elsewhere
    sent = shaper.ready(drafted("https://a.example/fits.jpg"), "instagram", "B", sandbox=False).media[0]
    assert (sent.url, sent.mime, sent.width) == ("https://a.example/fits.jpg", "image/jpeg", 600)


def test_a_picture_from_elsewhere_is_made_to_fit_and_served_from_here(elsewhere, drafted):
    shaper, web = elsewhere
    content = drafted("https://a.example/png.png")
    for _ in range(2):
        sent = shaper.ready(content, "instagram", "B", sandbox=True).media[0]
        assert (unsigned(sent.url), sent.mime) == (f"{OWN}/api/media/{sent.path.rsplit('/', 1)[-1]}", "image/jpeg")
    assert web.asked == [("GET", "https://a.example/png.png")]


def test_a_video_from_elsewhere_is_looked_into(elsewhere, drafted):
    sent = elsewhere[0].ready(drafted("https://a.example/film.mp4"), "instagram", "B", sandbox=True).media[0]
    assert (sent.mime, sent.width, sent.seconds, sent.url) == ("video/mp4", 64, 4.0, "https://a.example/film.mp4")


@pytest.mark.parametrize("name", ["page.jpg", "absent.jpg"])
def test_what_is_no_medium_elsewhere_is_refused(agency, elsewhere, drafted, name):
    with pytest.raises(PlatformError) as refused:
        elsewhere[0].ready(drafted(f"https://a.example/{name}"), "instagram", "B", sandbox=True)
    assert refused.value.failure is Failure.MEDIA_REJECTED
    assert [path.name for path in (agency.settings.data / "media").glob("fetched-*")] == []


def test_a_delivery_sends_the_fitted_file(desk, owner, pictures, clock):
    seen = desk.library.add(owner, desk.clients.own(owner).id, name="b", chunks=pieces(picture(kind="PNG")))
    new = NewContent(
        ContentType.IMAGE_POST, "Bread", "Fresh", ("instagram",), client_id=seen.client_id, media=(MediaItem(seen.url),),
        scheduled_time=clock.now() + timedelta(hours=1),
    )
    shapes, real = [], pictures.step
    pictures.step = lambda state, shaped, ctx: shapes.append(shaped) or real(state, shaped, ctx)
    desk.review.approve(owner, desk.draft.create(owner, new=new).id)
    clock.move(timedelta(hours=1))
    desk.publish.drain()
    sent = [shaped.media[0] for shaped in shapes]
    assert {(each.mime, unsigned(each.url).rpartition(".")[2]) for each in sent} == {("image/jpeg", "jpg")}
