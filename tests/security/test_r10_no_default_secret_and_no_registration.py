"""Two installations share no secret, nobody registers, and the link of the first owner works once, for half an hour."""

import threading
from datetime import timedelta

import pytest

from agency_core.agency import make_agency
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.person import LINK_FOR, Purpose
from agency_core.errors import AgencyError, Conflict, Forbidden
from agency_core.models import LinkRow, PersonRow
from agency_core.services.links import LinkOver, NewLink
from agency_core.services.people import NewPerson
from agency_core.settings import Settings
from tests.entrance import HERE, PASSWORD, Entrance, token_in

ADA = NewPerson("Ada", PASSWORD, "ada@agency.example")


def test_the_first_run_link_works_once(agency, clock):
    token = token_in(agency.door.first_run.link(LOCAL_OWNER))
    assert agency.door.sessions.resolve(agency.door.first_run.accept(token, ADA, HERE)).roles == {"": "owner"}
    with pytest.raises(LinkOver):
        agency.door.first_run.accept(token, NewPerson("Eve", PASSWORD, "eve@agency.example"), HERE)


def test_the_first_run_link_ends_after_half_an_hour(agency, clock):
    token = token_in(agency.door.first_run.link(LOCAL_OWNER))
    clock.move(LINK_FOR)
    with pytest.raises(LinkOver):
        agency.door.first_run.accept(token, ADA, HERE)


def test_a_bad_password_leaves_the_link_good(agency):
    token = token_in(agency.door.first_run.link(LOCAL_OWNER))
    with pytest.raises(AgencyError):
        agency.door.first_run.accept(token, NewPerson("Ada", "password1234", "ada@agency.example"), HERE)
    assert agency.door.first_run.accept(token, ADA, HERE)


def test_a_new_link_ends_the_one_before(agency):
    old, new = (token_in(agency.door.first_run.link(LOCAL_OWNER)) for _ in range(2))
    with pytest.raises(LinkOver):
        agency.door.first_run.accept(old, ADA, HERE)
    assert agency.door.first_run.accept(new, ADA, HERE)


def test_there_is_no_link_once_there_is_an_owner_unless_another_is_asked_for(agency, clock):
    Entrance(agency, clock).owner()
    with pytest.raises(Conflict):
        agency.door.first_run.link(LOCAL_OWNER)
    assert token_in(agency.door.first_run.link(LOCAL_OWNER, another=True))


def test_only_who_runs_the_installation_makes_the_link(agency, clock, writer):
    entrance = Entrance(agency, clock)
    viewer = entrance.person(entrance.owner())
    for each in (viewer, writer):
        with pytest.raises(Forbidden):
            agency.door.first_run.link(each, another=True)


def test_of_many_who_use_a_link_at_once_one_gets_in(agency):
    token, came = token_in(agency.door.first_run.link(LOCAL_OWNER)), []

    def come(number):
        try:
            came.append(agency.door.first_run.accept(token, NewPerson("Ada", PASSWORD, f"a{number}@agency.example"), HERE))
        except LinkOver:
            return

    threads = [threading.Thread(target=come, args=(each,)) for each in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with agency.db.reading() as session:
        assert (len(came), session.query(PersonRow).count()) == (1, 1)


def test_a_link_is_good_for_its_purpose_alone(agency):
    links = agency.door.links
    for made in Purpose:
        with agency.db.transaction() as session:
            token = links.make(session, NewLink(made, "subject", timedelta(hours=1)))
        for asked in set(Purpose) - {made}:
            with pytest.raises(LinkOver):
                links.look(token, asked)
        assert links.look(token, made).subject_id == "subject"


def test_what_is_kept_of_a_link_opens_nothing(agency):
    token = token_in(agency.door.first_run.link(LOCAL_OWNER))
    with agency.db.reading() as session:
        kept = session.query(LinkRow).one().token
    assert kept != token
    with pytest.raises(LinkOver):
        agency.door.links.look(kept, Purpose.FIRST_RUN)


def test_two_installations_have_no_key_in_common(tmp_path):
    found = []
    for name in ("one", "other"):
        key = tmp_path / f"{name}.key"
        made = make_agency(Settings(data=tmp_path / name, key_file=str(key)))
        made.door.first_run.link(LOCAL_OWNER)
        found.append({line for line in key.read_text().splitlines() if line and not line.startswith("#")})
        made.db.close()
    assert all(found)
    assert found[0] & found[1] == set()
