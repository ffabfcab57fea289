"""Tokens of agents, keys of people and the chain of refresh tokens, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.agent import Tier
from agency_core.domain.permission import NOUN_LABELS, Role
from agency_core.domain.person import Purpose
from agency_core.domain.scope import EVERY, OF_TIER, checked, expanded, scopes_of
from agency_core.domain.token import MOST_LIVE, Credential, NewToken
from agency_core.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from agency_core.models import AuditRow, TokenRow
from agency_core.services.sessions import ProofNeeded
from tests.security.signed_in import PASSWORD, lead, open_door

ADDRESS = "192.0.2.1"
EDITOR = "editor@example.org"


@pytest.fixture
def door(agency, owner):
    return open_door(agency, owner)


def actor_of(door, token: str) -> Actor:
    return door.agency.door.access.bearer(token, ADDRESS)


def told(door, action: str) -> int:
    with door.agency.db.reading() as session:
        return session.scalar(select(func.count()).select_from(AuditRow).where(AuditRow.action == action))


def test_a_token_without_scopes_gets_what_the_tier_allows(door):
    made = door.agent_token()
    assert set(made.scopes) == OF_TIER[Tier.SPECIALIST]
    actor = actor_of(door, made.token)
    assert (actor.label, actor.clients, actor.can_decide) == ("agent:stella_001", frozenset({door.client_id}), False)


def test_a_token_is_shown_in_one_answer_and_in_no_other(door):
    made = door.agent_token()
    listed = door.agency.door.tokens.list(door.owner, agent_id=door.agent_id)
    assert [each.id for each in listed] == [made.id]
    assert Credential.read(made.token).secret not in repr(listed)


@pytest.mark.parametrize("scope", ["content:decide", "person:view", "content:fly", "content", "", "*:admin", "others:write"])
def test_a_scope_past_the_tier_is_refused(door, scope):
    with pytest.raises(Invalid) as refused:
        door.agent_token(scope)
    assert refused.value.field == "scopes"


def test_a_lead_may_touch_the_work_of_others_and_still_not_decide(door):
    actor = actor_of(door, door.agent_token("*:view", "*:write", "agent:view", agent_id=lead(door)).token)
    assert "others:write" in actor.scopes
    assert not [scope for scope in actor.scopes if scope.endswith((":decide", ":admin"))]
    assert actor.scopes <= OF_TIER[Tier.DOMAIN_LEAD]


def test_a_key_never_allows_more_than_its_owner_may(door):
    editor = door.agency.door.sessions.resolve(door.session(door.editor_id))
    make = door.agency.door.tokens.make
    with pytest.raises(Invalid):
        make(editor, new=NewToken("script", ("content:decide",)))
    actor = actor_of(door, make(editor, new=NewToken("script", ("content:write",))).token)
    assert (actor.id, actor.scopes, actor.roles) == (door.editor_id, {"content:write"}, {door.client_id: Role.EDITOR})


@pytest.mark.parametrize("changes", [{"name": " "}, {"name": "n" * 81}, {"days": 0}, {"days": 366}])
def test_a_name_and_an_end_are_demanded(door, changes):
    with pytest.raises(Invalid):
        door.agency.door.tokens.make(door.owner, new=NewToken(**{"name": "n", "agent_id": door.agent_id, **changes}))


def test_every_token_ends(door, clock):
    granted, made, key = door.person(EDITOR), door.agent_token(), door.key()
    with door.agency.db.reading() as session:
        ends = set(session.scalars(select(TokenRow.expires_at)))
    now = clock.now()
    assert ends == {now + timedelta(days=30), now + timedelta(days=90)}
    assert granted.expires_in == 900
    assert made.expires_at == key.expires_at


def test_there_are_no_more_than_twenty_at_a_time(door):
    for _ in range(MOST_LIVE):
        made = door.agent_token()
    with pytest.raises(Conflict):
        door.agent_token()
    door.agency.door.tokens.revoke(door.owner, made.id)
    door.agent_token()


def test_somebody_who_has_not_proved_lately_who_they_are_makes_none(door, clock):
    clock.move(timedelta(minutes=11))
    with pytest.raises(ProofNeeded):
        door.agent_token()
    key = Actor(ActorKind.PERSON, door.owner_id, roles={"": Role.OWNER}, scopes=EVERY)
    with pytest.raises(ProofNeeded):
        door.agency.door.tokens.make(key, new=NewToken("more", ("*:view",)))


def test_in_local_mode_a_key_belongs_to_nobody_and_an_agent_may_have_a_token(agency, owner, door):
    with pytest.raises(Conflict):
        agency.door.tokens.make(owner, new=NewToken("script", ("*:view",)))
    assert agency.door.tokens.make(owner, new=NewToken("w", agent_id=door.agent_id)).token.startswith("ag_")


@pytest.mark.parametrize("verb", ["make", "list", "revoke", "rotate"])
def test_who_may_not_decide_about_agents_has_no_business_with_their_tokens(door, verb):
    made, tokens = door.agent_token(), door.agency.door.tokens
    editor = door.agency.door.sessions.resolve(door.session(door.editor_id))
    ask = {
        "make": lambda who: tokens.make(who, new=NewToken("n", agent_id=door.agent_id)),
        "list": lambda who: tokens.list(who, agent_id=door.agent_id), "revoke": lambda who: tokens.revoke(who, made.id),
        "rotate": lambda who: tokens.rotate(who, made.id),
    }[verb]
    elsewhere = Actor(ActorKind.PERSON, "s", frozenset({"elsewhere"}), roles={"elsewhere": Role.MANAGER})
    with pytest.raises(Forbidden):
        ask(editor)
    with pytest.raises(NotFound):
        ask(elsewhere)
    with pytest.raises(Forbidden if verb in {"make", "list"} else NotFound):
        ask(Actor(ActorKind.AGENT, "another", frozenset({"elsewhere" if verb in {"revoke", "rotate"} else door.client_id}),
                  can_decide=False))


def test_the_keys_of_others_are_found_by_those_who_look_after_them_only(door):
    key = door.key()
    editor = door.agency.door.sessions.resolve(door.session(door.editor_id))
    with pytest.raises(NotFound):
        door.agency.door.tokens.revoke(editor, key.id)
    with pytest.raises(NotFound):
        door.agency.door.tokens.list(editor, person_id=door.owner_id)
    assert door.agency.door.tokens.list(editor) == ()


def test_a_refresh_token_is_no_token_that_can_be_listed_or_revoked_by_its_id(door):
    granted = door.person(EDITOR)
    with pytest.raises(NotFound):
        door.agency.door.tokens.revoke(door.owner, Credential.read(granted.refresh_token).id)
    assert door.agency.door.tokens.list(door.owner, person_id=door.editor_id) == ()


def test_a_refresh_token_is_good_once_and_its_second_use_ends_the_family(door):
    grants, first = door.agency.door.grants, door.person(EDITOR)
    second = grants.refresh(first.refresh_token, ADDRESS)
    third = grants.refresh(second.refresh_token, ADDRESS)
    with pytest.raises(SignInNeeded):
        grants.refresh(second.refresh_token, ADDRESS)
    for ended in (first, second, third):
        with pytest.raises(SignInNeeded):
            actor_of(door, ended.access_token)
        with pytest.raises(SignInNeeded):
            grants.refresh(ended.refresh_token, ADDRESS)
    assert told(door, "token.replayed") == 1


def test_of_ten_who_refresh_at_once_one_succeeds_and_the_family_ends(door):
    first = door.person(EDITOR)

    def refresh(_):
        try:
            return door.agency.door.grants.refresh(first.refresh_token, ADDRESS)
        except SignInNeeded:
            return None

    with ThreadPoolExecutor(10) as pool:
        granted = [each for each in pool.map(refresh, range(10)) if each]
    assert len(granted) == 1
    with pytest.raises(SignInNeeded):
        actor_of(door, granted[0].access_token)


def test_a_family_ends_a_month_after_it_began_however_often_it_is_refreshed(door, clock):
    granted = door.person(EDITOR)
    until = granted.refresh_until
    for _ in range(3):
        clock.move(timedelta(days=9))
        granted = door.agency.door.grants.refresh(granted.refresh_token, ADDRESS)
    assert granted.refresh_until == until
    clock.move(timedelta(days=3))
    with pytest.raises(SignInNeeded):
        door.agency.door.grants.refresh(granted.refresh_token, ADDRESS)


def test_a_wrong_password_is_refused_and_leaves_no_token(door):
    with pytest.raises(Exception, match="not right") as refused:
        door.agency.door.grants.by_password(EDITOR, "something else altogether", "", ADDRESS)
    with door.agency.db.reading() as session:
        assert (refused.value.status, session.scalar(select(func.count()).select_from(TokenRow))) == (401, 0)


def test_a_grant_leaves_no_session_behind(door):
    before = door.agency.door.sessions.list(door.owner, person_id=door.editor_id)
    door.agency.door.grants.by_password(EDITOR, PASSWORD, "", ADDRESS)
    assert door.agency.door.sessions.list(door.owner, person_id=door.editor_id) == before == ()


def test_the_last_use_is_noted_once_a_minute(door, clock):
    made = door.agent_token()

    def used():
        door.forget()
        actor_of(door, made.token)
        return door.agency.door.tokens.list(door.owner, agent_id=door.agent_id)[0].last_used_at

    began = clock.now()
    assert used() == began
    clock.move(timedelta(seconds=59))
    assert used() == began
    clock.move(timedelta(seconds=1))
    assert used() == clock.now()
    assert told(door, "token.used") == 2


def test_what_ended_a_month_ago_is_deleted(door, clock):
    door.agency.door.tokens.revoke(door.owner, door.agent_token().id)
    door.agent_token(days=365)
    clock.move(timedelta(days=31))
    assert (door.agency.door.tokens.prune(), door.agency.door.tokens.prune()) == (1, 0)


def test_all_of_a_person_can_be_ended_at_once(door):
    granted, key = door.person("owner@example.org"), door.key()
    door.agency.door.tokens.end_all(door.owner)
    for token in (granted.access_token, key.token):
        with pytest.raises(SignInNeeded):
            actor_of(door, token)


def test_each_step_is_in_the_trail(door):
    made = door.agent_token()
    again = door.agency.door.tokens.rotate(door.owner, made.id)
    door.agency.door.tokens.revoke(door.owner, again.id)
    door.person(EDITOR)
    assert [told(door, f"token.{step}") for step in ("made", "rotated", "revoked", "granted")] == [1, 1, 1, 1]


def test_scopes_are_written_out_for_every_noun():
    assert expanded(["*:view", "content:write"]) == {f"{noun}:view" for noun in NOUN_LABELS} | {"content:write"}
    assert checked(["content:write", "content:view", "content:view"], EVERY) == ("content:view", "content:write")
    assert scopes_of([Role.VIEWER]) == expanded(["*:view"]) | {"view:write"}
    assert scopes_of([]) == frozenset()


@pytest.mark.parametrize(
    ("lower", "higher"), [(Tier.SPECIALIST, Tier.DOMAIN_LEAD), (Tier.DOMAIN_LEAD, Tier.EXECUTIVE_ORCHESTRATOR)],
)
def test_a_higher_tier_may_more_and_none_decides(lower, higher):
    assert OF_TIER[lower] < OF_TIER[higher] <= EVERY
    assert not [scope for scope in OF_TIER[higher] if scope.endswith((":decide", ":admin"))]


def test_a_credential_has_one_form():
    good = "ag_" + "0" * 26 + "." + "x" * 43
    assert Credential.read(good).text() == good
    assert Credential.read(good).purpose is Purpose.AGENT
    wrong = ["zz" + good[2:], good + "x", good + "\n", good.upper(), good.replace(".", "-"), ""]
    assert [each for each in wrong if Credential.read(each)] == []
