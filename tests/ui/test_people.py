"""The page People, before and after there is an owner."""

import pytest

from agency_core.domain.client import NewClient
from agency_core.domain.permission import Role
from agency_core.ui import context
from agency_core.ui.people.browsers import browser_name
from tests.entrance import Entrance


@pytest.fixture
def entrance(agency, clock):
    return Entrance(agency, clock)


@pytest.fixture
def signed_in(agency, entrance, monkeypatch):
    """The owner at the screen."""
    owner = entrance.owner()
    agency.clients.create(owner, new=NewClient("Bread & Co", "Europe/Berlin", id="bread"))
    monkeypatch.setattr(context, "actor", lambda: owner)
    return owner


def test_before_there_is_an_owner_the_page_makes_the_link(agency, open_page):
    page = open_page("people")
    page.button(key="people_first_run").click().run()
    assert not page.exception
    assert page.code[0].value.startswith("http://127.0.0.1:8501/first-run?token=")


def test_people_stand_with_their_roles(agency, entrance, signed_in, open_page):
    bob = entrance.person(signed_in, Role.EDITOR, "bread")
    page = open_page("people", person=bob.id)
    assert not page.exception
    page.button(key=f"person_off_{bob.id}").click().run()
    assert agency.door.people.get(signed_in, bob.id).status == "active"
    page.button(key=f"person_off_{bob.id}_yes").click().run()
    assert agency.door.people.get(signed_in, bob.id).status == "disabled"


def test_my_profile_changes_my_name_and_password(agency, signed_in, open_page):
    page = open_page("people", people_tab="My profile")
    page.text_input(key="profile_name_text").set_value("Ada Byron")
    page.button(key="profile_save").click().run()
    assert agency.door.people.me(signed_in).name == "Ada Byron"
    page.text_input(key="profile_old").set_value("wrong")
    page.text_input(key="profile_new").set_value("green engine cloud")
    page.button(key="profile_change").click().run()
    assert "The old password is not right." in page.error[0].value.replace("\\", "")


def test_my_second_factor_is_added_with_a_code(agency, entrance, signed_in, open_page):
    page = open_page("people", people_tab="My profile")
    page.button(key="profile_totp_add").click().run()
    secret = next(one.value for one in page.code if len(one.value) == 32)
    page.text_input(key="profile_totp_code").set_value(entrance.code(secret))
    page.button(key="profile_totp_confirm").click().run()
    assert agency.door.people.me(signed_in).has_totp is True
    assert len(page.code[0].value.splitlines()) == 10


@pytest.mark.parametrize(
    ("told", "name"),
    [("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"), ("", "A browser"),
     ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"), ("curl/8", "curl/8")],
)
def test_a_browser_is_called_by_two_words(told, name):
    assert browser_name(told) == name
