"""The page People, before and after there is an owner."""

import json

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


def test_what_each_role_may_stands_in_a_tab_of_its_own(agency, entrance, open_page, monkeypatch):
    viewer = entrance.person(entrance.owner(), Role.VIEWER)
    monkeypatch.setattr(context, "actor", lambda: viewer)
    page = open_page("people", people_tab="Roles")
    assert not page.exception
    assert [each.label for each in page.tabs] == ["My profile", "Roles"]
    shown = page.dataframe[0].value.set_index("")
    assert (shown.loc["Content", "Approver"], shown.loc["Content", "Viewer"]) == ("see, change, decide", "see")


def test_somebody_is_forgotten_once_their_address_is_typed(agency, entrance, signed_in, open_page):
    bob = entrance.person(signed_in, Role.EDITOR, "bread")
    page = open_page("people", person=bob.id)
    assert page.button(key=f"person_forget_now_{bob.id}").disabled is True
    page.text_input(key=f"person_forget_typed_{bob.id}").set_value("bob@agency.example").run()
    page.button(key=f"person_forget_now_{bob.id}").click().run()
    assert not page.exception
    assert agency.door.people.get(signed_in, bob.id).name == "Erased person"


def test_one_who_was_forgotten_is_not_in_the_list(agency, entrance, signed_in, open_page):
    bob = entrance.person(signed_in, Role.EDITOR, "bread")
    agency.keeping.farewell.erase_person(signed_in, bob.id, typed="bob@agency.example")
    assert list(open_page("people").dataframe[0].value["Person"]) == ["Ada"]


def test_nobody_forgets_themselves(signed_in, open_page):
    page = open_page("people", person=signed_in.id)
    assert [each.key for each in page.button if each.key.startswith("person_forget")] == []


@pytest.fixture
def downloads(monkeypatch):
    """What each download of a page gives, by its key, made as a press makes it."""
    found = {}
    monkeypatch.setattr("streamlit.download_button", lambda _label, data, *_, key, **__: found.update({key: data}))
    return found


def test_my_data_comes_as_a_file_and_is_written_down(agency, signed_in, open_page, downloads):
    open_page("people", people_tab="My profile")
    told = json.loads(downloads[f"person_data_{signed_in.id}"]())
    assert [each["email"] for each in told["person"]] == ["ada@agency.example"]
    (entry, *_) = agency.door.audit.list(signed_in).items
    assert (entry.action, entry.subject_id) == ("person.exported", signed_in.id)


def test_people_as_csv_run_nothing_and_are_written_down(agency, signed_in, open_page, downloads):
    agency.door.people.rename(signed_in, signed_in.id, name="=cmd()")
    open_page("people")
    text = downloads["people_csv"]()
    assert text.splitlines()[1].startswith("'=cmd(),ada@agency.example,")
    (entry, *_) = agency.door.audit.list(signed_in).items
    assert (entry.action, dict(entry.said)) == ("table.exported", {"table": "people_csv", "rows": 1})
