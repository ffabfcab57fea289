"""R5, what programs show: what was ended, disabled or taken away is refused, after a second also by other processes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete

from agency_core.domain.permission import Role, Verb
from agency_core.errors import SignInNeeded
from agency_core.models import MembershipRow
from agency_core.services import access, people
from tests.security.signed_in import disable, lead, open_door

ADDRESS = "192.0.2.1"
EDITOR = "editor@example.org"


@pytest.fixture
def door(agency, owner):
    return open_door(agency, owner)


def is_in(door, token: str) -> bool:
    try:
        door.agency.door.access.bearer(token, ADDRESS)
    except SignInNeeded:
        return False
    return True


def test_a_revoked_token_is_refused_at_once(door):
    made = door.agent_token()
    assert is_in(door, made.token)
    door.agency.door.tokens.revoke(door.owner, made.id)
    assert not is_in(door, made.token)


def test_what_another_process_revoked_is_refused_after_a_second(door, monkeypatch):
    made, ticks = door.agent_token(), [100.0]
    monkeypatch.setattr(access.time, "monotonic", lambda: ticks[0])
    assert is_in(door, made.token)
    with door.agency.db.transaction() as session:
        access.tokens.revoke(session, made.id, door.agency.clock.now())
    assert is_in(door, made.token)
    ticks[0] += access.REMEMBERED
    assert not is_in(door, made.token)


def test_everything_of_a_disabled_person_is_refused(door):
    granted = door.person(EDITOR)
    assert is_in(door, granted.access_token)
    disable(door, door.editor_id)
    door.forget()
    assert not is_in(door, granted.access_token)
    with pytest.raises(SignInNeeded):
        door.agency.door.grants.refresh(granted.refresh_token, ADDRESS)


def test_a_role_that_was_taken_away_is_gone_from_the_tokens_that_are_out(door):
    granted = door.person(EDITOR)
    before = door.agency.door.access.bearer(granted.access_token, ADDRESS)
    with door.agency.db.transaction() as session:
        session.execute(delete(MembershipRow).where(MembershipRow.person_id == door.editor_id))
        people.give(session, door.editor_id, (door.client_id, Role.VIEWER), people.NOBODY, door.agency.clock.now())
    door.forget()
    after = door.agency.door.access.bearer(granted.access_token, ADDRESS)
    said = [each.may(Verb.WRITE, door.client_id, "content") for each in (before, after)]
    assert said == [True, False]


def test_ending_all_sessions_of_a_person_ends_what_programs_were_granted(door):
    granted, key = door.person(EDITOR), door.key()
    door.agency.door.sessions.end_all(door.owner, person_id=door.editor_id)
    door.forget()
    assert not is_in(door, granted.access_token)
    assert is_in(door, key.token)


def test_a_token_that_is_over_is_refused(door, clock):
    granted, made = door.person(EDITOR), door.agent_token(days=1)
    clock.move(timedelta(minutes=14, seconds=59))
    assert (is_in(door, granted.access_token), is_in(door, made.token)) == (True, True)
    clock.move(timedelta(seconds=1))
    assert (is_in(door, granted.access_token), is_in(door, made.token)) == (False, True)
    clock.move(timedelta(days=1))
    assert not is_in(door, made.token)


def test_an_agent_of_a_lower_tier_can_do_less_with_the_token_it_has(door):
    agent_id = lead(door)
    made = door.agent_token(agent_id=agent_id)
    assert "others:write" in door.agency.door.access.bearer(made.token, ADDRESS).scopes
    with door.agency.db.transaction() as session:
        session.get(access.tokens.AgentRow, agent_id).tier = 3
    door.forget()
    assert "others:write" not in door.agency.door.access.bearer(made.token, ADDRESS).scopes


def test_an_access_token_of_an_agent_ends_with_the_agents_token(door):
    made = door.agent_token()
    granted = door.agency.door.grants.by_agent(made.token, ADDRESS)
    assert is_in(door, granted.access_token)
    door.agency.door.tokens.revoke(door.owner, made.id)
    assert not is_in(door, granted.access_token)
    with pytest.raises(SignInNeeded):
        door.agency.door.grants.refresh(granted.refresh_token, ADDRESS)


def test_signing_out_a_program_ends_its_token_and_the_next(door):
    granted = door.person(EDITOR)
    actor = door.agency.door.access.bearer(granted.access_token, ADDRESS)
    door.agency.door.grants.end(granted.access_token, actor)
    assert not is_in(door, granted.access_token)
    with pytest.raises(SignInNeeded):
        door.agency.door.grants.refresh(granted.refresh_token, ADDRESS)
