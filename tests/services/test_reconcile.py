"""What became of deliveries whose process died, whose answer was lost, or whose time has passed."""

from datetime import timedelta

import pytest

from agency_core.domain.delivery import COMMIT_DEADLINE
from tests.fakes import lose_answer, lose_request, only_delivery

SOON = timedelta(minutes=2)


def test_lost_answer_is_found_by_reading_back(desk, owner, network, clock, scheduled):
    network.faults = [lose_answer]
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    assert only_delivery(desk, owner, content).state == "unconfirmed"
    assert desk.publish.drain() == 0
    assert desk.reconcile.run() == 1
    assert (only_delivery(desk, owner, content).state, len(network.posts)) == ("delivered", 1)
    assert desk.draft.get(owner, content.id).status == "published"


def test_lost_request_is_sent_again_only_after_the_settling_time(desk, owner, network, clock, scheduled):
    network.faults = [lose_request]
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    assert desk.reconcile.run() == 0
    assert only_delivery(desk, owner, content).state == "unconfirmed"
    clock.move(COMMIT_DEADLINE)
    assert desk.reconcile.run() == 0
    clock.move(timedelta(seconds=network.settling))
    assert desk.reconcile.run() == 1
    assert only_delivery(desk, owner, content).state == "pending"
    desk.publish.drain()
    assert (only_delivery(desk, owner, content).state, len(network.posts)) == ("delivered", 1)


def test_unreadable_network_leaves_the_decision_to_a_person(desk, owner, network, clock, scheduled):
    network.faults, network.readable = [lose_answer], False
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    for _ in range(20):
        desk.reconcile.run()
        clock.move(timedelta(minutes=1))
    looked = network.calls.count("read back")
    clock.move(timedelta(days=30))
    desk.reconcile.run()
    assert network.calls.count("read back") == looked
    delivery = only_delivery(desk, owner, content)
    assert delivery.why == "This network cannot be read back. Look at the platform yourself and decide."
    resolved = desk.deliver.resolve_posted(owner, delivery.id, url="https://fake.example/linkedin-1")
    assert (resolved.state, resolved.url, len(network.posts)) == ("delivered", "https://fake.example/linkedin-1", 1)


def test_person_may_send_again_what_is_not_there(desk, owner, network, clock, scheduled):
    network.faults, network.readable = [lose_request], False
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    desk.deliver.resolve_send_again(owner, only_delivery(desk, owner, content).id)
    desk.publish.drain()
    assert (only_delivery(desk, owner, content).state, len(network.posts)) == ("delivered", 1)


def test_dead_process_before_the_call_is_resumed(desk, owner, network, clock, scheduled, monkeypatch):
    content = scheduled(SOON)
    clock.move(SOON)
    monkeypatch.setattr(desk.publish, "_send", lambda claim: None)
    assert desk.publish.drain() == 1
    assert only_delivery(desk, owner, content).state == "sending"
    monkeypatch.undo()
    assert desk.reconcile.recover("another process") == 1
    desk.publish.drain()
    assert (only_delivery(desk, owner, content).state, len(network.posts)) == ("delivered", 1)
    tries = desk.deliver.attempts(owner, only_delivery(desk, owner, content).id)
    assert [each.outcome for each in tries] == ["interrupted", "delivered"]


@pytest.mark.parametrize("published", [True, False])
def test_dead_process_after_the_intent_asks_before_sending(desk, owner, network, clock, scheduled, published):
    class Killed(BaseException):
        """The process is gone."""

    def die(_network, publish):
        if published:
            publish()
        raise Killed

    network.faults = [die]
    content = scheduled(SOON)
    clock.move(SOON)
    with pytest.raises(Killed):
        desk.publish.drain()
    assert only_delivery(desk, owner, content).state == "sending"
    assert desk.reconcile.recover("another process") == 1
    assert only_delivery(desk, owner, content).state == "unconfirmed"
    clock.move(COMMIT_DEADLINE + timedelta(seconds=network.settling))
    desk.reconcile.run()
    desk.publish.drain()
    assert (only_delivery(desk, owner, content).state, len(network.posts)) == ("delivered", 1)


def test_claim_that_ran_out_fails_its_fence(desk, owner, network, clock, scheduled):
    """A worker that stalled past its lease must not call the network any more."""
    content = scheduled(SOON)
    clock.move(SOON)
    claim = desk.publish._claims.next()
    clock.move(timedelta(minutes=5))
    desk.reconcile.recover(None)
    desk.publish._send(claim)
    assert network.posts == {}
    desk.publish.drain()
    assert (only_delivery(desk, owner, content).state, len(network.posts)) == ("delivered", 1)


def test_overdue_deliveries_are_missed_and_not_blasted_out(desk, owner, network, clock, scheduled):
    late = [scheduled(timedelta(minutes=each), content_body=f"Number {each}.") for each in range(1, 31)]
    clock.move(timedelta(hours=6))
    desk.publish.drain()
    assert desk.reconcile.mark_missed() == 30
    desk.publish.drain()
    assert network.posts == {}
    assert desk.deliver.counts(owner)["missed"] == 30
    desk.deliver.publish_late(owner, only_delivery(desk, owner, late[0]).id)
    desk.schedule.reschedule(owner, late[1].id, at=clock.now() + SOON)
    desk.deliver.cancel(owner, only_delivery(desk, owner, late[2]).id)
    clock.move(SOON)
    desk.publish.drain()
    assert len(network.posts) == 2
    assert desk.deliver.counts(owner)["missed"] == 27


def test_slightly_late_deliveries_still_go_out(desk, network, clock, scheduled):
    scheduled(SOON)
    clock.move(timedelta(minutes=50))
    desk.reconcile.mark_missed()
    desk.publish.drain()
    assert len(network.posts) == 1


def test_unexpected_error_after_the_intent_is_unconfirmed(desk, owner, network, clock, scheduled):
    def burst(_network, publish):
        publish()
        raise ZeroDivisionError

    network.faults = [burst]
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    assert only_delivery(desk, owner, content).state == "unconfirmed"
    desk.reconcile.run()
    assert (only_delivery(desk, owner, content).state, len(network.posts)) == ("delivered", 1)
