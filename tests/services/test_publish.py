"""The ledger: claim, intent, call, record."""

from datetime import timedelta

import pytest

from agency_core.domain.content import ContentChanges
from agency_core.domain.delivery import DeliveryFilter, backoff
from agency_core.domain.publishing import Failure
from agency_core.errors import Conflict
from tests.fakes import lose_answer, lose_request, refuse

SOON = timedelta(minutes=2)


def deliveries(desk, owner, content):
    return desk.deliver.list(owner, filter=DeliveryFilter(content_id=content.id)).items


def only(desk, owner, content):
    (delivery,) = deliveries(desk, owner, content)
    return delivery


def test_delivery_goes_out_at_its_time_once(desk, owner, network, clock, scheduled):
    content = scheduled(SOON)
    assert desk.publish.drain() == 0
    clock.move(SOON)
    assert desk.publish.drain() == 1
    assert desk.publish.drain() == 0
    assert [text for _, text in network.posts.values()] == ["What we want to say."]
    delivery = only(desk, owner, content)
    assert (delivery.state, delivery.external_id, delivery.url) == ("delivered", "linkedin-1", "https://fake.example/linkedin-1")
    assert delivery.lateness == timedelta(0)
    assert desk.draft.get(owner, content.id).status == "published"


def test_every_move_is_in_history(desk, owner, clock, scheduled):
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    assert [each.to_state for each in desk.draft.history(owner, content.id)] == [
        "draft", "in_review", "approved", "scheduled", "published",
    ]
    assert [each.to_state for each in desk.deliver.history(owner, only(desk, owner, content).id)] == ["delivered"]


def test_lost_answer_is_found_by_reading_back(desk, owner, network, clock, scheduled):
    network.faults = [lose_answer]
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    assert only(desk, owner, content).state == "unconfirmed"
    assert desk.publish.drain() == 0
    assert desk.reconcile.run() == 1
    assert (only(desk, owner, content).state, len(network.posts)) == ("delivered", 1)
    assert desk.draft.get(owner, content.id).status == "published"


def test_lost_request_is_sent_again_only_after_the_settling_time(desk, owner, network, clock, scheduled):
    network.faults = [lose_request]
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    assert desk.reconcile.run() == 0
    assert only(desk, owner, content).state == "unconfirmed"
    clock.move(timedelta(seconds=10))
    assert desk.reconcile.run() == 1
    assert only(desk, owner, content).state == "pending"
    desk.publish.drain()
    assert (only(desk, owner, content).state, len(network.posts)) == ("delivered", 1)


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
    delivery = only(desk, owner, content)
    assert delivery.why == "This network cannot be read back. Look at the platform yourself and decide."
    resolved = desk.deliver.resolve_posted(owner, delivery.id, url="https://fake.example/linkedin-1")
    assert (resolved.state, resolved.url, len(network.posts)) == ("delivered", "https://fake.example/linkedin-1", 1)


def test_person_may_send_again_what_is_not_there(desk, owner, network, clock, scheduled):
    network.faults, network.readable = [lose_request], False
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    desk.deliver.resolve_send_again(owner, only(desk, owner, content).id)
    desk.publish.drain()
    assert (only(desk, owner, content).state, len(network.posts)) == ("delivered", 1)


def test_dead_process_before_the_call_is_resumed(desk, owner, network, clock, scheduled, monkeypatch):
    content = scheduled(SOON)
    clock.move(SOON)
    monkeypatch.setattr(desk.publish, "_send", lambda claim: None)
    assert desk.publish.drain() == 1
    assert only(desk, owner, content).state == "sending"
    monkeypatch.undo()
    assert desk.reconcile.recover("another process") == 1
    desk.publish.drain()
    assert (only(desk, owner, content).state, len(network.posts)) == ("delivered", 1)
    assert [each.outcome for each in desk.deliver.attempts(owner, only(desk, owner, content).id)] == ["interrupted", "delivered"]


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
    assert only(desk, owner, content).state == "sending"
    assert desk.reconcile.recover("another process") == 1
    assert only(desk, owner, content).state == "unconfirmed"
    clock.move(timedelta(seconds=10))
    desk.reconcile.run()
    desk.publish.drain()
    assert (only(desk, owner, content).state, len(network.posts)) == ("delivered", 1)


def test_claim_that_ran_out_fails_its_fence(desk, owner, network, clock, scheduled):
    """A worker that stalled past its lease must not call the network any more."""
    content = scheduled(SOON)
    clock.move(SOON)
    claim = desk.publish._claim_next()
    clock.move(timedelta(minutes=5))
    desk.reconcile.recover(None)
    desk.publish._send(claim)
    assert network.posts == {}
    desk.publish.drain()
    assert (only(desk, owner, content).state, len(network.posts)) == ("delivered", 1)


def test_transient_failures_are_tried_again_with_growing_waits(desk, owner, network, clock, scheduled):
    network.faults = [refuse(Failure.TRANSIENT)] * 2
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    first = only(desk, owner, content)
    assert backoff(1, 0) <= first.next_attempt_at - clock.now() <= backoff(1, 1)
    clock.move(timedelta(seconds=10))
    desk.publish.drain()
    second = only(desk, owner, content)
    assert backoff(2, 0) <= second.next_attempt_at - clock.now() <= backoff(2, 1)
    clock.move(timedelta(seconds=30))
    desk.publish.drain()
    assert (only(desk, owner, content).state, len(network.posts)) == ("delivered", 1)


def test_transient_failures_end_after_five_tries(desk, owner, network, clock, scheduled):
    network.faults = [refuse(Failure.TRANSIENT)] * 9
    content = scheduled(SOON)
    clock.move(SOON)
    for _ in range(9):
        desk.publish.drain()
        clock.move(timedelta(minutes=6))
    delivery = only(desk, owner, content)
    assert (delivery.state, delivery.attempts, network.calls.count("commit")) == ("failed", 5, 5)
    assert desk.draft.get(owner, content.id).status == "failed"


def test_rate_limit_parks_the_account_until_the_named_time(desk, owner, network, clock, scheduled):
    network.faults = [refuse(Failure.RATE_LIMITED, retry_at=clock.now() + timedelta(minutes=30))]
    first, second = scheduled(SOON), scheduled(SOON + timedelta(minutes=1), content_body="Another.")
    clock.move(timedelta(minutes=5))
    desk.publish.drain()
    assert network.calls.count("commit") == 1
    clock.move(timedelta(minutes=26))
    desk.publish.drain()
    assert {only(desk, owner, each).state for each in (first, second)} == {"delivered"}


def test_revoked_token_fails_and_asks_for_a_reconnection(desk, owner, network, clock, scheduled):
    network.faults = [refuse(Failure.AUTH_REVOKED)]
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    assert only(desk, owner, content).state == "failed"
    assert [each.status for each in desk.accounts.list(owner) if each.platform == "linkedin"] == ["reconnect"]


def test_expired_token_is_renewed_once_and_stored_before_use(desk, owner, network, clock, scheduled):
    network.faults = [refuse(Failure.AUTH_EXPIRED)]
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    assert (only(desk, owner, content).state, network.refreshes) == ("delivered", 1)


def test_duplicate_on_the_first_try_fails_and_names_the_post(desk, owner, network, clock, scheduled):
    network.faults = [refuse(Failure.DUPLICATE_CONTENT, existing="urn:1")]
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    assert only(desk, owner, content).state == "failed"


def test_overdue_deliveries_are_missed_and_not_blasted_out(desk, owner, network, clock, scheduled):
    late = [scheduled(timedelta(minutes=each), content_body=f"Number {each}.") for each in range(1, 31)]
    clock.move(timedelta(hours=6))
    desk.publish.drain()
    assert desk.reconcile.mark_missed() == 30
    desk.publish.drain()
    assert network.posts == {}
    assert desk.deliver.counts(owner)["missed"] == 30
    desk.deliver.publish_late(owner, only(desk, owner, late[0]).id)
    desk.schedule.reschedule(owner, late[1].id, at=clock.now() + SOON)
    desk.deliver.cancel(owner, only(desk, owner, late[2]).id)
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


def test_paused_client_holds_everything_back(desk, owner, network, clock, scheduled):
    content = scheduled(SOON)
    desk.schedule.pause(owner, content.client_id, paused=True)
    clock.move(SOON)
    assert desk.publish.drain() == 0
    desk.schedule.pause(owner, content.client_id, paused=False)
    assert desk.publish.drain() == 1
    assert len(network.posts) == 1


def test_cancelling_is_honoured_up_to_the_claim(desk, owner, network, clock, scheduled):
    content = scheduled(SOON)
    desk.schedule.cancel(owner, content.id)
    clock.move(SOON)
    desk.publish.drain()
    assert network.posts == {}
    again = scheduled(SOON)
    clock.move(SOON)
    desk.publish._claim_next()
    with pytest.raises(Conflict):
        desk.schedule.cancel(owner, again.id)


def test_edit_takes_scheduled_content_back_to_draft(desk, owner, network, clock, scheduled):
    content = scheduled(SOON)
    edited = desk.draft.update(owner, content.id, changes=ContentChanges(content_body="New words."))
    assert (edited.status, edited.revision) == ("draft", 2)
    clock.move(SOON)
    desk.publish.drain()
    assert network.posts == {}
    desk.draft.update(owner, content.id, changes=ContentChanges(scheduled_time=clock.now() + SOON))
    desk.review.approve(owner, content.id)
    clock.move(SOON)
    desk.publish.drain()
    assert [text for _, text in network.posts.values()] == ["New words."]


def test_media_is_prepared_before_its_time_and_published_at_it(desk, owner, pictures, clock, scheduled):
    pictures.polls = 3
    content = scheduled(SOON, target_platforms=("instagram",))
    clock.move(SOON - timedelta(seconds=60))
    for _ in range(10):
        desk.publish.drain()
        clock.move(timedelta(seconds=5))
    assert (pictures.calls, pictures.posts) == (["prepare", "poll", "poll", "poll"], {})
    clock.move(timedelta(seconds=10))
    desk.publish.drain()
    assert len(pictures.posts) == 1
    assert only(desk, owner, content).lateness == timedelta(0)


def test_one_failed_platform_leaves_the_content_partly_published(desk, owner, network, pictures, clock, scheduled):
    pictures.faults = [refuse(Failure.CONTENT_REJECTED)]
    content = scheduled(SOON, target_platforms=("linkedin", "instagram"))
    clock.move(SOON)
    desk.publish.drain()
    assert desk.draft.get(owner, content.id).status == "partly_published"
    failed = next(each for each in deliveries(desk, owner, content) if each.state == "failed")
    desk.deliver.retry(owner, failed.id)
    desk.publish.drain()
    assert desk.draft.get(owner, content.id).status == "published"


def test_unexpected_error_after_the_intent_is_unconfirmed(desk, owner, network, clock, scheduled):
    def burst(_network, publish):
        publish()
        raise ZeroDivisionError

    network.faults = [burst]
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    assert only(desk, owner, content).state == "unconfirmed"
    desk.reconcile.run()
    assert (only(desk, owner, content).state, len(network.posts)) == ("delivered", 1)


def test_stranger_sees_no_delivery(desk, owner, stranger, scheduled):
    content = scheduled(SOON)
    assert desk.deliver.list(stranger, filter=DeliveryFilter()).items == ()
    assert desk.deliver.coming(stranger) == ()
    assert len(deliveries(desk, owner, content)) == 1
