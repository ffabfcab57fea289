"""R45, tokens: after a compromise signing keys and the tokens of agents are replaced, and the old ones refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agency_core.domain.actor import Actor, ActorKind
from agency_core.errors import Conflict, Forbidden, Invalid, SignInNeeded
from tests.security.signed_in import open_door

ADDRESS = "192.0.2.1"
OWNER = "owner@example.org"


@pytest.fixture
def door(agency, owner):
    return open_door(agency, owner)


def is_in(door, token: str) -> bool:
    try:
        door.agency.door.access.bearer(token, ADDRESS)
    except SignInNeeded:
        return False
    return True


def test_after_a_compromise_all_access_tokens_are_refused_at_once(door):
    old = door.person(OWNER)
    door.agency.door.signing.rotate(door.owner, at_once=True)
    door.forget()
    assert not is_in(door, old.access_token)
    assert is_in(door, door.agency.door.grants.refresh(old.refresh_token, ADDRESS).access_token)


def test_a_usual_rotation_lets_tokens_that_are_out_reach_their_end(door, clock):
    old = door.person(OWNER)
    door.agency.door.signing.rotate(door.owner)
    door.forget()
    new = door.person(OWNER)
    assert (is_in(door, old.access_token), is_in(door, new.access_token)) == (True, True)
    clock.move(timedelta(minutes=15))
    assert not is_in(door, old.access_token)


def test_a_key_that_is_retired_for_a_day_is_forgotten(door, clock):
    door.person(OWNER)
    door.agency.door.signing.rotate(door.owner)
    clock.move(timedelta(days=2))
    assert (door.agency.door.signing.prune(), door.agency.door.signing.prune()) == (1, 0)


def test_two_rotations_one_after_the_other_keep_the_earlier_end(door, clock):
    old = door.person(OWNER)
    door.agency.door.signing.rotate(door.owner, at_once=True)
    door.agency.door.signing.rotate(door.owner)
    door.forget()
    assert not is_in(door, old.access_token)


def test_only_an_owner_rotates_the_keys(door):
    manager = Actor(ActorKind.PERSON, "m", frozenset({door.client_id}), roles={})
    with pytest.raises(Forbidden):
        door.agency.door.signing.rotate(manager)


def test_the_token_of_an_agent_is_replaced_and_the_old_one_refused(door):
    old = door.agent_token("content:view")
    new = door.agency.door.tokens.rotate(door.owner, old.id)
    assert (is_in(door, old.token), is_in(door, new.token)) == (False, True)
    assert (new.scopes, new.name, new.owner_id) == (old.scopes, old.name, old.owner_id)


def test_with_an_overlap_both_hold_for_a_while(door, clock):
    old = door.agent_token()
    new = door.agency.door.tokens.rotate(door.owner, old.id, overlap=timedelta(hours=1))
    assert (is_in(door, old.token), is_in(door, new.token)) == (True, True)
    clock.move(timedelta(hours=1))
    door.forget()
    assert (is_in(door, old.token), is_in(door, new.token)) == (False, True)


def test_an_agent_rotates_its_own_token_and_gains_no_time(door, clock):
    old = door.agent_token(days=30)
    clock.move(timedelta(days=20))
    itself = door.agency.door.access.bearer(old.token, ADDRESS)
    new = door.agency.door.tokens.rotate(itself, old.id)
    assert new.expires_at == old.expires_at


@pytest.mark.parametrize("overlap", [timedelta(seconds=-1), timedelta(days=8)])
def test_an_overlap_has_its_bounds(door, overlap):
    made = door.agent_token()
    with pytest.raises(Invalid):
        door.agency.door.tokens.rotate(door.owner, made.id, overlap=overlap)


def test_what_ended_is_not_rotated(door):
    made = door.agent_token()
    door.agency.door.tokens.revoke(door.owner, made.id)
    with pytest.raises(Conflict):
        door.agency.door.tokens.rotate(door.owner, made.id)
