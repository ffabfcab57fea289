"""The media library: what is kept, by its content; what is refused; who may see, change and delete it."""

from __future__ import annotations

import io
import os
import shutil
import zlib
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image

from agency_core.agency import make_agency
from agency_core.domain.client import NewClient
from agency_core.domain.content import ContentStatus, ContentType, MediaItem, NewContent
from agency_core.domain.media import MediaChanges, MediaFilter, MediaUse
from agency_core.domain.paging import Page
from agency_core.errors import Conflict, Forbidden, Invalid, NotFound, TooLarge
from agency_core.models import ContentRow
from agency_core.security import kept_files
from agency_core.settings import Settings
from tests.media.samples import animation, document, picture, pieces, video

KEPT = {
    "jpeg": (lambda: picture(), "image/jpeg", (600, 400), 0.0),
    "turned jpeg": (lambda: picture(turned=6), "image/jpeg", (400, 600), 0.0),
    "png": (lambda: picture(kind="PNG", mode="RGBA"), "image/png", (600, 400), 0.0),
    "deep png": (lambda: picture(kind="PNG", mode="I;16", colour=40_000), "image/png", (600, 400), 0.0),
    "palette png": (lambda: picture(kind="PNG", mode="P", colour=3), "image/png", (600, 400), 0.0),
    "cmyk jpeg": (lambda: picture(mode="CMYK"), "image/jpeg", (600, 400), 0.0),
    "animation": (animation, "image/gif", (64, 48), 0.0),
    "webp": (lambda: picture(kind="WEBP"), "image/webp", (600, 400), 0.0),
    "mp4": (video, "video/mp4", (64, 48), 4.0),
    "mov": (lambda: video("mov"), "video/quicktime", (64, 48), 4.0),
    "webm": (lambda: video("webm", codec="libvpx"), "video/webm", (64, 48), 4.0),
    "pdf": (document, "application/pdf", (0, 0), 0.0),
}


@pytest.fixture
def add(agency, owner):
    """Keeps a file in the library of the first client."""

    def keep(data, name="photo.jpg", **more):
        return agency.library.add(owner, agency.clients.own(owner).id, name=name, chunks=pieces(data), **more)

    return keep


def files(agency):
    return sorted(path.name for path in (agency.settings.data / "media").iterdir())


@pytest.mark.parametrize("what", KEPT)
def test_a_file_is_what_its_content_says_whatever_its_name(agency, add, what):
    make, mime, size, seconds = KEPT[what]
    seen = add(make(), name="letter.docx")
    assert (seen.mime, (seen.width, seen.height), seen.seconds, seen.bytes) == (mime, size, seconds, len(make()))
    assert kept_files.read(agency.settings.data / "media" / seen.file) == make()


@pytest.mark.parametrize("what", [each for each in KEPT if each != "pdf"])
def test_what_can_be_seen_has_a_small_picture(agency, owner, add, what):
    make, _, (width, height), _ = KEPT[what]
    with kept_files.opened(agency.library.thumb(owner, add(make()).id)) as file, Image.open(file) as small:
        assert (small.format, small.mode, max(small.size)) == ("JPEG", "RGB", min(400, max(width, height)))
        assert (small.width > small.height) == (width > height)


def test_a_document_has_no_small_picture(agency, owner, add):
    seen = add(document())
    assert seen.thumb_url == ""
    with pytest.raises(NotFound):
        agency.library.thumb(owner, seen.id)


def _bomb() -> bytes:
    """A PNG of 30,000 x 30,000 pixels in a few kilobytes."""
    out = io.BytesIO()
    Image.new("1", (8, 8)).save(out, "PNG")
    data = bytearray(out.getvalue())
    data[16:24] = (30_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    return bytes(data)


REFUSED = {
    "nothing": b"",
    "text": b"GIF is what it says, but it is not",
    "page": b"<!doctype html><script>alert(1)</script>",
    "drawing": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "playlist": b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nfile:///etc/passwd\n",
    "program": b"MZ\x90\x00" + b"\0" * 64,
    "archive": b"PK\x03\x04" + b"\0" * 64,
    "half a jpeg": picture()[: len(picture()) // 2],
    "half a png": picture(kind="PNG", noise=True)[:2000],
    "head of a png": b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
    "head of a gif": b"GIF89a",
    "head of a webp": b"RIFF\x10\0\0\0WEBPVP8 ",
    "half a video": video()[:200],
    "box of a video": b"\x00\x00\x00\x18ftypisom" + b"\0" * 200,
    "head of a webm": b"\x1aE\xdf\xa3\x9fB\x82\x84webm" + b"\0" * 100,
    "phone picture": b"\x00\x00\x00\x18ftypheic" + b"\0" * 100,
    "too many pixels": _bomb(),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_medium_is_refused_and_leaves_nothing(agency, owner, add, what):
    with pytest.raises(Invalid) as refused:
        add(REFUSED[what], name="photo.jpg")
    assert (refused.value.field, bool(refused.value.remedy)) == ("file", True)
    assert str(agency.settings.data) not in refused.value.message
    assert files(agency) == []
    assert agency.library.list(owner, filter=MediaFilter()).items == ()


def test_a_file_over_the_limit_is_refused_before_the_rest_is_read(tmp_path, empty_database, clock, owner):
    shutil.copytree(empty_database, tmp_path / "small")
    made = make_agency(Settings(data=tmp_path / "small", media_mb=1), clock=clock)
    read = []

    def endless():
        while True:
            read.append(1)
            yield b"\xff\xd8\xff" + bytes(300_000)

    with pytest.raises(TooLarge, match="larger than 1 MB"):
        made.library.add(owner, made.clients.own(owner).id, name="big", chunks=endless())
    assert len(read) == 4
    assert files(made) == []
    made.db.close()


def test_an_upload_that_breaks_off_leaves_nothing(agency, owner):
    def broken():
        yield picture()[:100]
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        agency.library.add(owner, agency.clients.own(owner).id, name="photo", chunks=broken())
    assert files(agency) == []


def test_the_same_bytes_are_kept_once_for_a_client(agency, add):
    first = add(picture(), name="one.jpg")
    assert add(picture(), name="two.jpg") == first
    assert len(files(agency)) == 2


def test_two_clients_keep_the_same_bytes_apart(agency, owner, add):
    mine = add(picture())
    other = agency.clients.create(owner, new=NewClient("Other", "UTC", id="other"))
    theirs = agency.library.add(owner, other.id, name="x", chunks=pieces(picture()))
    assert (theirs.id == mine.id, theirs.sha256) == (False, mine.sha256)
    agency.library.delete(owner, theirs.id)
    assert (agency.settings.data / "media" / mine.file).exists()


@pytest.mark.parametrize(
    ("given", "shown"),
    [("C:\\photos\\bread.jpg", "bread.jpg"), ("../../etc/passwd", "passwd"), ("a\x00b\n.jpg", "ab.jpg"), ("", "Untitled")],
)
def test_a_name_is_only_shown(add, given, shown):
    assert add(picture(), name=given).name == shown


def test_a_stranger_finds_nothing_and_changes_nothing(agency, stranger, add):
    seen = add(picture())
    library = agency.library
    assert library.list(stranger, filter=MediaFilter()).items == ()
    for refused in (
        lambda: library.get(stranger, seen.id), lambda: library.thumb(stranger, seen.id),
        lambda: library.used_by(stranger, seen.id), lambda: library.delete(stranger, seen.id),
        lambda: library.update(stranger, seen.id, changes=MediaChanges(name="mine")),
        lambda: library.list(stranger, filter=MediaFilter(seen.client_id)),
        lambda: library.add(stranger, seen.client_id, name="x", chunks=[b"x"]),
        lambda: library.sent_as(stranger, seen.id, platforms=("linkedin",)),
    ):
        with pytest.raises(NotFound):
            refused()


def test_a_reader_changes_nothing(agency, owner, add):
    reader, seen = replace(owner, can_write=False), add(picture())
    assert agency.library.get(reader, seen.id) == seen
    with pytest.raises(Forbidden):
        agency.library.delete(reader, seen.id)
    with pytest.raises(Forbidden):
        agency.library.add(reader, seen.client_id, name="x", chunks=[b"x"])


def test_name_and_description_change_and_the_file_stays(agency, owner, add):
    seen = add(picture(), alt_text="Bread")
    changed = agency.library.update(owner, seen.id, changes=MediaChanges(alt_text=" A loaf of rye "))
    assert (changed.name, changed.alt_text, changed.url) == (seen.name, "A loaf of rye", seen.url)
    assert agency.library.update(owner, seen.id, changes=MediaChanges(name="rye.jpg")).alt_text == "A loaf of rye"


@pytest.mark.parametrize(
    ("changes", "field"),
    [(MediaChanges(name=" "), "name"), (MediaChanges(name="x" * 201), "name"), (MediaChanges(alt_text="x" * 4001), "alt_text"),
     (MediaChanges(alt_text="\ud800"), "alt_text")],
)
def test_a_bad_name_or_description_is_refused(agency, owner, add, changes, field):
    with pytest.raises(Invalid) as refused:
        agency.library.update(owner, add(picture()).id, changes=changes)
    assert refused.value.field == field


def test_the_list_is_searched_and_paged(agency, owner, add, clock):
    for number, colour in enumerate(("red", "green", "blue")):
        clock.move(timedelta(seconds=1))
        add(picture(colour=colour), name=f"{number}.jpg", alt_text=f"The {colour} loaf")
    clock.move(timedelta(seconds=1))
    add(document(), name="menu.pdf")

    def names(page=None, **wanted):
        return [each.name for each in agency.library.list(owner, filter=MediaFilter(**wanted), page=page).items]

    assert names() == ["menu.pdf", "2.jpg", "1.jpg", "0.jpg"]
    assert names(text="GREEN") == ["1.jpg"]
    assert (names(sort="document"), names(sort="image"), names(sort="video")) == (["menu.pdf"], ["2.jpg", "1.jpg", "0.jpg"], [])
    first = agency.library.list(owner, filter=MediaFilter(), page=Page(3))
    assert names(page=Page(3, first.next_cursor)) == ["0.jpg"]


@pytest.fixture
def shown(agency, owner, add):
    """A medium and content that shows it."""
    seen = add(picture())
    made = agency.draft.create(
        owner,
        new=NewContent(
            ContentType.IMAGE_POST, "Fresh bread", "Words", ("linkedin",), client_id=seen.client_id,
            media=(MediaItem(seen.url, "Bread"),),
        ),
    )
    return seen, made


def test_what_is_still_needed_is_not_deleted(agency, owner, shown):
    seen, made = shown
    assert agency.library.used_by(owner, seen.id) == (MediaUse(made.id, "Fresh bread", "draft"),)
    with pytest.raises(Conflict, match="'Fresh bread'"):
        agency.library.delete(owner, seen.id)
    assert (agency.settings.data / "media" / seen.file).exists()


@pytest.mark.parametrize("status", ContentStatus)
def test_only_what_is_published_or_cancelled_lets_go_of_its_media(agency, owner, shown, status):
    seen, made = shown
    with agency.db.transaction() as session:
        session.get_one(ContentRow, made.id).status = status
    if status in {ContentStatus.PUBLISHED, ContentStatus.CANCELLED}:
        agency.library.sent_as(owner, seen.id, platforms=("linkedin",))
        agency.library.delete(owner, seen.id)
        assert files(agency) == []
    else:
        with pytest.raises(Conflict):
            agency.library.delete(owner, seen.id)


def test_copies_that_are_not_sent_any_more_are_forgotten(agency, owner, add, clock):
    seen = add(picture())
    agency.library.sent_as(owner, seen.id, platforms=("linkedin", "instagram"))
    before = files(agency)
    assert agency.library.prune() == 0
    for name in before:
        os.utime(agency.settings.data / "media" / name, (0, clock.now().timestamp() - 31 * 86_400))
    assert agency.library.prune() == sum(name.startswith("fit-") for name in before) > 0
    assert files(agency) == sorted([seen.file, f"thumb-{seen.id}.jpg"])


def test_a_file_that_only_begins_like_a_picture_is_not_searched_for_long(agency, add):
    with pytest.raises(Invalid, match="more than 64 MB"):
        add(b"\xff\xd8\xff" + bytes(64_000_000))
    assert files(agency) == []
