"""Sealed values open only with their key, in their place, and unchanged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_core.errors import SetupProblem, StorageFailed
from agency_core.security.sealing import Keyring, is_sealed, key_of, purpose_key

RING = Keyring.new()
SECRET = {"access_token": "canary-1", "refresh_token": "canary-2"}


@given(st.dictionaries(st.text(), st.text()), st.text(alphabet=st.characters(codec="utf-8")))
def test_what_was_sealed_comes_back_for_its_place(secret, place):
    assert RING.open(RING.seal(secret, place), place) == secret


def test_a_sealed_value_shows_nothing_of_the_secret():
    sealed = RING.seal(SECRET, "account|1")
    assert is_sealed(sealed)
    assert key_of(sealed) == RING.ids[0]
    assert "canary" not in repr(sealed)
    assert sealed != RING.seal(SECRET, "account|1")


def test_a_sealed_value_does_not_open_in_another_place():
    with pytest.raises(StorageFailed):
        RING.open(RING.seal(SECRET, "account|1"), "account|2")


@pytest.mark.parametrize("position", range(0, 60, 7))
def test_a_changed_value_does_not_open(position):
    sealed = RING.seal(SECRET, "account|1")
    text = sealed["sealed"]
    other = "A" if text[position] != "A" else "B"
    with pytest.raises(StorageFailed):
        RING.open({**sealed, "sealed": text[:position] + other + text[position + 1 :]}, "account|1")


def test_another_key_does_not_open_and_says_which_is_missing():
    sealed = RING.seal(SECRET, "account|1")
    with pytest.raises(SetupProblem, match=RING.ids[0]):
        Keyring.new().open(sealed, "account|1")


def test_the_newest_key_seals_and_older_ones_still_open():
    fresh = Keyring.new()
    both = Keyring((*fresh.keys, *RING.keys))
    assert both.open(RING.seal(SECRET, "p"), "p") == SECRET
    assert key_of(both.seal(SECRET, "p")) == fresh.ids[0]


def test_a_key_file_is_read_with_its_notes():
    assert Keyring.read(f"# a note\n\n{RING.text()}") == RING


@pytest.mark.parametrize("text", ["", "# only a note\n", "bm90IDMyIGJ5dGVz\n", "not base64 !\n"])
def test_a_text_without_a_key_is_refused(text):
    with pytest.raises(SetupProblem):
        Keyring.read(text)


def test_a_ring_does_not_show_its_keys():
    assert RING.text().strip() not in repr(RING)
    assert repr(RING.keys[0]) not in repr(RING)


def test_a_purpose_has_a_key_of_its_own():
    older = Keyring.new()
    ring = Keyring((*RING.keys, *older.keys))
    assert purpose_key(ring, "database") == purpose_key(RING, "database")
    assert purpose_key(ring, "database", older.ids[0]) == purpose_key(older, "database")
    made = {purpose_key(each, purpose) for each in (RING, older) for purpose in ("database", "media")}
    assert {len(key) for key in made} == {32}
    assert len(made | set(ring.keys)) == 6


def test_a_purpose_key_of_a_missing_key_is_refused():
    with pytest.raises(SetupProblem):
        purpose_key(RING, "database", Keyring.new().ids[0])
