import pytest

from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.client import NewClient
from agency_core.errors import Conflict, Exists, Forbidden, Invalid, NotFound
from agency_core.services.views import MOST
from agency_core.store.queries import history

QUERY = {"analytics_platform": "linkedin", "analytics_days": "90"}


@pytest.fixture
def client(agency, owner):
    return agency.clients.create(owner, new=NewClient("Bread", id="bread")).id


@pytest.fixture
def save(agency, owner, client):
    def saving(name="LinkedIn", query=QUERY, **more):
        return agency.views.save(owner, client_id=client, name=name, query=query, **more)

    return saving


def names(agency, owner, **more):
    return [each.name for each in agency.views.list(owner, client_id="bread", **more)]


def test_a_saved_view_is_listed_by_name_and_keeps_its_query(agency, owner, save):
    save("zebra", {})
    made = save("  Our   LinkedIn ", {**QUERY, "analytics_topic": ""})
    assert names(agency, owner) == ["Our LinkedIn", "zebra"]
    assert agency.views.get(owner, made.id) == made
    assert (made.query, made.created_by, made.page) == (QUERY, "person:owner", "analytics")


def test_a_name_is_taken_once_on_a_page_whatever_its_case(agency, owner, save):
    save("LinkedIn")
    with pytest.raises(Exists) as refused:
        save("linkedin")
    assert refused.value.field == "name"
    save("LinkedIn", {"deliveries_state": "failed"}, page="deliveries")
    assert (names(agency, owner), names(agency, owner, page="deliveries")) == (["LinkedIn"], ["LinkedIn"])


def test_a_view_is_renamed_but_not_to_the_name_of_another(agency, owner, save):
    first, second = save("One"), save("Two")
    assert agency.views.rename(owner, first.id, name="ONE").name == "ONE"
    with pytest.raises(Exists):
        agency.views.rename(owner, second.id, name="one")
    assert names(agency, owner) == ["ONE", "Two"]


def test_a_deleted_view_is_gone_and_the_trail_names_it(agency, owner, save):
    gone = save("Old")
    assert agency.views.delete(owner, gone.id) == gone
    assert names(agency, owner) == []
    with pytest.raises(NotFound):
        agency.views.get(owner, gone.id)
    with agency.db.reading() as session:
        trail = history.of_subject(session, "view", gone.id)
    assert [(each.to_state, each.why) for each in trail] == [("saved", "Old"), ("deleted", "Old")]


@pytest.mark.parametrize(("name", "query", "field"), [
    ("", QUERY, "name"), (" ", QUERY, "name"), ("x" * 81, QUERY, "name"), ("a\x07b", QUERY, "name"),
    ("Fine", {"client": "other"}, "query"), ("Fine", {"deliveries_state": "failed"}, "query"),
    ("Fine", {"analytics_<b>": "1"}, "query"), ("Fine", {"analytics_topic": "x" * 301}, "query"),
    ("Fine", {f"analytics_{number}": "1" for number in range(31)}, "query"),
])
def test_what_cannot_be_kept_is_refused_by_its_field(save, name, query, field):
    with pytest.raises(Invalid) as refused:
        save(name, query)
    assert refused.value.field == field
    assert refused.value.remedy


def test_so_many_views_and_no_more(agency, owner, client, save, monkeypatch):
    monkeypatch.setattr("agency_core.services.views.MOST", 2)
    save("1")
    save("2")
    with pytest.raises(Conflict) as refused:
        save("3")
    assert (refused.value.field, MOST) == ("name", 100)


def test_a_person_of_another_client_sees_and_changes_nothing(agency, save):
    view = save()
    stranger = Actor(ActorKind.PERSON, "stranger", frozenset({"other"}))
    for act in (
        lambda: agency.views.list(stranger, client_id="bread"), lambda: agency.views.get(stranger, view.id),
        lambda: agency.views.rename(stranger, view.id, name="Mine"), lambda: agency.views.delete(stranger, view.id),
        lambda: agency.views.save(stranger, client_id="bread", name="Mine", query={}),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_reader_may_look_but_not_save(agency, owner, save):
    view = save()
    reader = Actor(ActorKind.PERSON, "reader", frozenset({"bread"}), can_write=False)
    assert agency.views.list(reader, client_id="bread") == (view,)
    with pytest.raises(Forbidden):
        agency.views.delete(reader, view.id)
