import threading
from datetime import timedelta

import pytest

from agency_core.domain.client import NewClient
from agency_core.domain.permission import Role
from agency_core.domain.person import INVITED_FOR
from agency_core.errors import Forbidden, Invalid, NotFound
from agency_core.services.links import LinkOver
from agency_core.services.people import NewPerson
from tests.entrance import HERE, PASSWORD, Entrance, token_in

BOB, NEW = "bob@agency.example", NewPerson("Bob", PASSWORD)


@pytest.fixture
def entrance(agency, clock):
    return Entrance(agency, clock)


@pytest.fixture
def owner(agency, entrance):
    made = entrance.owner()
    agency.clients.create(made, new=NewClient("bread", "Europe/Berlin", id="bread"))
    return made


def invited(agency, owner, role=Role.EDITOR, client_id="bread"):
    return token_in(agency.door.invitations.invite(owner, email=BOB, role=role, client_id=client_id).link)


def test_who_is_invited_comes_in_with_the_role(agency, owner):
    token = invited(agency, owner)
    entry = agency.door.invitations.accept(token, NEW, HERE)
    assert agency.door.sessions.resolve(entry.token).roles == {"bread": Role.EDITOR}
    assert agency.door.invitations.list(owner) == ()
    with pytest.raises(LinkOver):
        agency.door.invitations.accept(token, NEW, HERE)


def test_an_invitation_ends_after_a_week_or_when_it_is_taken_back(agency, clock, owner):
    first = agency.door.invitations.invite(owner, email=BOB, role=Role.VIEWER)
    agency.door.invitations.revoke(owner, first.view.id)
    late = invited(agency, owner)
    clock.move(INVITED_FOR)
    for token in (token_in(first.link), late):
        with pytest.raises(LinkOver):
            agency.door.invitations.accept(token, NEW, HERE)


def test_who_signs_in_here_already_gets_the_role_and_no_session(agency, entrance, owner):
    bob = entrance.person(owner, Role.VIEWER, "")
    assert agency.door.invitations.accept(invited(agency, owner), None, HERE) is None
    assert entrance.again(BOB).roles == {"": Role.VIEWER, "bread": Role.EDITOR}
    assert agency.door.sessions.list(owner, person_id=bob.id)[0].how == "password"


def test_an_invitation_takes_no_role_away(agency, entrance, owner):
    token = token_in(agency.door.invitations.invite(owner, email="ada@agency.example", role=Role.VIEWER).link)
    agency.door.invitations.accept(token, None, HERE)
    assert agency.door.people.me(owner).roles == {"": Role.OWNER}


def test_who_was_disabled_does_not_come_back_by_an_invitation(agency, entrance, owner):
    bob = entrance.person(owner)
    agency.door.people.disable(owner, bob.id)
    for new in (None, NEW):
        with pytest.raises(LinkOver):
            agency.door.invitations.accept(invited(agency, owner), new, HERE)


def test_of_many_who_accept_at_once_one_comes(agency, owner):
    token, came = invited(agency, owner), []

    def come():
        try:
            came.append(agency.door.invitations.accept(token, NEW, HERE))
        except LinkOver:
            return

    threads = [threading.Thread(target=come) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(came) == 1


def test_only_who_looks_after_people_invites(agency, entrance, owner):
    manager = entrance.person(owner, Role.MANAGER, "bread")
    editor = entrance.person(owner, Role.EDITOR, "bread", email="ed@agency.example")
    agency.door.invitations.invite(manager, email="new@agency.example", role=Role.EDITOR, client_id="bread")
    with pytest.raises(NotFound):
        agency.door.invitations.invite(manager, email="new@agency.example", role=Role.EDITOR, client_id="tea")
    for who, client_id, role in ((editor, "bread", Role.VIEWER), (manager, "", Role.VIEWER), (manager, "bread", Role.OWNER)):
        with pytest.raises(Forbidden):
            agency.door.invitations.invite(who, email="new@agency.example", role=role, client_id=client_id)
    with pytest.raises(Invalid):
        agency.door.invitations.invite(owner, email="new@agency.example", role=Role.OWNER, client_id="bread")


def test_a_manager_sees_and_revokes_invitations_of_their_clients_alone(agency, entrance, owner):
    manager = entrance.person(owner, Role.MANAGER, "bread")
    wide = agency.door.invitations.invite(owner, email="new@agency.example", role=Role.VIEWER)
    own = agency.door.invitations.invite(owner, email="new@agency.example", role=Role.VIEWER, client_id="bread")
    assert [one.id for one in agency.door.invitations.list(manager)] == [own.view.id]
    with pytest.raises(NotFound):
        agency.door.invitations.revoke(manager, wide.view.id)
    agency.door.invitations.revoke(manager, own.view.id)


def test_a_link_goes_out_by_mail_where_there_is_mail(agency, owner, monkeypatch):
    sent, mail = [], agency.door.invitations._post.mail
    monkeypatch.setattr(mail, "problem", "")
    monkeypatch.setattr(mail, "sender", "desk@agency.example", raising=False)
    monkeypatch.setattr(mail, "send", lambda letter, to: sent.append((to, letter["Subject"], letter.get_content())))
    made = agency.door.invitations.invite(owner, email=BOB, role=Role.VIEWER)
    ((to, subject, text),) = sent
    assert (to, subject, made.problem, made.link in text) == (BOB, "Your invitation", "", True)


def test_nobody_is_sent_a_new_password_who_is_unknown_or_disabled(agency, entrance, owner, monkeypatch):
    sent, mail = [], agency.door.passwords._post.mail
    monkeypatch.setattr(mail, "problem", "")
    monkeypatch.setattr(mail, "sender", "desk@agency.example", raising=False)
    monkeypatch.setattr(mail, "send", lambda letter, to: sent.append(letter.get_content()))
    bob = entrance.person(owner)
    agency.door.people.disable(owner, bob.id)
    sent.clear()
    for email in (BOB, "nobody@agency.example", "no address"):
        agency.door.passwords.send(email)
    assert sent == []


def test_a_link_for_a_new_password_is_good_once_and_half_an_hour(agency, clock, owner, monkeypatch):
    sent, mail, reset = [], agency.door.passwords._post.mail, agency.door.passwords
    monkeypatch.setattr(mail, "problem", "")
    monkeypatch.setattr(mail, "sender", "desk@agency.example", raising=False)
    monkeypatch.setattr(mail, "send", lambda letter, to: sent.append(token_in(letter.get_content())))
    reset.send("ada@agency.example")
    with pytest.raises(Invalid):
        reset.reset(sent[0], "password1234")
    reset.reset(sent[0], "green engine cloud")
    with pytest.raises(LinkOver):
        reset.reset(sent[0], "blue engine cloud")
    reset.send("ada@agency.example")
    clock.move(timedelta(minutes=30))
    with pytest.raises(LinkOver):
        reset.reset(sent[1], "blue engine cloud")
