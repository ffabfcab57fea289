"""Working on messages: leases, answers, failures, dead letters, and what an agent is remembered for."""

import threading
from datetime import timedelta

import pytest

from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.agent import NewAgent
from agency_core.domain.message import NewMessage
from agency_core.errors import Conflict, Forbidden, Invalid, Stale
from agency_core.store.queries import history


@pytest.fixture
def inbox(agency, owner):
    """The inbox of an agency with one agent."""
    new = NewAgent("stella", "Stella", "strategic_storyteller", ("linkedin",), ("text_post",), "daily")
    agency.agents.register(owner, new=new)
    return agency.inbox


@pytest.fixture
def send(inbox, owner):
    """Sends stella a message of a priority; gives its id."""

    def sending(priority=3):
        return inbox.send(owner, new=NewMessage("system", "stella", "content_request", {"topic": "tea"}, priority)).id

    return sending


def stella(agency, owner):
    """What is remembered of the agent: answers, failures, failures in a row, last error."""
    view = agency.agents.get(owner, "stella")
    return view.answers, view.failures, view.consecutive_failures, view.last_error


def test_claim_takes_the_most_urgent_and_leases_it(agency, inbox, owner, send, clock):
    send(3)
    urgent = send(1)
    taken = inbox.claim(owner, "stella", lease_seconds=30)
    assert (taken.id, taken.status, taken.attempts) == (urgent, "claimed", 1)
    assert taken.lease_until == clock.now() + timedelta(seconds=30)
    assert agency.agents.get(owner, "stella").last_seen_at == clock.now()


def test_claim_of_an_empty_desk_is_nothing(inbox, owner):
    assert inbox.claim(owner, "stella") is None


def test_claimed_message_is_not_given_twice(inbox, owner, send):
    send()
    assert inbox.claim(owner, "stella") is not None
    assert inbox.claim(owner, "stella") is None


@pytest.mark.parametrize("seconds", [0, 3601])
def test_lease_out_of_bounds_is_refused(inbox, owner, seconds):
    with pytest.raises(Invalid) as caught:
        inbox.claim(owner, "stella", lease_seconds=seconds)
    assert caught.value.field == "lease_seconds"


def test_agent_claims_and_answers_for_itself_only(inbox, send):
    other = Actor(ActorKind.AGENT, "dora", frozenset({"default"}))
    message_id = send()
    with pytest.raises(Forbidden):
        inbox.claim(other, "stella")
    with pytest.raises(Forbidden):
        inbox.ack(other, message_id)


def test_message_whose_lease_ran_out_is_claimed_again_and_the_lost_try_counts(agency, inbox, owner, send, clock):
    send()
    inbox.claim(owner, "stella", lease_seconds=30)
    clock.move(timedelta(seconds=29))
    assert inbox.claim(owner, "stella") is None
    clock.move(timedelta(seconds=1))
    assert inbox.claim(owner, "stella").attempts == 2
    assert stella(agency, owner) == (0, 1, 1, "Its lease ran out before it answered.")


@pytest.mark.parametrize(("waiting", "expected"), [(2, "lost"), (1, "waiting")])
def test_message_left_behind_takes_its_turn_by_urgency(inbox, owner, send, clock, waiting, expected):
    lost = send(2)
    inbox.claim(owner, "stella", lease_seconds=1)
    clock.move(timedelta(seconds=1))
    other = send(waiting)
    assert inbox.claim(owner, "stella").id == {"lost": lost, "waiting": other}[expected]


def test_message_lost_in_its_last_try_is_dead(agency, inbox, owner, send, clock):
    message_id = send()
    for _ in range(5):
        assert inbox.claim(owner, "stella", lease_seconds=1) is not None
        clock.move(timedelta(seconds=1))
    assert inbox.claim(owner, "stella") is None
    assert inbox.get(owner, message_id).status == "dead"
    assert stella(agency, owner) == (0, 5, 5, "Its worker vanished in the last try.")


def test_live_last_try_is_left_alone(inbox, owner, send, clock):
    message_id = send()
    for _ in range(4):
        inbox.claim(owner, "stella", lease_seconds=1)
        clock.move(timedelta(seconds=1))
    inbox.claim(owner, "stella", lease_seconds=60)
    assert inbox.claim_one(owner, message_id) is None
    assert inbox.get(owner, message_id).status == "claimed"


def test_answer_is_kept_and_clears_the_row_of_failures(agency, inbox, owner, send, clock):
    message_id = send()
    inbox.claim(owner, "stella")
    inbox.fail(owner, message_id, error="no network")
    clock.move(timedelta(seconds=10))
    inbox.claim(owner, "stella")
    done = inbox.ack(owner, message_id, result={"content_id": "c1"})
    assert (done.status, done.result, done.done_at, done.lease_until) == ("done", {"content_id": "c1"}, clock.now(), None)
    assert stella(agency, owner) == (1, 1, 0, "no network")
    assert agency.agents.get(owner, "stella").uptime == 0.5


def test_answer_given_twice_changes_nothing(agency, inbox, owner, send):
    message_id = send()
    inbox.claim(owner, "stella")
    first = inbox.ack(owner, message_id, result={"a": 1})
    assert inbox.ack(owner, message_id, result={"a": 2}) == first
    assert stella(agency, owner)[0] == 1


def test_answer_of_a_lost_lease_is_stale(inbox, owner, send, clock):
    message_id = send()
    first = inbox.claim(owner, "stella", lease_seconds=1)
    clock.move(timedelta(seconds=1))
    second = inbox.claim(owner, "stella")
    with pytest.raises(Stale):
        inbox.ack(owner, message_id, attempt=first.attempts)
    assert inbox.ack(owner, message_id, attempt=second.attempts).status == "done"


def test_result_must_be_an_object_of_64_kb(inbox, owner, send):
    message_id = send()
    inbox.claim(owner, "stella")
    for result in (["a"], {"a": "x" * 70_000}):
        with pytest.raises(Invalid) as caught:
            inbox.ack(owner, message_id, result=result)
        assert caught.value.field == "result"


def test_failed_message_rests_longer_each_time_and_is_dead_after_the_fifth(agency, inbox, owner, send, clock):
    message_id = send()
    rests = []
    for _ in range(5):
        assert inbox.claim(owner, "stella") is not None
        failed = inbox.fail(owner, message_id, error="no network")
        rests.append(int((failed.available_at - clock.now()).total_seconds()))
        clock.move(failed.available_at - clock.now())
    assert rests == [10, 30, 90, 270, 0]
    assert (failed.status, failed.last_error, failed.attempts) == ("dead", "no network", 5)
    assert stella(agency, owner) == (0, 5, 5, "no network")


def test_resting_message_is_passed_over(inbox, owner, send):
    first, second = send(1), send(3)
    inbox.claim(owner, "stella")
    inbox.fail(owner, first, error="no network")
    assert inbox.claim(owner, "stella").id == second
    assert inbox.claim(owner, "stella") is None


def test_failure_of_what_nobody_claimed_is_a_conflict(inbox, owner, send):
    with pytest.raises(Conflict):
        inbox.fail(owner, send(), error="no network")


def test_refused_message_is_dead_at_once_and_not_the_agents_failure(agency, inbox, owner, send):
    message_id = send()
    inbox.claim(owner, "stella")
    assert inbox.refuse(owner, message_id, error="no topic").status == "dead"
    assert stella(agency, owner) == (0, 0, 0, "")


def test_dead_message_comes_back_with_all_its_tries(inbox, owner, send):
    message_id = send()
    inbox.claim(owner, "stella")
    inbox.refuse(owner, message_id, error="no topic")
    back = inbox.requeue(owner, message_id)
    assert (back.status, back.attempts, back.last_error) == ("pending", 0, "no topic")
    assert inbox.claim(owner, "stella").id == message_id


def test_only_dead_messages_come_back(inbox, owner, send):
    with pytest.raises(Conflict):
        inbox.requeue(owner, send())


def test_every_move_has_its_line_of_history(agency, inbox, owner, send):
    message_id = send()
    inbox.claim(owner, "stella")
    inbox.fail(owner, message_id, error="no network")
    with agency.db.reading() as session:
        moves = [(each.from_state, each.to_state, each.why) for each in history.of_subject(session, "message", message_id)]
    assert moves == [
        ("", "pending", "content_request for stella"), ("pending", "claimed", "try 1"), ("claimed", "pending", "no network"),
    ]


def test_many_workers_share_the_desk_without_taking_anything_twice(inbox, owner, send):
    sent = {send() for _ in range(12)}
    taken: list[str] = []

    def work():
        while (message := inbox.claim(owner, "stella")) is not None:
            taken.append(message.id)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(taken) == sorted(sent)
