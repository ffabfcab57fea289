"""Five tries a minute for a person, twenty for an address, exactly, also after a restart; refusals are all alike."""

import threading
from datetime import timedelta

import pytest

from agency_core.agency import make_agency
from agency_core.domain.permission import Role
from agency_core.errors import AgencyError, Invalid
from agency_core.security import passwords
from agency_core.services.people import Origin
from agency_core.services.sign_in import SignInRefused
from agency_core.services.tries import Limit, TooManyTries, by_address
from tests.entrance import HERE, PASSWORD, Entrance


def wrong(agency, email="ada@agency.example", origin=HERE):
    """What comes of a wrong password."""
    try:
        return agency.door.sign_in.password(email, "another lamp ocean", origin)
    except AgencyError as error:
        return error.code


def test_a_person_is_guessed_at_five_times_a_minute(agency, clock):
    Entrance(agency, clock).owner()
    assert [wrong(agency) for _ in range(7)] == ["sign_in_refused"] * 5 + ["too_many_tries"] * 2
    with pytest.raises(TooManyTries) as refused:
        agency.door.sign_in.password("Ada@agency.example", PASSWORD, Origin("198.51.100.9", ""))
    assert refused.value.seconds == 60
    clock.move(timedelta(seconds=60))
    assert agency.door.sign_in.password("ada@agency.example", PASSWORD, HERE).token


def test_an_address_guesses_twenty_times_a_minute_whoever_it_is_about(agency):
    told = [wrong(agency, f"p{each}@agency.example") for each in range(22)]
    assert told == ["sign_in_refused"] * 20 + ["too_many_tries"] * 2
    assert wrong(agency, "p30@agency.example", Origin("198.51.100.9", "")) == "sign_in_refused"


def test_a_network_of_ipv6_is_one_address():
    assert by_address("x", "2001:db8::1") == by_address("x", "2001:db8::ffff")
    assert by_address("x", "2001:db8::1") != by_address("x", "2001:db8:0:1::1")


def test_signing_in_is_no_guess(agency, clock):
    Entrance(agency, clock).owner()
    assert all(agency.door.sign_in.password("ada@agency.example", PASSWORD, HERE).token for _ in range(7))


def test_a_restart_forgives_nothing(agency, clock):
    for _ in range(5):
        wrong(agency)
    agency.db.close()
    again = make_agency(agency.settings, clock=clock)
    assert wrong(again) == "too_many_tries"
    again.db.close()


def test_tries_are_counted_exactly_by_eight_threads(agency):
    tries, passed = agency.door.tries, []
    limit = Limit("exact", 12)

    def guess():
        for _ in range(5):
            try:
                tries.take((limit,))
            except TooManyTries:
                continue
            passed.append(1)

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(passed) == 12


def test_every_refusal_is_the_same_and_costs_one_hash(agency, clock, monkeypatch):
    entrance = Entrance(agency, clock)
    owner = entrance.owner()
    disabled = entrance.person(owner, email="off@agency.example")
    agency.door.people.disable(owner, disabled.id)
    hashes, real = [], passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda kept, given: hashes.append(kept) or real(kept, given))
    told = []
    cases = (("ada@agency.example", "another lamp ocean"), ("nobody@agency.example", PASSWORD), ("off@agency.example", PASSWORD),
             ("no address", PASSWORD))
    for email, password in cases:
        with pytest.raises(SignInRefused) as refused:
            agency.door.sign_in.password(email, password, HERE)
        told.append((refused.value.message, refused.value.remedy, refused.value.field, refused.value.status))
    assert (len(set(told)), len(hashes)) == (1, 4)


def test_codes_are_guessed_at_five_times_a_minute_and_twenty_an_hour(agency, clock):
    entrance = Entrance(agency, clock)
    owner = entrance.owner()
    entrance.with_second_factor(owner)
    told = []
    for _ in range(5):
        pending = agency.door.sign_in.password("ada@agency.example", PASSWORD, HERE).pending
        for _ in range(6):
            try:
                agency.door.sign_in.second(pending, "000000", HERE)
            except (Invalid, TooManyTries) as error:
                told.append(error.code)
        clock.move(timedelta(minutes=1))
    assert [told[each * 6:each * 6 + 6].count("invalid") for each in range(5)] == [5, 5, 5, 2, 0]


def test_asking_for_a_new_password_is_limited_alike_for_everybody(agency, clock):
    Entrance(agency, clock).owner()
    for email in ("ada@agency.example", "nobody@agency.example"):
        for _ in range(3):
            agency.door.passwords.ask(email, HERE)
        with pytest.raises(TooManyTries):
            agency.door.passwords.ask(email, HERE)


def test_a_viewer_is_let_in_like_everybody(agency, clock):
    entrance = Entrance(agency, clock)
    entrance.person(entrance.owner(), Role.VIEWER)
    assert entrance.again("bob@agency.example").roles == {"": Role.VIEWER}
