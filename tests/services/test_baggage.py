"""A client's media travel with it: the same files arrive, and nothing else."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile

import pytest

from agency_core.agency import make_agency
from agency_core.domain.content import ContentFilter, ContentType, MediaItem, NewContent
from agency_core.domain.media import MediaFilter
from agency_core.errors import Invalid
from agency_core.security import kept_files
from agency_core.security.sealed_file import is_sealed_file
from agency_core.settings import Settings
from tests.media.samples import document, picture, pieces, video


@pytest.fixture
def elsewhere(tmp_path, clock, empty_database):
    """Another, empty installation."""
    shutil.copytree(empty_database, tmp_path / "elsewhere")
    other = make_agency(Settings(data=tmp_path / "elsewhere"), clock=clock)
    yield other
    other.publish.stop()
    other.db.close()


@pytest.fixture
def export(agency, owner):
    """An export with three media, and content that shows one of them."""
    place = agency.clients.own(owner).id
    made = [
        agency.library.add(owner, place, name=name, chunks=pieces(data), alt_text="A loaf")
        for name, data in (("a.jpg", picture()), ("b.mp4", video()), ("c.pdf", document()))
    ]
    media = (MediaItem(made[0].url, "A loaf"), MediaItem("https://a.example/b.jpg"))
    new = NewContent(ContentType.IMAGE_POST, "Bread", "Fresh", ("instagram",), client_id=place, media=media)
    agency.draft.create(owner, new=new)
    return agency.archive.export(owner, place)


def library(agency, owner, client_id=""):
    return agency.library.list(owner, filter=MediaFilter(client_id)).items


def folder(agency):
    return agency.settings.data / "media"


def test_a_library_arrives_as_it_left(agency, owner, export, elsewhere):
    elsewhere.archive.import_(owner, export)
    assert library(elsewhere, owner) == library(agency, owner)
    assert {path.name: kept_files.read(path) for path in folder(elsewhere).iterdir()} == {
        path.name: kept_files.read(path) for path in folder(agency).iterdir()
    }
    assert {is_sealed_file(path) for path in folder(elsewhere).iterdir()} == {True}


def test_a_client_that_is_there_already_gets_files_of_its_own(agency, owner, export):
    view = agency.archive.import_(owner, export)
    mine, theirs = library(agency, owner, agency.clients.list(owner)[0].id), library(agency, owner, view.id)
    assert {each.sha256 for each in mine} == {each.sha256 for each in theirs}
    assert {each.url for each in mine} & {each.url for each in theirs} == set()
    assert {kept_files.sealed_for(folder(agency) / each.file)[0] for each in theirs} == {view.id}
    [content] = agency.draft.list(owner, filter=ContentFilter(view.id)).items
    picked = next(each for each in theirs if each.mime == "image/jpeg")
    assert [item.url for item in content.media] == [picked.url, "https://a.example/b.jpg"]
    assert [use.content_id for use in agency.library.used_by(owner, picked.id)] == [content.id]


def test_a_file_that_was_gone_is_left_out(agency, owner, export, elsewhere):
    (folder(agency) / library(agency, owner)[0].file).unlink()
    again = agency.archive.export(owner, library(agency, owner)[0].client_id, target=export.with_name("again.zip"))
    elsewhere.archive.import_(owner, again)
    assert len(library(elsewhere, owner)) == 2


def changed(export, target, entry, data):
    """The export with one entry changed, found by its end."""
    with zipfile.ZipFile(export) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, data(old.read(name)) if name.endswith(entry) else old.read(name))
    return target


def hostile(row, **values):
    """A function that changes the rows of media."""
    def change(text):
        lines = [json.loads(line) for line in text.splitlines()]
        return "\n".join(json.dumps({**line, **values} if line["name"] == row else line) for line in lines) + "\n"

    return change


PAGE = b"<script>alert(1)</script>"


def test_a_file_that_was_changed_is_refused_and_leaves_nothing(owner, export, elsewhere, tmp_path):
    file = changed(export, tmp_path / "x.zip", ".pdf", lambda old: old + b"!")
    with pytest.raises(Invalid, match="is not the file that its row tells of"):
        elsewhere.archive.import_(owner, file)
    assert (library(elsewhere, owner), list(folder(elsewhere).iterdir())) == ((), [])


def test_a_file_that_is_no_medium_is_refused_and_leaves_nothing(owner, export, elsewhere, tmp_path):
    first = changed(export, tmp_path / "x.zip", ".pdf", lambda old: PAGE)
    told = hostile("c.pdf", sha256=hashlib.sha256(PAGE).hexdigest())
    file = changed(first, tmp_path / "y.zip", "media.jsonl", told)
    with pytest.raises(Invalid, match="no picture, video or PDF"):
        elsewhere.archive.import_(owner, file)
    assert (library(elsewhere, owner), list(folder(elsewhere).iterdir())) == ((), [])


def test_what_a_row_says_of_its_file_is_not_believed(owner, export, elsewhere, tmp_path):
    lies = {"mime": "text/html", "width": 9, "thumb": "../agency.sqlite3", "id": "../../evil"}
    elsewhere.archive.import_(owner, changed(export, tmp_path / "x.zip", "media.jsonl", hostile("a.jpg", **lies)))
    found = next(each for each in library(elsewhere, owner) if each.name == "a.jpg")
    assert (found.mime, found.width, ".." in found.id, found.thumb_url) == (
        "image/jpeg", 600, False, f"/api/media/thumb/{found.id}",
    )


def test_a_row_whose_file_is_a_path_brings_no_file(owner, export, elsewhere, tmp_path):
    file = changed(export, tmp_path / "x.zip", "media.jsonl", hostile("a.jpg", file="../agency.sqlite3"))
    elsewhere.archive.import_(owner, file)
    assert sorted(each.name for each in library(elsewhere, owner)) == ["b.mp4", "c.pdf"]
