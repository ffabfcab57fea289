import threading
import time

import pytest

from agency_core.errors import Busy, Invalid
from agency_core.security import passwords

GUESSED = (
    "password1234", "Password123!", "aaaaaaaaaaaa", "123456789012", "qwertyuiop12", "abcabcabcabc", "iloveyou1234",
    "Summer2026!!", "maria.lopez2026", "correct horse battery staple", "changeme12345", "letmein12345", "passwordpassword",
    "short", "", "x" * 257,
)


@pytest.mark.parametrize("password", GUESSED)
def test_a_password_that_is_guessed_soon_is_refused(password):
    with pytest.raises(Invalid) as refused:
        passwords.checked(password, about=("maria.lopez@agency.example", "Maria"))
    assert refused.value.field == "password"


@pytest.mark.parametrize("password", ["violet tractor pond", "kJ8#fq2Lm0pz", "mein hund mag käse", "tree-lamp-ocean-42"])
def test_a_password_that_is_hard_to_guess_is_taken(password):
    assert passwords.checked(password) == password


def test_a_hash_is_argon2id_by_the_advised_parameters_and_never_the_same_twice():
    one, other = passwords.hashed("violet tractor pond"), passwords.hashed("violet tractor pond")
    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert one != other
    assert (passwords.matches(one, "violet tractor pond"), passwords.matches(one, "violet tractor ponds")) == (True, False)
    assert passwords.is_outdated(one) is False


def test_a_hash_of_other_parameters_is_outdated():
    assert passwords.is_outdated("$argon2id$v=19$m=8192,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA") is True


def test_no_password_matches_nothing():
    assert passwords.matches("", "") is False
    assert passwords.matches("not a hash", "anything") is False


def test_the_same_letters_from_another_keyboard_match():
    assert passwords.matches(passwords.hashed("cafe\u0301 tractor pond"), "caf\u00e9 tractor pond") is True


def test_hashes_wait_for_their_turn_and_not_for_ever(monkeypatch):
    held, most, guard = [], [], threading.Lock()

    class Slow:
        def hash(self, _password):
            with guard:
                held.append(1)
                most.append(len(held))
            time.sleep(0.02)
            with guard:
                held.pop()
            return "hash"

    monkeypatch.setattr(passwords, "_HASHER", Slow())
    threads = [threading.Thread(target=passwords.hashed, args=("violet tractor pond",)) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (len(most), max(most)) == (8, passwords.AT_ONCE)
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    with passwords._Turn(), passwords._Turn(), pytest.raises(Busy):
        passwords.hashed("violet tractor pond")
