"""Pages offer what the person at the screen may do, and nothing that would end in a refusal."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from agency_core.domain.approval import Verdict
from agency_core.domain.client import NewClient
from agency_core.domain.content import ContentType, NewContent
from agency_core.domain.permission import Role
from agency_core.domain.terms import ClientTerms, Step
from agency_core.ui import contents, context
from agency_core.ui.calendar_view.cards import cards
from tests.entrance import Entrance


@pytest.fixture
def entrance(agency, clock):
    return Entrance(agency, clock)


@pytest.fixture
def ada(agency, entrance):
    """The owner, with a client that approves content itself."""
    owner = entrance.owner()
    agency.clients.create(owner, new=NewClient("Bread & Co", "Europe/Berlin", id="bread"))
    agency.keeping.terms.save(owner, "bread", terms=ClientTerms((Step.INTERNAL, Step.CLIENT), {}))
    return owner


@pytest.fixture
def as_role(agency, entrance, ada, monkeypatch):
    """Somebody with a role for the client, at the screen."""
    def at_the_screen(role):
        actor = ada if role is Role.OWNER else entrance.person(ada, role, "bread", f"{role}@agency.example")
        monkeypatch.setattr(context, "actor", lambda: actor)
        return actor

    return at_the_screen


@pytest.fixture
def waits(agency, ada):
    """Content that the agency has approved and the client has not answered."""
    new = NewContent(ContentType.TEXT_POST, "Oven", "A new oven.", ("linkedin",), client_id="bread")
    content = agency.draft.create(ada, new=new)
    agency.review.submit(ada, content.id)
    return agency.review.approve(ada, content.id)


def menu(actor):
    return [one.name for one in contents.ENTRIES if one.is_for(actor, "bread")]


def test_menus_hold_what_one_finds_something_on(as_role):
    everything = [one.name for one in contents.ENTRIES]
    assert menu(as_role(Role.OWNER)) == everything
    assert menu(as_role(Role.MANAGER)) == everything
    assert menu(as_role(Role.EDITOR)) == [each for each in everything if each != "audit"]
    assert menu(as_role(Role.VIEWER)) == [each for each in everything if each not in {"audit", "studio"}]
    assert menu(as_role(Role.CLIENT_REVIEWER)) == ["review", "library", "people"]


@pytest.mark.parametrize(
    ("name", "key", "least"),
    [
        ("agents", "agents_register", Role.EDITOR), ("messages", "messages_new", Role.EDITOR),
        ("rehearsal", "rehearsal_start", Role.EDITOR), ("calendar", "calendar_plan", Role.EDITOR),
        ("studio", "studio_save", Role.EDITOR), ("reports", "reports_make", Role.EDITOR),
        ("accounts", "accounts_connect_linkedin", Role.MANAGER), ("settings", "settings_pause", Role.MANAGER),
        ("people", "people_invite_open", Role.MANAGER), ("operations", "kill_bread", Role.MANAGER),
        ("operations", "drain", Role.OWNER),
    ],
)
def test_buttons_stand_for_those_who_may_press_them(as_role, open_page, name, key, least):
    below = {Role.EDITOR: Role.VIEWER, Role.MANAGER: Role.EDITOR, Role.OWNER: Role.MANAGER}[least]
    found = []
    for role in (below, least):
        as_role(role)
        page = open_page(name, client="bread")
        assert (list(page.exception), [each.value for each in page.error]) == ([], [])
        found.append(key in {each.key for each in page.button})
    assert found == [False, True]


def test_a_viewer_reads_in_the_studio_and_fills_nothing_in(as_role, open_page, waits):
    as_role(Role.VIEWER)
    empty, read = open_page("studio", client="bread"), open_page("studio", client="bread", content=waits.id)
    for page in (empty, read):
        assert (list(page.exception), list(page.error), list(page.text_input), list(page.text_area)) == ([], [], [], [])
    assert [each.value for each in read.subheader] == ["Oven", "Checks", "Previews"]
    assert "A new oven." in {each.value for each in read.text}


def test_the_studio_says_who_has_approved_and_who_has_not_answered(as_role, open_page, waits):
    for role in (Role.VIEWER, Role.EDITOR):
        as_role(role)
        told = "\n".join(each.value for each in open_page("studio", client="bread", content=waits.id).caption)
        assert "approved by" in told
        assert "no answer yet" in told


def test_an_editor_is_offered_no_time_that_only_others_give(agency, ada, as_role, open_page):
    new = NewContent(ContentType.TEXT_POST, "Rye", "Rye bread.", ("linkedin",), client_id="bread")
    agency.keeping.terms.save(ada, "bread", terms=ClientTerms((Step.INTERNAL,), {}))
    content = agency.review.approve(ada, agency.draft.create(ada, new=new).id)
    assert content.status == "approved"
    found = []
    for role in (Role.EDITOR, Role.APPROVER):
        as_role(role)
        page = open_page("studio", client="bread", content=content.id)
        found.append("studio_schedule" in {each.key for each in page.button})
    assert found == [False, True]


def test_cards_are_moved_by_those_who_give_times(agency, ada, as_role, clock, monkeypatch):
    monkeypatch.setattr(context, "agency", lambda: agency)
    at = clock.now() + timedelta(days=1)
    new = NewContent(ContentType.TEXT_POST, "Rye", "Rye.", ("linkedin",), client_id="bread", scheduled_time=at)
    content = agency.draft.create(ada, new=new)
    found = {}
    for role in (Role.VIEWER, Role.EDITOR, Role.APPROVER):
        as_role(role)
        found[role] = [one.movable for one in cards([content], ZoneInfo("UTC"), {})]
    assert found == {Role.VIEWER: [False], Role.EDITOR: [False], Role.APPROVER: [True]}


def test_a_page_opens_for_its_readers_alone(as_role):
    people = {role: as_role(role) for role in (Role.MANAGER, Role.VIEWER, Role.CLIENT_REVIEWER)}
    opened = {role: {one.name for one in contents.ENTRIES if one.opens_for(person, "bread")} for role, person in people.items()}
    everything = {one.name for one in contents.ENTRIES}
    assert opened == {
        Role.MANAGER: everything, Role.VIEWER: everything - {"audit"}, Role.CLIENT_REVIEWER: {"review", "library", "people"},
    }


def test_a_manager_invites_for_their_client_alone(as_role, open_page):
    offered = []
    for role in (Role.MANAGER, Role.OWNER):
        as_role(role)
        page = open_page("people")
        page.button(key="people_invite_open").click().run()
        offered.append((page.selectbox(key="invite_client").options, "Owner" in page.selectbox(key="invite_role").options[0]))
    assert offered == [(["Bread & Co"], False), (["Whole agency", "Bread & Co"], True)]


def test_forms_of_settings_are_read_only_for_who_may_not_save(as_role, open_page):
    for role in (Role.EDITOR, Role.MANAGER):
        as_role(role)
        page = open_page("settings", client="bread")
        assert page.button(key="settings_client_save").disabled is (role is Role.EDITOR)
        page = open_page("settings", client="bread", settings_tab="Brand and terms")
        assert page.button(key="brand_bread_save").disabled is (role is Role.EDITOR)


def test_sections_of_the_engine_room_are_for_owners(as_role, open_page):
    labels = []
    for role in (Role.VIEWER, Role.OWNER):
        as_role(role)
        labels.append([each.label for each in open_page("operations").tabs])
    assert labels[0] == ["Now", "Uptime"]
    assert len(labels[1]) == 8


def test_a_viewer_looks_at_what_waits_and_decides_nothing(as_role, open_page, waits):
    as_role(Role.VIEWER)
    page = open_page("review", client="bread")
    assert not page.exception
    assert {each.key for each in page.button} == {"review_previous", "review_next"}


def test_somebody_of_the_client_approves_what_waits_for_them(agency, as_role, open_page, waits, ada):
    as_role(Role.CLIENT_REVIEWER)
    page = open_page("review", client="bread")
    assert (list(page.exception), list(page.error)) == ([], [])
    page.button(key=f"review_yes_{waits.id}_{waits.revision}").click().run()
    assert agency.draft.get(ada, waits.id).status == "approved"
    assert "Nothing waits for your approval." in " ".join(each.value for each in page.markdown)


def test_somebody_of_the_client_says_what_should_change(agency, as_role, open_page, waits, ada):
    as_role(Role.CLIENT_REVIEWER)
    page = open_page("review", client="bread")
    page.button(key=f"review_no_{waits.id}_{waits.revision}").click().run()
    assert [each.value for each in page.error] != []
    page.text_area(key=f"review_why_{waits.id}").set_value("Another picture")
    page.button(key=f"review_no_{waits.id}_{waits.revision}").click().run()
    last = agency.door.approvals.list(ada, waits.id)[-1]
    assert (last.verdict, last.why) == (Verdict.CHANGES, "Another picture")


def test_people_are_called_by_their_names(agency, as_role, open_page, waits):
    as_role(Role.VIEWER)
    told = " ".join(each.value for each in open_page("review", client="bread").caption)
    assert "approved by Ada " in told.replace("\\", "")
    assert "person:" not in told.replace("\\", "")
