"""R30: how long a refusal takes does not tell whether anybody has the address: the same work is done for everybody."""

import time
from statistics import median

import pytest

from agency_core.models import PersonRow
from agency_core.security import passwords
from agency_core.services.people import Origin
from agency_core.services.sign_in import SignInRefused
from agency_core.services.tries import TooManyTries
from tests.entrance import PASSWORD, Entrance

ROUNDS = 4
LOOSE = 0.6
"""By how much of one another two medians may differ on a busy machine. That the work is the same is tested exactly."""
CASES = {
    "a wrong password": ("ada@agency.example", "another lamp ocean"),
    "nobody": ("nobody@agency.example", PASSWORD),
    "somebody disabled": ("off@agency.example", PASSWORD),
    "somebody without a password": ("cat@agency.example", PASSWORD),
    "no address at all": ("no address", PASSWORD),
    "a password without an end": ("ada@agency.example", "x" * 100_000),
}


@pytest.fixture
def hashes(monkeypatch):
    """The parameters of every hash that a password is compared with."""
    found, real = [], passwords._HASHER.verify

    class Counting:
        def verify(self, kept, given):
            found.append((kept.rsplit("$", 2)[0], len(given) <= passwords.LONGEST * 4))
            return real(kept, given)

        def check_needs_rehash(self, _kept):
            return False

    monkeypatch.setattr(passwords, "_HASHER", Counting())
    return found


@pytest.fixture
def people(agency, clock):
    """An owner, somebody who was disabled, and somebody who signs in elsewhere."""
    entrance = Entrance(agency, clock)
    owner = entrance.owner()
    agency.door.people.disable(owner, entrance.person(owner, email="off@agency.example").id)
    other = entrance.person(owner, email="cat@agency.example")
    with agency.db.transaction() as session:
        session.get(PersonRow, other.id).password = ""
    return agency


def refused(agency, email, password, origin):
    """Seconds that a refusal takes."""
    began = time.perf_counter()
    with pytest.raises(SignInRefused):
        agency.door.sign_in.password(email, password, Origin(origin, ""))
    return time.perf_counter() - began


def test_every_refusal_compares_with_one_hash_of_the_same_cost(people, hashes):
    cost = f"$argon2id$v=19$m={passwords.MEMORY_KIB},t={passwords.PASSES},p={passwords.LANES}"
    for number, (email, password) in enumerate(CASES.values()):
        refused(people, email, password, f"198.51.100.{number}")
    assert hashes == [(cost, True)] * len(CASES)


def test_who_tries_too_often_costs_no_hash(people, hashes):
    told = []
    for _ in range(8):
        try:
            people.door.sign_in.password("nobody@agency.example", PASSWORD, Origin("198.51.100.1", ""))
        except (SignInRefused, TooManyTries) as error:
            told.append(error.code)
    assert (told.count("sign_in_refused"), told.count("too_many_tries"), len(hashes)) == (5, 3, 5)


def test_medians_of_nobody_and_of_a_wrong_password_are_alike(people):
    spent = {"nobody": [], "a wrong password": []}
    for each in range(ROUNDS):  # by turns, so that a slow moment of the machine meets both
        for name, times in spent.items():
            times.append(refused(people, *CASES[name], f"198.51.{each}.1"))
    nobody, wrong = (median(times) for times in spent.values())
    assert abs(nobody - wrong) <= LOOSE * max(nobody, wrong)
