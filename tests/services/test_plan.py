"""Planning a client's week."""

from collections import Counter
from datetime import timedelta

import pytest

from agency_core.domain.account import AccountStatus
from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.agent import NewAgent
from agency_core.domain.client import Brief, ClientChanges, NewClient
from agency_core.domain.content import ContentType, NewContent
from agency_core.domain.paging import Page
from agency_core.errors import Forbidden, NotFound

BRIEF = Brief(topics=("brakes", "winter riding", "repairs"), link="https://example.org")


@pytest.fixture
def desk(agency):
    """The agency itself: what is written must pass the rules of the real networks."""
    return agency


@pytest.fixture
def bikes(desk, owner):
    """A client in Berlin with a brief, sandbox accounts and two agents; its id."""
    client = desk.clients.create(owner, new=NewClient("Bikes", "Europe/Berlin", id="bikes", brief=BRIEF))
    for name, often in (("stella", "daily"), ("dora", "weekly")):
        new = NewAgent(name, name, "strategic_storyteller", ("linkedin",), ("text_post",), often, client_id=client.id)
        desk.agents.register(owner, new=new)
    return client.id


def asked(desk, owner):
    """Every message there is, oldest first."""
    return desk.inbox.list(owner, page=Page(limit=500)).items[::-1]


def test_week_is_asked_for_by_the_designer(desk, owner, bikes):
    view = desk.plan.plan_week(owner, bikes)
    assert Counter(each.agent_id for each in view.requests) == {"stella": 7, "dora": 1}
    assert (view.already_filled, view.note) == (0, "8 requests sent to 2 agents.")
    sent = asked(desk, owner)
    assert {each.id for each in sent} == {each.message_id for each in view.requests}
    assert {(each.sender_agent_id, each.message_type, each.status) for each in sent} == {
        ("bikes_architect", "content_request", "pending"),
    }
    first = next(each for each in sent if each.id == view.requests[0].message_id)
    assert first.payload == {
        "topic": view.requests[0].topic, "platform": "linkedin", "content_type": "text_post",
        "at": view.requests[0].at.isoformat(), "planned": True,
    }
    assert first.priority == 2


def test_designer_is_registered_once_and_of_the_first_tier(desk, owner, bikes, clock):
    desk.plan.plan_week(owner, bikes)
    clock.move(timedelta(days=1))
    desk.plan.plan_week(owner, bikes)
    planners = [each for each in desk.agents.list(owner, client_id=bikes).items if each.tier == 1]
    assert [(each.id, each.persona) for each in planners] == [("bikes_architect", "platform_architect")]


def test_own_agent_of_the_first_tier_plans(desk, owner, bikes):
    new = NewAgent("boss", "Boss", "platform_architect", ("linkedin",), ("text_post",), "weekly", 1, bikes)
    desk.agents.register(owner, new=new)
    desk.plan.plan_week(owner, bikes)
    assert {each.sender_agent_id for each in asked(desk, owner)} == {"boss"}


def test_planned_again_it_asks_for_nothing(desk, owner, bikes):
    desk.plan.plan_week(owner, bikes)
    again = desk.plan.plan_week(owner, bikes)
    assert (again.requests, again.already_filled, again.note) == ((), 8, "The week is full: nothing was asked for.")


def test_planned_again_after_the_answers_it_asks_for_nothing(desk, owner, bikes, clock):
    desk.plan.plan_week(owner, bikes)
    clock.move(timedelta(seconds=5))
    assert desk.respond.answer_waiting(limit=20) == 8
    again = desk.plan.plan_week(owner, bikes)
    assert (again.requests, again.already_filled) == ((), 8)


def test_answer_that_was_moved_or_cancelled_is_not_asked_for_again(desk, owner, bikes, clock):
    desk.plan.plan_week(owner, bikes)
    clock.move(timedelta(seconds=5))
    desk.respond.answer_waiting(limit=20)
    for message in asked(desk, owner)[:2]:
        desk.schedule.cancel(owner, message.result["content_id"])
    assert desk.plan.plan_week(owner, bikes).requests == ()


def test_next_day_asks_for_the_new_day_only(desk, owner, bikes, clock):
    first = desk.plan.plan_week(owner, bikes).requests
    assert next(each.at.isoweekday() for each in first if each.agent_id == "dora") == 2
    clock.move(timedelta(days=1))
    planned = desk.plan.plan_week(owner, bikes).requests
    assert {each.at.date().isoformat() for each in planned} == {"2026-12-01"}
    assert sorted(each.agent_id for each in planned) == ["dora", "stella"]


def test_content_of_the_agent_fills_its_day(desk, owner, bikes, clock):
    at = clock.now() + timedelta(days=2)
    new = NewContent(ContentType.TEXT_POST, "Own", "My own words.", ("linkedin",), "stella", scheduled_time=at)
    desk.draft.create(owner, new=new)
    view = desk.plan.plan_week(owner, bikes)
    assert at.date() not in {each.at.date() for each in view.requests if each.agent_id == "stella"}
    assert (len(view.requests), view.already_filled) == (7, 1)


def test_own_content_of_a_person_fills_nobodys_day(desk, owner, bikes, clock):
    at = clock.now() + timedelta(days=2)
    new = NewContent(ContentType.TEXT_POST, "Own", "My own words.", ("linkedin",), client_id=bikes, scheduled_time=at)
    desk.draft.create(owner, new=new)
    assert len(desk.plan.plan_week(owner, bikes).requests) == 8


def test_inactive_agent_is_asked_for_nothing(desk, owner, bikes):
    desk.agents.set_status(owner, "stella", status="inactive")
    assert {each.agent_id for each in desk.plan.plan_week(owner, bikes).requests} == {"dora"}


def test_agent_whose_platforms_cannot_publish_is_named(desk, owner, bikes):
    new = NewAgent("tube", "Tube", "data_decoder", ("youtube",), ("video_post",), "daily", client_id=bikes)
    desk.agents.register(owner, new=new)
    for account in desk.accounts.list(owner, client_id=bikes):
        if account.platform == "youtube":
            desk.accounts.set_status(owner, account.id, status=AccountStatus.PAUSED)
    assert desk.plan.plan_week(owner, bikes).note == (
        "8 requests sent to 2 agents. Left out, because no account of theirs can publish: Tube."
    )


def test_inactive_designer_stops_the_planning(desk, owner, bikes):
    desk.plan.plan_week(owner, bikes)
    desk.agents.set_status(owner, "bikes_architect", status="inactive")
    view = desk.plan.plan_week(owner, bikes)
    assert view.note == (
        "Platform architecture designer plans for this client and is inactive: set it to active to plan again."
    )


def test_what_is_missing_is_said_and_nobody_is_registered(desk, owner, bikes):
    desk.clients.update(owner, bikes, changes=ClientChanges(brief=Brief()))
    view = desk.plan.plan_week(owner, bikes)
    assert (view.requests, view.note.split(":")[0]) == ((), "The brief has no topics")
    assert len(desk.agents.list(owner, client_id=bikes).items) == 2


def test_client_without_agents_or_accounts_says_so(desk, owner):
    desk.clients.create(owner, new=NewClient("New", id="new", brief=BRIEF, connect_sandbox=False))
    assert desk.plan.plan_week(owner, "new").note.startswith("No agent is active")
    desk.agents.register(
        owner, new=NewAgent("a", "A", "data_decoder", ("linkedin",), ("text_post",), "daily", client_id="new")
    )
    assert desk.plan.plan_week(owner, "new").note.startswith("No account can publish")


def test_all_clients_are_planned_and_one_in_trouble_stops_nobody(desk, owner, bikes):
    desk.clients.create(owner, new=NewClient("Trouble", id="trouble", brief=BRIEF))
    for name, client in (("nora", "trouble"), ("trouble_architect", bikes)):
        new = NewAgent(name, name, "data_decoder", ("linkedin",), ("text_post",), "weekly", client_id=client)
        desk.agents.register(owner, new=new)
    assert desk.plan.plan_all() == 9
    assert desk.plan.plan_all() == 0


def test_plan_of_an_empty_agency_is_nothing(agency):
    assert agency.plan.plan_all() == 0


def test_stranger_and_reader_plan_nothing(desk, owner, stranger, bikes):
    with pytest.raises(NotFound):
        desk.plan.plan_week(stranger, bikes)
    with pytest.raises(Forbidden):
        desk.plan.plan_week(Actor(ActorKind.PERSON, "reader", can_write=False), bikes)
    with pytest.raises(NotFound):
        desk.plan.plan_week(owner, "nowhere")
    assert asked(desk, owner) == ()
