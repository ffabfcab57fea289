"""R17: what is no database of this installation is refused and not touched; none is made over an agency that was there."""

import shutil
import sqlite3

import pytest
from sqlalchemy import text

from agency_core.agency import make_agency
from agency_core.errors import SetupProblem
from agency_core.settings import Settings
from agency_core.store import cipher
from agency_core.store.opening import key_for, key_path


@pytest.fixture
def settings(tmp_path, empty_database):
    """Of an installation that was in use."""
    return Settings(data=shutil.copytree(empty_database, tmp_path / "data"))


def _made(file, key, sentence):
    file.unlink()
    opened = cipher.connect(file, key)
    opened.execute(sentence)
    opened.close()


def _stdlib(file, elsewhere):
    other = sqlite3.connect(elsewhere / "other")
    other.execute("CREATE TABLE cake (layer TEXT)")
    other.commit()
    other.close()
    file.write_bytes((elsewhere / "other").read_bytes())


def _newer(file, key):
    opened = cipher.connect(file, key)
    opened.execute("UPDATE alembic_version SET version_num = '9999'")
    opened.close()


STRANGE = {
    "empty": (lambda file, key, place: file.write_bytes(b""), "is empty"),
    "gone": (lambda file, key, place: file.unlink(), "is gone"),
    "cut off in a page": (lambda file, key, place: file.write_bytes(file.read_bytes()[:50_000]), "is damaged"),
    "cut off between pages": (lambda file, key, place: file.write_bytes(file.read_bytes()[: 4096 * 12]), "is damaged"),
    "a flipped bit": (lambda file, key, place: file.write_bytes(_flipped(file.read_bytes())), "is damaged"),
    "text": (lambda file, key, place: file.write_bytes(b"hello" * 4096), "is damaged"),
    "somebody else's, open": (lambda file, key, place: _stdlib(file, place), "is encrypted, and"),
    "an open copy": (lambda file, key, place: _made(file, None, "CREATE TABLE client (id TEXT)"), "is encrypted, and"),
    "somebody else's, with our key": (lambda file, key, place: _made(file, key, "CREATE TABLE cake (layer)"), "not of an agency"),
    "of a newer version": (lambda file, key, place: _newer(file, key), "newer version"),
}  # fmt: skip


def _flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.parametrize("how", STRANGE)
def test_a_strange_file_is_refused_untouched(settings, tmp_path, how):
    change, said = STRANGE[how]
    file = settings.database_file
    change(file, key_for(file, key_path(settings)), tmp_path)
    before = file.read_bytes() if file.exists() else None
    for _ in range(2):
        with pytest.raises(SetupProblem, match=said) as told:
            make_agency(settings)
        assert told.value.remedy
        assert (file.read_bytes() if file.exists() else None) == before


def test_an_open_file_of_somebody_else_is_not_made_an_agency(tmp_path):
    _stdlib(tmp_path / "agency.sqlite3", tmp_path)
    before = (tmp_path / "agency.sqlite3").read_bytes()
    for setting in ("on", "off"):
        with pytest.raises(SetupProblem, match="not of an agency"):
            make_agency(Settings(data=tmp_path, db_encryption=setting))
    assert (tmp_path / "agency.sqlite3").read_bytes() == before


def test_an_encrypted_file_is_refused_where_encryption_is_off(settings):
    chosen = Settings(data=settings.data, db_encryption="off")
    before = settings.database_file.read_bytes()
    with pytest.raises(SetupProblem, match="is encrypted") as told:
        make_agency(chosen)
    assert "decrypt" in told.value.remedy
    assert settings.database_file.read_bytes() == before


def test_the_file_says_whose_it_is(agency):
    with agency.db.reading() as session:
        assert session.scalar(text("PRAGMA application_id")) == int.from_bytes(b"AgCy")
