"""R32: where others can connect and nobody owns the agency, the start shows the owner's link on the terminal; nowhere else."""

import logging
from dataclasses import replace

import pytest

from agency_core.services.links import LinkOver
from agency_core.services.people import NewPerson
from agency_core.web import show_the_way_in
from tests.entrance import HERE, PASSWORD, Entrance, token_in

OPEN = {"others can connect": {"host": "0.0.0.0"}, "behind a proxy": {"behind_proxy": True}, "asked for": {"sign_in": "required"}}


def shown(agency, capsys, **chosen):
    """What a start with these settings writes to the terminal."""
    show_the_way_in(replace(agency, settings=agency.settings.model_copy(update=chosen)))
    return capsys.readouterr().out


@pytest.mark.parametrize("chosen", OPEN.values(), ids=OPEN)
def test_start_without_an_owner_shows_a_link_that_works(agency, capsys, caplog, chosen):
    with caplog.at_level(logging.DEBUG):
        told = shown(agency, capsys, **chosen)
    token = token_in(told)
    assert token not in caplog.text
    assert agency.door.first_run.accept(token, NewPerson("Ada", PASSWORD, "ada@agency.example"), HERE)


def test_each_start_ends_the_link_of_the_one_before(agency, capsys):
    first, second = (token_in(shown(agency, capsys, host="0.0.0.0")) for _ in range(2))
    with pytest.raises(LinkOver):
        agency.door.first_run.accept(first, NewPerson("Ada", PASSWORD, "ada@agency.example"), HERE)
    assert agency.door.first_run.accept(second, NewPerson("Ada", PASSWORD, "ada@agency.example"), HERE)


def test_start_on_this_machine_alone_shows_nothing(agency, capsys):
    assert shown(agency, capsys) == ""


def test_start_with_an_owner_shows_nothing(agency, clock, capsys):
    Entrance(agency, clock).owner()
    assert shown(agency, capsys, host="0.0.0.0") == ""
