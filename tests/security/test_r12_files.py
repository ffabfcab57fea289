"""Requirement 12, files: uploads, imports of posts, reports and media show nothing on the disk, and open as what they were."""

from __future__ import annotations

import os

import pytest

from agency_core.agency import make_agency
from agency_core.domain.content import ContentType, NewContent
from agency_core.domain.upload import UploadStatus
from agency_core.errors import SetupProblem, StorageFailed
from agency_core.security import kept_files
from agency_core.security.sealed_file import is_sealed_file
from agency_core.settings import Settings
from agency_core.store.queries import client as clients
from tests.media.samples import picture

MARKER = b"plain-file-marker-93c5"
SHEET = b"platform,post_id,date,title,impressions\n" + b"".join(
    b"x,%d,2025-01-%02d,%s,10\n" % (number, number % 27 + 1, MARKER) for number in range(1, 4000)
)


@pytest.fixture
def upload(agency, owner):
    """An upload with the marker in it."""
    client = agency.clients.own(owner)
    return agency.uploads.receive(owner, client.id, filename="figures.csv", chunks=[SHEET[:999], SHEET[999:]])


def file_of(agency):
    (found,) = (agency.settings.data / "uploads").iterdir()
    return found


def shows(agency) -> list[str]:
    return [path.name for path in agency.settings.data.rglob("*") if path.is_file() and MARKER in path.read_bytes()]


def test_an_upload_shows_nothing_and_is_read_as_what_it_is(agency, owner, upload):
    assert shows(agency) == []
    file = file_of(agency)
    assert (kept_files.read(file), kept_files.size_of(file)) == (SHEET, len(SHEET))
    agency.uploads.start(owner, upload.upload_id)
    agency.uploads.run_queued()
    view = agency.uploads.get(owner, upload.upload_id)
    assert (view.status, view.rows_added, shows(agency)) == (UploadStatus.IMPORTED, 3999, [])


def test_a_plain_file_is_only_where_the_reader_needs_one_and_gone_afterwards(agency, upload):
    with kept_files.plain(file_of(agency)) as path:
        assert path.read_bytes() == SHEET
        assert not path.is_relative_to(agency.settings.data)
        assert path.stat().st_mode & 0o077 == 0
        assert path.parent.stat().st_mode & 0o077 == 0
    assert not path.parent.exists()


@pytest.mark.parametrize("cut", [1, 1000])
def test_a_file_that_was_cut_is_refused(agency, owner, upload, cut):
    file = file_of(agency)
    file.write_bytes(file.read_bytes()[:-cut])
    with pytest.raises(StorageFailed):
        agency.uploads.preview(owner, upload.upload_id)


def test_plain_files_from_before_are_read_and_sealed_in_portions(agency, owner, upload):
    file = file_of(agency)
    file.write_bytes(SHEET)
    assert agency.uploads.preview(owner, upload.upload_id).upload_id == upload.upload_id
    assert agency.uploads.files.settle(agency.settings.data, 0) == 0
    assert agency.uploads.files.settle(agency.settings.data, 5) == 1
    assert (is_sealed_file(file), kept_files.read(file), shows(agency)) == (True, SHEET, [])
    assert agency.uploads.files.settle(agency.settings.data, 5) == 0


def test_with_its_client_the_key_of_a_file_is_gone(agency, owner, upload):
    file, own = file_of(agency), agency.clients.own(owner)
    with agency.db.transaction() as session:
        clients.erase(session, own.id)
    agency.refresher._networks.vault.data_keys.forget()
    with pytest.raises(SetupProblem):
        kept_files.read(file)


def test_with_encryption_switched_off_files_stay_plain(tmp_path, clock, owner):
    chosen = Settings(data=tmp_path / "off", key_file=str(tmp_path / "k" / "a.key"), db_encryption="off")
    agency = make_agency(chosen, clock=clock)
    try:
        agency.uploads.receive(owner, agency.clients.own(owner).id, filename="figures.csv", chunks=[SHEET])
        assert file_of(agency).read_bytes() == SHEET
        medium = agency.library.add(owner, agency.clients.own(owner).id, name="a.jpg", chunks=[picture((600, 2000))])
        agency.library.sent_as(owner, medium.id, platforms=("instagram",))
        assert [file.read_bytes()[:2] for file in media_of(agency)] == [b"\xff\xd8"] * 3
    finally:
        agency.publish.stop()
        agency.db.close()


@pytest.fixture
def medium(agency, owner):
    """A picture with the marker in it, sent to two networks; and a title card."""
    client = agency.clients.own(owner)
    data = picture((300, 600), "JPEG")
    found = agency.library.add(owner, client.id, name="a.jpg", chunks=[data[:2], b"\xff\xfe\x00\x18", MARKER, data[2:]])
    agency.library.sent_as(owner, found.id, platforms=("instagram", "bluesky"))
    new = NewContent(ContentType.IMAGE_POST, MARKER.decode(), "Words", ("instagram",), client_id=client.id)
    agency.draft._shaper.ready(agency.draft.create(owner, new=new), "instagram", "B", sandbox=True)
    return found


def media_of(agency):
    return sorted((agency.settings.data / "media").iterdir())


def test_media_and_what_is_made_of_them_show_nothing_and_open(agency, owner, medium):
    files = media_of(agency)
    assert sorted(file.name[:4] for file in files) == sorted([medium.file[:4], "card", "fit-", "fit-", "thum"])
    assert ([file.name for file in files if not is_sealed_file(file)], shows(agency)) == ([], [])
    assert MARKER in kept_files.read(agency.library.file(medium))
    assert {kept_files.read(file)[:2] for file in files} == {b"\xff\xd8"}
    assert {kept_files.sealed_for(file)[0] for file in files} == {medium.client_id}


def test_media_from_before_are_served_sealed_in_portions_and_plain_copies_made_anew(agency, owner, medium, clock):
    before = {file: kept_files.read(file) for file in media_of(agency)}
    for file, data in before.items():
        file.write_bytes(data)
    assert len(agency.library.sent_as(owner, medium.id, platforms=("instagram",))) == 1
    assert agency.uploads.files.settle(agency.settings.data, 1) == 1
    assert agency.uploads.files.settle(agency.settings.data, 9) == 1
    kept = agency.library.file(medium), agency.library.thumb(owner, medium.id)
    assert {file: kept_files.read(file) for file in kept if is_sealed_file(file)} == {file: before[file] for file in kept}
    for file in before.keys() - set(kept):
        os.utime(file, (clock.now().timestamp() - 90_000,) * 2)
    assert agency.library.prune() == 3
    assert [file for file in media_of(agency) if not is_sealed_file(file)] == []


def test_with_its_client_every_file_of_media_is_gone(agency, owner, medium):
    own = agency.clients.own(owner)
    agency.keeping.farewell.erase_client(owner, own.id, typed=own.name)
    assert media_of(agency) == []
