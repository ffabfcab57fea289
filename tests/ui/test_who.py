"""Who did something, by name."""

import pytest

from agency_core.domain.permission import Role
from agency_core.ui import context
from agency_core.ui.who import label_of, who
from tests.entrance import Entrance


@pytest.fixture
def at_the_screen(agency, clock, monkeypatch):
    """Somebody with a role, and the owner."""
    monkeypatch.setattr(context, "agency", lambda: agency)
    monkeypatch.setattr("streamlit.session_state", {})
    entrance = Entrance(agency, clock)
    owner = entrance.owner()

    def sit_down(role):
        actor = entrance.person(owner, role)
        monkeypatch.setattr(context, "actor", lambda: actor)
        return owner, actor

    return sit_down


def test_people_have_names_and_others_what_they_are_called(at_the_screen):
    owner, me = at_the_screen(Role.VIEWER)
    labels = (owner.label, me.label, "agent:stella_001", "system:engine", "person:owner", "person:gone")
    assert [who(each) for each in labels] == ["Ada", "you", "stella_001", "engine", "the owner of the machine", "somebody"]


def test_names_are_not_for_those_who_see_no_people(at_the_screen):
    owner, _ = at_the_screen(Role.CLIENT_REVIEWER)
    assert who(owner.label) == "somebody"


def test_a_name_finds_its_label_whatever_its_case(at_the_screen):
    owner, _ = at_the_screen(Role.VIEWER)
    assert [label_of(each) for each in ("ada", "person:7", "Zoe")] == [owner.label, "person:7", "Zoe"]
