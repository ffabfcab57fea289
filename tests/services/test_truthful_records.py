"""What the ledger may believe and may send: a record that failed, a look that came late, a post of somebody else."""

from contextlib import contextmanager
from datetime import timedelta

import pytest

from agency_core.domain.account import AccountStatus
from agency_core.domain.content import ContentChanges
from agency_core.domain.delivery import DeliveryState
from agency_core.domain.publishing import Failure, PlatformError
from agency_core.errors import Busy, Conflict
from agency_core.models import AccountRow, DeliveryRow
from tests.fakes import deliveries_of, lose_answer, lose_request, only_delivery, refuse

SOON = timedelta(minutes=2)
BOTH = ("linkedin", "instagram")


def _of(desk, owner, content, platform):
    return next(each for each in deliveries_of(desk, owner, content) if each.platform == platform)


def _settle(desk, clock, rounds=8):
    for _ in range(rounds):
        desk.reconcile.recover(None, but=desk.publish.in_hand())
        desk.reconcile.mark_missed()
        desk.reconcile.run()
        desk.publish.drain()
        clock.move(timedelta(seconds=20))


@pytest.mark.parametrize("readable", [True, False])
def test_post_whose_record_failed_is_not_sent_again(desk, owner, network, clock, scheduled, monkeypatch, readable):
    """The network said yes, and the database was locked: the ledger finds out without a second post."""
    network.readable = readable
    content = scheduled(SOON)
    clock.move(SOON)
    real, answered = desk.db.transaction, []

    @contextmanager
    def locked_once(**more):
        if network.posts and not answered:
            answered.append(True)
            raise Busy
        with real(**more) as session:
            yield session

    monkeypatch.setattr(desk.db, "transaction", locked_once)
    desk.publish.drain()
    assert (answered, only_delivery(desk, owner, content).state) == ([True], "unconfirmed")
    _settle(desk, clock)
    delivery = only_delivery(desk, owner, content)
    assert (delivery.state, delivery.external_id, len(network.posts)) == ("delivered", "linkedin-1", 1)


def test_delivery_given_up_by_hand_stays_so_when_the_content_is_published_again(
    desk, owner, network, pictures, clock, scheduled
):
    pictures.faults = [refuse(Failure.CONTENT_REJECTED)]
    content = scheduled(SOON, target_platforms=BOTH)
    desk.deliver.cancel(owner, _of(desk, owner, content, "linkedin").id)
    clock.move(SOON)
    desk.publish.drain()
    assert desk.draft.get(owner, content.id).status == "failed"
    desk.schedule.publish_now(owner, content.id)
    desk.publish.drain()
    assert (len(network.posts), len(pictures.posts)) == (0, 1)


def test_open_outcome_that_was_given_up_is_not_sent_again_by_another_approval(desk, owner, network, clock, scheduled):
    network.faults = [lose_answer]
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    desk.deliver.cancel(owner, only_delivery(desk, owner, content).id)
    desk.review.send_back(owner, content.id, note="Once more.")
    desk.draft.update(owner, content.id, changes=ContentChanges(scheduled_time=clock.now() + SOON))
    with pytest.raises(Conflict):
        desk.review.approve(owner, content.id)
    assert len(network.posts) == 1


def test_verdict_on_an_earlier_sending_says_nothing_about_a_later_one(desk, owner, network, clock, scheduled, monkeypatch):
    """While the network was asked, a person sent it again; that answer was lost too, and it must not be sent a third time."""
    network.faults = [lose_request, lose_answer]
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    clock.move(timedelta(seconds=30))
    slow = network.reconcile

    def overtaken(state, shaped, ctx):
        verdict = slow(state, shaped, ctx)
        monkeypatch.setattr(network, "reconcile", slow)
        desk.deliver.resolve_send_again(owner, only_delivery(desk, owner, content).id)
        desk.publish.drain()
        clock.move(timedelta(seconds=30))
        return verdict

    monkeypatch.setattr(network, "reconcile", overtaken)
    desk.reconcile.run()
    assert only_delivery(desk, owner, content).state == "unconfirmed"
    _settle(desk, clock)
    assert (only_delivery(desk, owner, content).state, len(network.posts)) == ("delivered", 1)


def test_call_that_outlives_its_lease_is_left_to_its_thread(desk, owner, network, clock, scheduled):
    """A machine that slept between the intent and the call: nobody else sends while the thread is about to."""

    def sleep(_network, publish):
        clock.move(timedelta(hours=6))
        assert desk.reconcile.recover(None, but=desk.publish.in_hand()) == 0
        desk.reconcile.run()
        desk.publish._claims.next()
        return publish()

    network.faults = [sleep]
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    _settle(desk, clock)
    assert (only_delivery(desk, owner, content).state, len(network.posts)) == ("delivered", 1)


def test_time_to_appear_counts_from_the_lost_answer(desk, owner, network, clock, scheduled):
    def sleep_and_lose(network, publish):
        clock.move(timedelta(hours=6))
        network.later = publish
        raise PlatformError(Failure.UNKNOWN_OUTCOME, "No answer came back.")

    network.faults = [sleep_and_lose]
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    desk.reconcile.run()
    assert only_delivery(desk, owner, content).state == "unconfirmed"
    network.later()
    _settle(desk, clock)
    assert (only_delivery(desk, owner, content).state, len(network.posts)) == ("delivered", 1)


def test_network_that_is_down_after_a_long_absence_is_asked_again(desk, owner, network, clock, scheduled):
    def die(_network, publish):
        publish()
        raise KeyboardInterrupt

    network.faults, network.readable = [die], False
    content = scheduled(SOON)
    clock.move(SOON)
    with pytest.raises(KeyboardInterrupt):
        desk.publish.drain()
    clock.move(timedelta(minutes=20))
    desk.reconcile.recover("another process")
    desk.reconcile.run()
    network.readable = True
    _settle(desk, clock)
    assert only_delivery(desk, owner, content).state == "delivered"


def test_account_without_a_token_does_not_hold_up_the_others(desk, owner, network, pictures, clock, scheduled):
    first, second = scheduled(SOON, target_platforms=("instagram",)), scheduled(SOON + timedelta(seconds=1))
    with desk.db.transaction() as session:
        session.query(AccountRow).filter_by(platform="instagram").update({"credentials": {}})
    clock.move(timedelta(minutes=3))
    assert desk.publish.drain() == 1
    assert (only_delivery(desk, owner, first).state, only_delivery(desk, owner, second).state) == ("pending", "delivered")
    assert {each.status for each in desk.accounts.list(owner) if each.platform == "instagram"} == {AccountStatus.RECONNECT}


def test_delivery_that_cannot_be_read_fails_alone(desk, owner, network, clock, scheduled):
    first, second = scheduled(SOON, content_body="Unreadable."), scheduled(SOON + timedelta(seconds=1))
    with desk.db.transaction() as session:
        row = session.get(DeliveryRow, only_delivery(desk, owner, first).id)
        row.publish_state = {"phase": "a phase of another version", "handles": {}}
    clock.move(timedelta(minutes=3))
    assert desk.publish.drain() == 1
    assert (only_delivery(desk, owner, first).state, only_delivery(desk, owner, second).state) == ("failed", "delivered")
    assert desk.draft.get(owner, first.id).status == "failed"


def test_state_that_cannot_be_read_does_not_keep_the_engine_from_starting(desk, owner, clock, scheduled):
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish._claims.next()
    with desk.db.transaction() as session:
        session.get(DeliveryRow, only_delivery(desk, owner, content).id).publish_state = {"phase": "unheard of"}
    assert desk.reconcile.recover() == 1


def test_fault_in_one_look_does_not_keep_the_others_from_being_found(
    desk, owner, network, pictures, clock, scheduled, monkeypatch
):
    network.faults, pictures.faults = [lose_answer], [lose_answer]
    content = scheduled(SOON, target_platforms=BOTH)
    clock.move(SOON)
    desk.publish.drain()

    def broken(*_):
        raise KeyError("elements")

    monkeypatch.setattr(network, "reconcile", broken)
    desk.reconcile.run()
    assert {each.platform: each.state for each in deliveries_of(desk, owner, content)} == {
        "linkedin": "unconfirmed", "instagram": "delivered",
    }


def test_post_of_other_content_with_the_same_words_is_not_taken_for_it(desk, owner, network, clock, scheduled):
    network.faults = [lambda _network, publish: publish(), lose_request]
    first, second = scheduled(SOON), scheduled(SOON + timedelta(seconds=1))
    clock.move(timedelta(minutes=3))
    desk.publish.drain()
    clock.move(timedelta(seconds=10))
    desk.reconcile.run()
    assert only_delivery(desk, owner, first).state == "delivered"
    left = only_delivery(desk, owner, second)
    assert (left.state, left.why) == ("unconfirmed", "The post with this text belongs to other content.")


def test_delivery_that_ends_the_process_every_time_is_given_up(desk, owner, network, clock, scheduled):
    content = scheduled(SOON)
    clock.move(SOON)
    ends = 0
    while only_delivery(desk, owner, content).state == "pending" and ends < 20:
        assert desk.publish._claims.next() is not None
        desk.reconcile.recover("another process")
        ends += 1
    assert (ends, only_delivery(desk, owner, content).state) == (5, "failed")
    assert desk.draft.get(owner, content.id).status == "failed"
    desk.deliver.retry(owner, only_delivery(desk, owner, content).id)
    desk.publish.drain()
    assert len(network.posts) == 1


def test_shorter_wait_does_not_cut_a_longer_one_short(desk, owner, network, clock, scheduled):
    long = clock.now() + timedelta(hours=5)
    scheduled(SOON)
    clock.move(SOON)
    claim = desk.publish._claims.next()
    with desk.db.transaction() as session:
        session.get_one(AccountRow, claim.account.id).parked_until = long
    network.faults = [refuse(Failure.RATE_LIMITED)]
    desk.publish._send(claim)
    assert {each.parked_until for each in desk.accounts.list(owner) if each.platform == "linkedin"} == {long}


def test_trying_early_keeps_the_limit_for_being_late(desk, owner, network, clock, scheduled):
    content = scheduled(timedelta(hours=2))
    desk.deliver.retry(owner, only_delivery(desk, owner, content).id)
    desk.publish.drain()
    clock.move(timedelta(hours=9))
    _settle(desk, clock)
    assert (network.posts, only_delivery(desk, owner, content).state) == ({}, DeliveryState.MISSED)


def test_failed_content_has_nothing_to_move_to_another_time(desk, owner, network, clock, scheduled):
    network.faults = [refuse(Failure.CONTENT_REJECTED)]
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    with pytest.raises(Conflict):
        desk.schedule.reschedule(owner, content.id, at=clock.now() + SOON)
    assert desk.schedule.schedule(owner, content.id, at=clock.now() + SOON).status == "scheduled"
