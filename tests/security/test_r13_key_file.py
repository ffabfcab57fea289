"""R13: the key is made once, for its owner alone and outside the data; without it nothing starts and none is made anew."""

import os
import stat

import pytest

from agency_core.agency import make_agency
from agency_core.errors import SetupProblem
from agency_core.security.sealing import Keyring
from agency_core.settings import Settings
from agency_core.store.marker import MARKER, marked


@pytest.fixture
def settings(tmp_path):
    """Of an installation with its key in a folder of its own."""
    return Settings(data=tmp_path / "data", key_file=str(tmp_path / "keys" / "own.key"))


@pytest.fixture
def key(settings, tmp_path):
    """The key file after a first start."""
    make_agency(settings).db.close()
    return tmp_path / "keys" / "own.key"


@pytest.mark.skipif(os.name != "posix", reason="rights as POSIX has them")
def test_the_first_start_makes_a_key_for_its_owner_outside_the_data(key, settings):
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert not key.is_relative_to(settings.data)
    assert marked(settings.data)["key"] == Keyring.read(key.read_text()).ids[0]


def test_two_installations_have_different_keys(key, tmp_path):
    make_agency(Settings(data=tmp_path / "two", key_file=str(tmp_path / "other" / "two.key"))).db.close()
    assert (tmp_path / "other" / "two.key").read_text() != key.read_text()


def test_a_missing_key_stops_the_start_and_none_is_made(key, settings):
    before = settings.database_file.read_bytes()
    key.rename(key.with_name("away"))
    with pytest.raises(SetupProblem) as told:
        make_agency(settings)
    assert (told.value.field, str(key) in told.value.message, "copy" in told.value.remedy) == ("AGENCY_KEY_FILE", True, True)
    assert not key.exists()
    assert settings.database_file.read_bytes() == before
    key.with_name("away").rename(key)
    make_agency(settings).db.close()


def test_another_key_is_told_apart_from_damage(key, settings):
    before = settings.database_file.read_bytes()
    key.write_text(Keyring.new().text())
    with pytest.raises(SetupProblem, match="is not the one of the database") as told:
        make_agency(settings)
    assert marked(settings.data)["key"] in told.value.message
    assert settings.database_file.read_bytes() == before


def test_a_first_page_that_its_own_key_does_not_open_is_damage(key, settings):
    with settings.database_file.open("r+b") as opened:
        opened.write(bytes(64))
    with pytest.raises(SetupProblem, match="is damaged"):
        make_agency(settings)


def test_a_start_that_was_killed_before_there_was_a_database_goes_on(settings, tmp_path):
    settings.data.mkdir()
    (settings.data / MARKER).write_text('{"begun": "yes", "installation": "one", "since": "2026-11-22"}')
    settings.database_file.touch()
    make_agency(settings).db.close()
    assert "begun" not in marked(settings.data)
    settings.database_file.unlink()
    with pytest.raises(SetupProblem, match="is gone"):
        make_agency(settings)


def test_a_key_that_can_only_be_read_will_do(key, settings):
    key.chmod(0o400)
    key.parent.chmod(0o500)
    try:
        make_agency(settings).db.close()
    finally:
        key.parent.chmod(0o700)


def test_a_key_among_the_data_is_refused_before_anything_is_made(tmp_path):
    with pytest.raises(SetupProblem, match="would open itself"):
        make_agency(Settings(data=tmp_path, key_file=str(tmp_path / "own.key")))
    assert not (tmp_path / "agency.sqlite3").exists()
