"""Messages between agents: sending, listing, what is refused, and who may do what."""

from datetime import timedelta

import pytest

from agency_core.domain.actor import SYSTEM, Actor, ActorKind
from agency_core.domain.agent import NewAgent
from agency_core.domain.client import NewClient
from agency_core.domain.message import NewMessage
from agency_core.domain.paging import Page
from agency_core.errors import Conflict, Forbidden, Invalid, NotFound
from agency_core.store.queries import history


@pytest.fixture
def crew(agency, owner):
    """Two agents of the installation's own client, and one of another client."""
    agency.clients.own(owner)
    agency.clients.create(owner, new=NewClient("Elsewhere", id="elsewhere", connect_sandbox=False))
    for name, client in (("stella", ""), ("dora", ""), ("far", "elsewhere")):
        new = NewAgent(name, name, "strategic_storyteller", ("linkedin",), ("text_post",), "daily", client_id=client)
        agency.agents.register(owner, new=new)


@pytest.fixture
def send(agency, owner, crew):
    """Sends a request from dora to stella; keyword arguments replace the usual values."""

    def sending(actor=owner, key="", **values):
        usual = {
            "sender_agent_id": "dora", "receiver_agent_id": "stella", "message_type": "content_request",
            "payload": {"topic": "tea"}, "priority": 3,
        }
        return agency.inbox.send(actor, new=NewMessage(**{**usual, **values}), idempotency_key=key)

    return sending


def acting(name):
    """An agent as an actor."""
    return Actor(ActorKind.AGENT, name, frozenset({"default"}), can_decide=False)


def moves(agency, message_id):
    """The history of a message: from, to, who."""
    with agency.db.reading() as session:
        found = history.of_subject(session, "message", message_id)
    return [(each.from_state, each.to_state, each.actor, each.why) for each in found]


def test_message_waits_for_its_receiver(agency, owner, send, clock):
    sent = send()
    assert agency.inbox.get(owner, sent.id) == sent
    assert (sent.status, sent.client_id, sent.attempts, sent.available_at) == ("pending", "default", 0, clock.now())
    assert moves(agency, sent.id) == [("", "pending", "person:owner", "content_request for stella")]


def test_message_to_an_inactive_receiver_is_kept_and_noted(agency, owner, send):
    agency.agents.set_status(owner, "stella", status="maintenance")
    sent = send()
    assert sent.status == "pending"
    assert moves(agency, sent.id)[0][3] == "content_request for stella, who is maintenance: it waits"


def test_system_may_send(send):
    assert send(SYSTEM, sender_agent_id="system").sender_agent_id == "system"


@pytest.mark.parametrize(("values", "field"), [
    ({"priority": 0}, "priority"),
    ({"priority": 6}, "priority"),
    ({"priority": True}, "priority"),
    ({"message_type": "gossip"}, "message_type"),
    ({"payload": ["topic"]}, "payload"),
    ({"payload": {"at": float("nan")}}, "payload"),
    ({"payload": {"at": object()}}, "payload"),
    ({"payload": {"text": "é" * 33_000}}, "payload"),
    ({"receiver_agent_id": "far"}, "receiver_agent_id"),
    ({"sender_agent_id": "far"}, "receiver_agent_id"),
])
def test_message_that_breaks_a_rule_names_the_field(agency, owner, send, values, field):
    with pytest.raises(Invalid) as caught:
        send(**values)
    assert caught.value.field == field
    assert sum(agency.inbox.counts(owner).values()) == 0


@pytest.mark.parametrize("end", ["sender_agent_id", "receiver_agent_id"])
def test_unknown_agent_at_either_end_is_named(send, end):
    with pytest.raises(NotFound) as caught:
        send(**{end: "nobody"})
    assert caught.value.field == end


def test_payload_of_64_kb_just_fits(send):
    assert send(payload={"t": "x" * (64 * 1024 - 9)}).status == "pending"


def test_agent_may_not_write_in_another_name(send):
    with pytest.raises(Forbidden):
        send(acting("stella"))
    with pytest.raises(Forbidden):
        send(acting("dora"), sender_agent_id="system")
    assert send(acting("dora")).sender_agent_id == "dora"


def test_same_key_with_the_same_message_gives_the_first_one(agency, owner, send):
    assert send(key="k1") == send(key="k1")
    assert agency.inbox.counts(owner)["pending"] == 1


def test_same_key_with_another_message_is_a_conflict(send):
    send(key="k1")
    with pytest.raises(Conflict):
        send(key="k1", priority=1)


def test_pending_of_an_agent_comes_most_urgent_first_page_by_page(agency, owner, send, clock):
    ids = []
    for priority in (3, 1, 5, 1, 3):
        ids.append(send(priority=priority).id)
        clock.move(timedelta(seconds=1))
    first = agency.inbox.list(owner, agent_id="stella", status="pending", page=Page(limit=3))
    second = agency.inbox.list(owner, agent_id="stella", status="pending", page=Page(limit=3, cursor=first.next_cursor))
    assert [each.id for each in (*first.items, *second.items)] == [ids[1], ids[3], ids[0], ids[4], ids[2]]
    assert second.next_cursor == ""


def test_cursor_of_another_list_is_refused(agency, owner, crew):
    with pytest.raises(Invalid) as caught:
        agency.inbox.list(owner, agent_id="stella", status="pending", page=Page(cursor="what"))
    assert caught.value.field == "cursor"


def test_list_filters_by_agent_client_and_status(agency, owner, send):
    here, there = send(), send(sender_agent_id="far", receiver_agent_id="far")
    back = send(sender_agent_id="stella", receiver_agent_id="dora")
    agency.inbox.claim(owner, "dora")
    found = {
        "all": agency.inbox.list(owner), "agent": agency.inbox.list(owner, agent_id="stella"),
        "client": agency.inbox.list(owner, client_id="elsewhere"), "claimed": agency.inbox.list(owner, status="claimed"),
        "none": agency.inbox.list(owner, agent_id="stella", client_id="elsewhere", status="pending"),
    }
    assert {name: {each.id for each in listing.items} for name, listing in found.items()} == {
        "all": {here.id, there.id, back.id}, "agent": {here.id}, "client": {there.id}, "claimed": {back.id}, "none": set(),
    }


def test_unknown_status_or_agent_is_named(agency, owner, crew):
    with pytest.raises(Invalid) as caught:
        agency.inbox.list(owner, status="lost")
    assert caught.value.field == "status"
    with pytest.raises(NotFound) as missing:
        agency.inbox.list(owner, agent_id="nobody")
    assert missing.value.field == "agent_id"


def test_counts_name_every_status_and_keep_to_the_client(agency, owner, send):
    send()
    send(sender_agent_id="far", receiver_agent_id="far")
    assert agency.inbox.counts(owner) == {"pending": 2, "claimed": 0, "done": 0, "dead": 0}
    assert agency.inbox.counts(owner, client_id="elsewhere") == {"pending": 1, "claimed": 0, "done": 0, "dead": 0}


def test_stranger_sees_and_moves_nothing(agency, stranger, send):
    sent = send()
    assert agency.inbox.list(stranger).items == ()
    assert sum(agency.inbox.counts(stranger).values()) == 0
    for act in (
        lambda: agency.inbox.get(stranger, sent.id), lambda: agency.inbox.claim(stranger, "stella"),
        lambda: agency.inbox.list(stranger, agent_id="stella"), lambda: agency.inbox.list(stranger, client_id="default"),
        lambda: agency.inbox.ack(stranger, sent.id), lambda: agency.inbox.fail(stranger, sent.id, error="no"),
        lambda: agency.inbox.requeue(stranger, sent.id), lambda: send(stranger),
    ):
        with pytest.raises(NotFound):
            act()


def test_reader_may_not_write(agency, crew, send):
    reader = Actor(ActorKind.PERSON, "reader", can_write=False)
    sent = send()
    assert agency.inbox.get(reader, sent.id) == sent
    for act in (
        lambda: send(reader), lambda: agency.inbox.claim(reader, "stella"), lambda: agency.inbox.ack(reader, sent.id),
        lambda: agency.inbox.requeue(reader, sent.id),
    ):
        with pytest.raises(Forbidden):
            act()
