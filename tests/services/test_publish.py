"""The ledger: claim, intent, call, record."""

from datetime import timedelta

import pytest

from agency_core.domain.content import ContentChanges
from agency_core.domain.delivery import DeliveryFilter, backoff
from agency_core.domain.publishing import Failure
from agency_core.errors import Conflict
from tests.fakes import deliveries_of, only_delivery, refuse

SOON = timedelta(minutes=2)


def test_delivery_goes_out_at_its_time_once(desk, owner, network, clock, scheduled):
    content = scheduled(SOON)
    assert desk.publish.drain() == 0
    clock.move(SOON)
    assert desk.publish.drain() == 1
    assert desk.publish.drain() == 0
    assert [text for _, text in network.posts.values()] == ["What we want to say."]
    delivery = only_delivery(desk, owner, content)
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
    assert [each.to_state for each in desk.deliver.history(owner, only_delivery(desk, owner, content).id)] == ["delivered"]


def test_transient_failures_are_tried_again_with_growing_waits(desk, owner, network, clock, scheduled):
    network.faults = [refuse(Failure.TRANSIENT)] * 2
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    first = only_delivery(desk, owner, content)
    assert backoff(1, 0) <= first.next_attempt_at - clock.now() <= backoff(1, 1)
    clock.move(timedelta(seconds=10))
    desk.publish.drain()
    second = only_delivery(desk, owner, content)
    assert backoff(2, 0) <= second.next_attempt_at - clock.now() <= backoff(2, 1)
    clock.move(timedelta(seconds=30))
    desk.publish.drain()
    assert (only_delivery(desk, owner, content).state, len(network.posts)) == ("delivered", 1)


def test_transient_failures_end_after_five_tries(desk, owner, network, clock, scheduled):
    network.faults = [refuse(Failure.TRANSIENT)] * 9
    content = scheduled(SOON)
    clock.move(SOON)
    for _ in range(9):
        desk.publish.drain()
        clock.move(timedelta(minutes=6))
    delivery = only_delivery(desk, owner, content)
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
    assert {only_delivery(desk, owner, each).state for each in (first, second)} == {"delivered"}


def test_revoked_token_fails_and_asks_for_a_reconnection(desk, owner, network, clock, scheduled):
    network.faults = [refuse(Failure.AUTH_REVOKED)]
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    assert only_delivery(desk, owner, content).state == "failed"
    assert [each.status for each in desk.accounts.list(owner) if each.platform == "linkedin"] == ["reconnect"]


def test_expired_token_is_renewed_once_and_stored_before_use(desk, owner, network, clock, scheduled):
    network.faults = [refuse(Failure.AUTH_EXPIRED)]
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    assert (only_delivery(desk, owner, content).state, network.refreshes) == ("delivered", 1)


def test_duplicate_on_the_first_try_fails_and_names_the_post(desk, owner, network, clock, scheduled):
    network.faults = [refuse(Failure.DUPLICATE_CONTENT, existing="urn:1")]
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    assert only_delivery(desk, owner, content).state == "failed"


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
    desk.publish._claims.next()
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
    assert only_delivery(desk, owner, content).lateness == timedelta(0)


def test_one_failed_platform_leaves_the_content_partly_published(desk, owner, network, pictures, clock, scheduled):
    pictures.faults = [refuse(Failure.CONTENT_REJECTED)]
    content = scheduled(SOON, target_platforms=("linkedin", "instagram"))
    clock.move(SOON)
    desk.publish.drain()
    assert desk.draft.get(owner, content.id).status == "partly_published"
    failed = next(each for each in deliveries_of(desk, owner, content) if each.state == "failed")
    desk.deliver.retry(owner, failed.id)
    desk.publish.drain()
    assert desk.draft.get(owner, content.id).status == "published"


def test_stranger_sees_no_delivery(desk, owner, stranger, scheduled):
    content = scheduled(SOON)
    assert desk.deliver.list(stranger, filter=DeliveryFilter()).items == ()
    assert desk.deliver.coming(stranger) == ()
    assert len(deliveries_of(desk, owner, content)) == 1
