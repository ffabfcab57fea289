"""The second factor: asked after the password, good once, and demanded before what is delicate."""

from datetime import timedelta

import pytest

from agency_core.domain.person import SECOND_FACTOR_FOR
from agency_core.errors import Conflict, Forbidden, Invalid
from agency_core.models import PersonRow
from agency_core.security import totp
from agency_core.services.links import LinkOver
from agency_core.services.sessions import PROOF_LASTS, ProofNeeded
from tests.entrance import HERE, PASSWORD, Entrance

ADA = "ada@agency.example"


@pytest.fixture
def entrance(agency, clock):
    return Entrance(agency, clock)


@pytest.fixture
def owner(entrance):
    return entrance.owner()


def pending(agency, email=ADA):
    entry = agency.door.sign_in.password(email, PASSWORD, HERE)
    assert entry.token == ""
    return entry.pending


def test_the_password_alone_lets_nobody_in_who_has_a_second_factor(agency, entrance, owner):
    secret, _ = entrance.with_second_factor(owner)
    first = pending(agency)
    with pytest.raises(Invalid):
        agency.door.sign_in.second(first, "000000", HERE)
    token = agency.door.sign_in.second(first, entrance.code(secret), HERE).token
    assert agency.door.sessions.resolve(token).id == owner.id


def test_a_code_is_good_once(agency, entrance, owner):
    secret, _ = entrance.with_second_factor(owner)
    code = entrance.code(secret)
    assert agency.door.sign_in.second(pending(agency), code, HERE).token
    with pytest.raises(Invalid):
        agency.door.sign_in.second(pending(agency), code, HERE)
    with pytest.raises(Invalid):
        agency.door.sign_in.second(pending(agency), entrance.code(secret, -1), HERE)


def test_a_recovery_code_is_good_once(agency, entrance, owner):
    _, codes = entrance.with_second_factor(owner)
    assert agency.door.sign_in.second(pending(agency), codes[3], HERE).token
    with pytest.raises(Invalid):
        agency.door.sign_in.second(pending(agency), codes[3], HERE)
    assert agency.door.second_factor.codes_left(owner) == 9


def test_new_recovery_codes_end_the_old_ones(agency, entrance, owner):
    _, old = entrance.with_second_factor(owner)
    new = agency.door.second_factor.recovery_codes(owner)
    with pytest.raises(Invalid):
        agency.door.sign_in.second(pending(agency), old[0], HERE)
    assert agency.door.sign_in.second(pending(agency), new[0], HERE).token


def test_what_waits_for_the_code_ends_and_is_good_once(agency, clock, entrance, owner):
    secret, _ = entrance.with_second_factor(owner)
    first = pending(agency)
    assert agency.door.sign_in.second(first, entrance.code(secret), HERE).token
    with pytest.raises(LinkOver):
        agency.door.sign_in.second(first, entrance.code(secret, 1), HERE)
    late = pending(agency)
    clock.move(SECOND_FACTOR_FOR)
    with pytest.raises(LinkOver):
        agency.door.sign_in.second(late, entrance.code(secret), HERE)


def test_the_secret_is_sealed_and_the_codes_are_hashed(agency, entrance, owner):
    secret, codes = entrance.with_second_factor(owner)
    with agency.db.reading() as session:
        row = session.get(PersonRow, owner.id)
        kept = f"{row.totp} {row.recovery} {row.password}"
    assert [each for each in (secret, *codes, PASSWORD) if each in kept] == []
    assert totp.recovery_hash(codes[0]) in kept


def test_nothing_is_kept_before_the_first_right_code(agency, entrance, owner):
    made = agency.door.second_factor.enrol(owner)
    for secret, code in ((made.secret, "000000"), ("short", "000000"), ("", "")):
        with pytest.raises(Invalid):
            agency.door.second_factor.confirm(owner, secret=secret, code=code)
    assert agency.door.people.me(owner).has_totp is False


@pytest.mark.parametrize("what", ["enrol", "recovery_codes", "remove", "email", "owner"])
def test_what_is_delicate_asks_for_a_proof_of_the_last_minutes(agency, clock, entrance, owner, what):
    door = agency.door
    other = entrance.person(owner)
    doing = {
        "enrol": lambda: door.second_factor.enrol(owner), "recovery_codes": lambda: door.second_factor.recovery_codes(owner),
        "remove": lambda: door.second_factor.remove(owner, owner.id),
        "email": lambda: door.people.change_email(owner, owner.id, email="countess@agency.example"),
        "owner": lambda: door.people.set_roles(owner, other.id, roles={"": "owner"}),
    }[what]
    clock.move(PROOF_LASTS)
    with pytest.raises(ProofNeeded):
        doing()
    with pytest.raises(Invalid):
        door.sign_in.prove(owner, secret="another lamp ocean")
    door.sign_in.prove(owner, secret=PASSWORD)
    try:
        doing()
    except Conflict:
        assert what == "recovery_codes"


def test_a_proof_is_a_code_where_there_is_a_second_factor(agency, clock, entrance, owner):
    secret, _ = entrance.with_second_factor(owner)
    clock.move(PROOF_LASTS)
    with pytest.raises(Invalid):
        agency.door.sign_in.prove(owner, secret=PASSWORD)
    agency.door.sign_in.prove(owner, secret=entrance.code(secret))
    assert agency.door.sessions.has_proof(owner) is True


def test_owners_who_have_to_have_one_add_it_on_the_way_in(agency, clock, entrance, owner):
    factor = agency.door.second_factor
    with pytest.raises(Conflict):
        factor.demand(owner, of_owners=True)
    entrance.with_second_factor(owner)
    second = entrance.owner("grace@agency.example")
    factor.demand(owner, of_owners=True)
    assert agency.door.sessions.list(owner, person_id=second.id) == ()
    waiting = pending(agency, "grace@agency.example")
    made = agency.door.sign_in.enrolment(waiting)
    with pytest.raises(Invalid):
        agency.door.sign_in.second(waiting, "000000", HERE)
    entry = agency.door.sign_in.second(waiting, entrance.code(made.secret), HERE)
    grace = agency.door.sessions.resolve(entry.token)
    assert (grace.id, len(entry.recovery)) == (second.id, 10)
    with pytest.raises(Conflict):
        factor.remove(grace, grace.id)
    clock.move(timedelta(minutes=1))
    assert agency.door.sign_in.enrolment(pending(agency, "grace@agency.example")) is None


def test_who_owns_nothing_is_asked_for_nothing_more(agency, entrance, owner):
    entrance.with_second_factor(owner)
    agency.door.second_factor.demand(owner, of_owners=True)
    assert entrance.person(owner).roles == {"": "viewer"}
    assert entrance.again("bob@agency.example").roles == {"": "viewer"}


def test_an_owner_takes_away_what_somebody_lost_and_nobody_else_does(agency, entrance, owner):
    bob = entrance.person(owner)
    entrance.with_second_factor(bob)
    carol = entrance.person(owner, "manager", email="carol@agency.example")
    with pytest.raises(Forbidden):
        agency.door.second_factor.remove(carol, bob.id)
    agency.door.second_factor.remove(owner, bob.id)
    assert entrance.again("bob@agency.example").id == bob.id
