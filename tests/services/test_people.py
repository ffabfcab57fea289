import threading

import pytest

from agency_core.domain.client import NewClient
from agency_core.domain.permission import Role
from agency_core.errors import Conflict, Exists, Forbidden, Invalid, NotFound
from tests.entrance import Entrance

BOB, CAROL = "bob@agency.example", "carol@agency.example"


@pytest.fixture
def entrance(agency, clock):
    return Entrance(agency, clock)


@pytest.fixture
def owner(agency, entrance):
    made = entrance.owner()
    for name in ("bread", "tea"):
        agency.clients.create(made, new=NewClient(name, "Europe/Berlin", id=name))
    return made


@pytest.fixture
def manager(entrance, owner):
    """Who manages bread alone."""
    return entrance.person(owner, Role.MANAGER, "bread", email="meg@agency.example")


def test_a_manager_sees_the_people_of_their_clients_and_only_those_roles(agency, entrance, owner, manager):
    bob = entrance.person(owner, Role.EDITOR, "bread")
    agency.door.people.set_roles(owner, bob.id, roles={"tea": Role.VIEWER})
    carol = entrance.person(owner, Role.EDITOR, "tea", email=CAROL)
    seen = {one.email: dict(one.roles) for one in agency.door.people.list(manager)}
    assert seen == {BOB: {"bread": Role.EDITOR}, "meg@agency.example": {"bread": Role.MANAGER}}
    with pytest.raises(NotFound):
        agency.door.people.get(manager, carol.id)
    with pytest.raises(NotFound):
        agency.door.people.get(manager, "nobody")


def test_a_viewer_sees_themselves_alone(agency, entrance, owner):
    bob = entrance.person(owner, Role.VIEWER, "bread")
    assert agency.door.people.list(bob) == ()
    assert agency.door.people.get(bob, bob.id).email == BOB
    with pytest.raises(NotFound):
        agency.door.people.get(bob, owner.id)


@pytest.mark.parametrize(
    ("client_id", "role", "refusal"),
    [("bread", Role.EDITOR, None), ("bread", Role.MANAGER, None), ("tea", Role.VIEWER, NotFound), ("", Role.VIEWER, Forbidden),
     ("", Role.OWNER, Forbidden), ("bread", Role.OWNER, Forbidden)],
)
def test_a_manager_gives_roles_for_their_clients_alone(agency, entrance, owner, manager, client_id, role, refusal):
    bob = entrance.person(owner, Role.VIEWER, "bread")
    changes = {client_id: role}
    if refusal is None:
        assert agency.door.people.set_roles(manager, bob.id, roles=changes).roles == changes
    else:
        with pytest.raises(refusal):
            agency.door.people.set_roles(manager, bob.id, roles=changes)


def test_a_manager_changes_no_owner_and_nobody_who_is_more(agency, entrance, owner, manager):
    bob = entrance.person(owner, Role.EDITOR, "bread")
    agency.door.people.set_roles(owner, bob.id, roles={"tea": Role.VIEWER})
    for act in (agency.door.people.disable, agency.door.people.enable):
        with pytest.raises(Forbidden):
            act(manager, bob.id)
        with pytest.raises(NotFound):
            act(manager, owner.id)


def test_the_last_owner_stays(agency, entrance, owner):
    with pytest.raises(Conflict):
        agency.door.people.set_roles(owner, owner.id, roles={"": Role.VIEWER})
    with pytest.raises(Conflict):
        agency.door.people.disable(owner, owner.id)
    other = entrance.owner("grace@agency.example")
    agency.door.people.disable(owner, other.id)
    with pytest.raises(Conflict):
        agency.door.people.set_roles(owner, owner.id, roles={"": None})


def test_of_two_owners_who_leave_at_once_one_stays(agency, entrance, owner):
    other, left = entrance.owner("grace@agency.example"), []

    def leave(who):
        try:
            left.append(agency.door.people.set_roles(who, who.id, roles={"": None}))
        except Conflict:
            return

    threads = [threading.Thread(target=leave, args=(each,)) for each in (owner, other)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(left) == 1


def test_an_address_belongs_to_one_person_however_it_is_written(agency, entrance, owner):
    bob = entrance.person(owner)
    with pytest.raises(Exists):
        agency.door.people.change_email(owner, bob.id, email=" ADA@Agency.example ")
    assert agency.door.people.change_email(owner, bob.id, email="Rob@Agency.example").email == "rob@agency.example"


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x00b", "a\u202eb"])
def test_a_name_that_cannot_be_shown_is_refused(agency, owner, name):
    with pytest.raises(Invalid):
        agency.door.people.rename(owner, owner.id, name=name)


def test_what_is_done_to_people_is_in_the_trail(agency, entrance, owner):
    bob = entrance.person(owner)
    agency.door.people.set_roles(owner, bob.id, roles={"": Role.EDITOR})
    agency.door.people.disable(owner, bob.id)
    told = [one.action for one in agency.door.audit.list(owner).items]
    assert told == [
        "person.disabled", "person.role_changed", "person.signed_in", "person.came", "person.invited", "client.started",
        "client.started", "person.signed_in", "owner.made", "owner.link_made",
    ]
