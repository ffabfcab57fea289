"""The bell: how many alerts a person has not looked at."""

from datetime import timedelta

import pytest

from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.ids import numbered_id
from agency_core.errors import NotFound
from agency_core.models import AlertRow
from agency_core.services.bell import MOST

SOURCE = "01kc000000000000000000a"


def fire(agency, number: int, *, begin: int = 0, client_id: str = "c1") -> None:
    now = agency.clock.now()
    with agency.db.transaction() as session:
        session.add_all(
            AlertRow(
                id=numbered_id(SOURCE, place), client_id=client_id, rule="agent_failure", subject=f"agent_{place}",
                severity="critical", state="firing", summary="It fails.", first_seen_at=now, fired_at=now, last_seen_at=now,
            )
            for place in range(begin, begin + number)
        )


def test_what_fires_after_the_last_look_is_new_for_each_person(agency, owner, clock):
    bell, other = agency.watchroom.bell, Actor(ActorKind.PERSON, "maya")
    fire(agency, 2)
    assert (bell.unseen(owner, client_id="c1"), bell.unseen(other, client_id="c1")) == (2, 2)
    bell.look(owner, client_id="c1")
    clock.move(timedelta(seconds=1))
    fire(agency, 1, begin=2)
    assert (bell.unseen(owner, client_id="c1"), bell.unseen(other, client_id="c1")) == (1, 3)
    bell.look(owner, client_id="c1")
    assert bell.unseen(owner, client_id="c1") == 0


def test_more_than_a_hundred_are_not_counted(agency, owner):
    fire(agency, MOST + 20)
    assert agency.watchroom.bell.unseen(owner, client_id="c1") == MOST


def test_another_clients_person_hears_nothing_of_it(agency):
    fire(agency, 1)
    stranger = Actor(ActorKind.PERSON, "sam", frozenset({"c2"}))
    assert agency.watchroom.bell.unseen(stranger) == 0
    with pytest.raises(NotFound):
        agency.watchroom.bell.unseen(stranger, client_id="c1")


def test_what_belongs_to_another_client_rings_there_only(agency, owner):
    fire(agency, 1)
    fire(agency, 1, begin=1, client_id="c2")
    bell = agency.watchroom.bell
    assert [bell.unseen(owner, client_id=each) for each in ("c1", "c2", "")] == [1, 1, 2]
