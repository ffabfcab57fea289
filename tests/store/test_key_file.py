"""The key file is made once, for its owner alone, and away from the data."""

import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from agency_core.errors import SetupProblem
from agency_core.security.sealing import Keyring
from agency_core.store import key_file
from agency_core.store.marker import MARKER


@pytest.fixture
def data(tmp_path):
    """A data folder of an installation."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / MARKER).write_text(json.dumps({"installation": "one"}))
    return folder


def test_usual_place_is_among_the_settings_of_this_user(data, keys_of_tests):
    assert key_file.key_path("", data) == keys_of_tests / "one.key"


def test_a_named_place_is_taken(data, tmp_path):
    assert key_file.key_path(str(tmp_path / "own.key"), data) == tmp_path / "own.key"


def test_a_place_among_the_data_is_refused(data):
    with pytest.raises(SetupProblem):
        key_file.key_path(str(data / "deeper" / "own.key"), data)


def test_a_new_key_is_for_its_owner_alone(tmp_path):
    path = tmp_path / "keys" / "a.key"
    assert key_file.read(path) is None
    made = key_file.create(path)
    assert key_file.read(path) == made
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) & 0o077 == 0


def test_many_at_once_make_one_key(tmp_path):
    path = tmp_path / "keys" / "a.key"
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: key_file.create(path), range(8)))
    assert made == [made[0]] * 8


def test_a_neighbour_with_the_needed_key_is_found(tmp_path):
    other = key_file.create(tmp_path / "other.key")
    key_file.create(tmp_path / "strange.key")
    assert key_file.read(tmp_path / "mine.key", other.ids) == other
    assert key_file.read(tmp_path / "mine.key", Keyring.new().ids) is None


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupProblem) as caught:
        key_file.create(tmp_path / "file" / "a.key")
    assert caught.value.field == "AGENCY_KEY_FILE"
