"""Whoever signs out, is disabled, or gets another role or password is out at once, in every browser concerned.

That open sockets close too is tested with the gate.
"""

from datetime import timedelta

import pytest
from sqlalchemy import event

from agency_core.agency import make_agency
from agency_core.domain.permission import Role
from agency_core.domain.person import ABSOLUTE, IDLE
from tests.entrance import HERE, PASSWORD, Entrance, token_in

BOB = "bob@agency.example"


@pytest.fixture
def entrance(agency, clock):
    return Entrance(agency, clock)


@pytest.fixture
def owner(entrance):
    return entrance.owner()


@pytest.fixture
def bob(agency, entrance, owner):
    """Bob, signed in with two browsers: their tokens."""
    bob = entrance.person(owner)
    agency.door.sessions.end_all(bob)
    return [agency.door.sign_in.password(BOB, PASSWORD, HERE).token for _ in range(2)]


def holds(agency, tokens):
    return [agency.door.sessions.resolve(each) is not None for each in tokens]


def test_signing_out_ends_this_browser(agency, bob):
    agency.door.sessions.end(bob[0])
    assert holds(agency, bob) == [False, True]


def test_disabling_ends_all_and_lets_nobody_in(agency, entrance, owner, bob):
    person = agency.door.sessions.resolve(bob[0])
    agency.door.people.disable(owner, person.id)
    assert holds(agency, bob) == [False, False]
    agency.door.people.enable(owner, person.id)
    assert holds(agency, bob) == [False, False]
    assert entrance.again(BOB).id == person.id


def test_another_role_ends_all_and_is_there_at_the_next_sign_in(agency, entrance, owner, bob):
    person = agency.door.sessions.resolve(bob[0])
    agency.door.people.set_roles(owner, person.id, roles={"": Role.EDITOR})
    assert holds(agency, bob) == [False, False]
    assert entrance.again(BOB).roles == {"": Role.EDITOR}


def test_another_password_ends_the_other_browsers(agency, bob):
    agency.door.passwords.change(agency.door.sessions.resolve(bob[0]), old=PASSWORD, new="green engine cloud")
    assert holds(agency, bob) == [True, False]


def test_a_reset_ends_every_browser(agency, bob, monkeypatch):
    sent = []
    monkeypatch.setattr(agency.door.passwords._post.mail, "problem", "")
    monkeypatch.setattr(agency.door.passwords._post.mail, "sender", "desk@agency.example", raising=False)
    monkeypatch.setattr(agency.door.passwords._post.mail, "send", lambda letter, to: sent.append((to, letter.get_content())))
    agency.door.passwords.send(BOB)
    ((to, text),) = sent
    agency.door.passwords.reset(token_in(text), "green engine cloud")
    assert (to, holds(agency, bob)) == (BOB, [False, False])
    assert agency.door.sign_in.password(BOB, "green engine cloud", HERE).token


def test_what_another_process_ended_is_over_within_a_second(agency, clock, owner, bob, monkeypatch):
    other = make_agency(agency.settings, clock=clock)
    assert holds(agency, bob) == [True, True]
    other.door.people.disable(owner, other.door.sessions.resolve(bob[0]).id)
    other.db.close()
    monkeypatch.setattr("agency_core.services.sessions.REMEMBERED", 0.0)
    assert holds(agency, bob) == [False, False]


def test_a_session_that_nobody_uses_ends_after_half_a_day(agency, clock, bob):
    clock.move(IDLE - timedelta(seconds=1))
    assert agency.door.sessions.resolve(bob[0]) is not None
    clock.move(timedelta(seconds=1))
    assert holds(agency, bob) == [True, False]


def test_that_a_session_is_used_is_written_once_a_minute(agency, clock, bob):
    written = []
    event.listen(agency.db.engine, "before_cursor_execute", lambda *told: written.append(told[2].startswith("UPDATE session")))
    for _ in range(300):
        clock.move(timedelta(seconds=1))
        assert agency.door.sessions.resolve(bob[0], HERE.address) is not None
    assert sum(written) == 5


def test_an_open_page_alone_keeps_no_session_alive(agency, clock, bob):
    clock.move(IDLE - timedelta(minutes=1))
    assert agency.door.sessions.resolve(bob[0], is_active=False) is not None
    clock.move(timedelta(minutes=1))
    assert agency.door.sessions.resolve(bob[0]) is None


def test_a_session_ends_after_a_week_however_much_it_is_used(agency, clock, bob):
    for _ in range(int(ABSOLUTE / timedelta(hours=6)) - 1):
        clock.move(timedelta(hours=6))
        assert agency.door.sessions.resolve(bob[0]) is not None
    clock.move(timedelta(hours=6))
    assert agency.door.sessions.resolve(bob[0]) is None


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "a" * 4000, "é" * 43, "a" * 42 + "\n"])
def test_what_is_no_token_signs_nobody_in(agency, bob, token):
    assert agency.door.sessions.resolve(token) is None


def test_a_session_of_somebody_else_cannot_be_ended_or_seen(agency, entrance, owner, bob):
    person = agency.door.sessions.resolve(bob[0])
    own = agency.door.sessions.list(owner)[0]
    with pytest.raises(Exception, match="no such person"):
        agency.door.sessions.revoke(person, own.id)
    with pytest.raises(Exception, match="no such person"):
        agency.door.sessions.list(person, person_id=owner.id)
    assert len(agency.door.sessions.list(owner, person_id=person.id)) == 2
