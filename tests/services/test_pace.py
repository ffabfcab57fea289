"""One delivery at a time for each account, in their order, within what the platform allows, with room between them."""

from datetime import timedelta

import pytest

from agency_core.domain.content import FollowUpText, Priority
from agency_core.domain.delivery import COMMIT_DEADLINE
from agency_core.domain.operations import PUBLISHING_PAUSED
from agency_core.domain.pacing import BREAKS_AFTER
from agency_core.domain.platform import Allowance, FollowUp
from agency_core.domain.publishing import Failure, RateNote
from agency_core.models import AccountRow, SwitchRow
from tests.fakes import deliveries_of, lose_answer, only_delivery, refuse

SOON = timedelta(minutes=2)


def said(network):
    return [text for _, text in network.posts.values()]


def linkedin(session):
    return session.query(AccountRow).filter_by(platform="linkedin").one()


def states(desk, owner, content):
    return [each.state for each in sorted(deliveries_of(desk, owner, content), key=lambda each: each.part)]


def test_account_is_sent_for_one_at_a_time(desk, scheduled, clock):
    for words in ("One.", "Another."):
        scheduled(SOON, content_body=words)
    clock.move(SOON)
    first = desk.publish._claims.next()
    assert desk.publish._claims.next() is None
    desk.publish._send(first)
    assert desk.publish._claims.next().id != first.id


def test_posts_of_an_account_go_out_in_the_order_of_their_time(desk, network, scheduled, clock):
    for minutes in (5, 3, 4):
        scheduled(timedelta(minutes=minutes), content_body=f"Due after {minutes}.")
    clock.move(timedelta(minutes=6))
    desk.publish.drain()
    assert said(network) == ["Due after 3.", "Due after 4.", "Due after 5."]


def test_urgent_goes_first(desk, network, scheduled, clock):
    scheduled(SOON, content_body="Usual.")
    scheduled(SOON + timedelta(seconds=30), content_body="Urgent.", priority=Priority.URGENT)
    scheduled(SOON, content_body="Whenever.", priority=Priority.LOW)
    clock.move(timedelta(minutes=3))
    desk.publish.drain()
    assert said(network) == ["Urgent.", "Usual.", "Whenever."]


def test_late_posts_keep_their_distance(desk, network, scheduled, clock):
    with desk.db.transaction() as session:
        linkedin(session).spacing_seconds = 120
    for number in range(3):
        scheduled(SOON, content_body=f"Number {number}.")
    clock.move(timedelta(minutes=5))
    for expected in (1, 1, 2, 2, 3):
        desk.publish.drain()
        assert len(network.posts) == expected
        clock.move(timedelta(minutes=1))


def test_spent_allowance_parks_the_account_and_not_the_others(desk, owner, network, scheduled, clock):
    network.allowances = (Allowance(2, timedelta(hours=1)),)
    for number in range(3):
        scheduled(SOON, content_body=f"Number {number}.")
    clock.move(SOON)
    desk.publish.drain()
    assert len(network.posts) == 2
    (account,) = [each for each in desk.accounts.list(owner) if each.platform == "linkedin"]
    assert account.parked_until == clock.now() + timedelta(minutes=30)
    clock.move(timedelta(minutes=29))
    desk.publish.drain()
    assert len(network.posts) == 2
    clock.move(timedelta(minutes=1))
    desk.publish.drain()
    assert len(network.posts) == 3


def test_day_of_refusals_makes_no_call_before_the_named_time(desk, network, scheduled, clock):
    named = clock.now() + timedelta(hours=1)
    network.faults = [refuse(Failure.RATE_LIMITED, retry_at=named)]
    scheduled(SOON)
    clock.move(SOON)
    while clock.now() < named:
        desk.publish.drain()
        assert network.calls.count("commit") == 1
        clock.move(timedelta(minutes=2))
    desk.publish.drain()
    assert (network.calls.count("commit"), len(network.posts)) == (2, 1)


def test_waiting_that_was_asked_for_uses_up_no_try(desk, owner, network, scheduled, clock):
    content = scheduled(SOON)
    network.faults = [refuse(Failure.RATE_LIMITED) for _ in range(8)] + [refuse(Failure.TRANSIENT)]
    clock.move(SOON)
    for _ in range(10):
        desk.publish.drain()
        clock.move(timedelta(minutes=3))
    assert (only_delivery(desk, owner, content).state, len(network.posts)) == ("delivered", 1)


def test_answer_that_says_that_nothing_is_left_is_heeded(desk, network, scheduled, clock):
    for number in range(2):
        scheduled(SOON, content_body=f"Number {number}.")
    clock.move(SOON)
    network.notes = [RateNote(100, 0, clock.now() + timedelta(minutes=10))]
    desk.publish.drain()
    assert len(network.posts) == 1
    network.notes = []
    clock.move(timedelta(minutes=10))
    desk.publish.drain()
    assert len(network.posts) == 2


def test_account_that_stumbles_again_and_again_rests(desk, owner, network, scheduled, clock):
    network.faults = [refuse(Failure.TRANSIENT) for _ in range(BREAKS_AFTER)]
    for number in range(BREAKS_AFTER):
        scheduled(SOON, content_body=f"Number {number}.")
    clock.move(SOON)
    desk.publish.drain()
    (account,) = [each for each in desk.accounts.list(owner) if each.platform == "linkedin"]
    assert account.parked_until == clock.now() + timedelta(minutes=1)
    assert account.last_error.startswith("5 failures in a row, so it rests")
    clock.move(timedelta(minutes=3))
    desk.publish.drain()
    assert len(network.posts) == BREAKS_AFTER
    with desk.db.reading() as session:
        assert linkedin(session).failures_in_a_row == 0


def test_switch_of_the_installation_holds_everything_back(desk, network, scheduled, clock):
    scheduled(SOON)
    with desk.db.transaction() as session:
        session.add(SwitchRow(name=PUBLISHING_PAUSED, is_on=True, turned_by="person:owner", turned_at=clock.now()))
    clock.move(SOON)
    desk.publish.drain()
    assert network.posts == {}
    with desk.db.transaction() as session:
        session.get_one(SwitchRow, PUBLISHING_PAUSED).is_on = False
    desk.publish.drain()
    assert len(network.posts) == 1


@pytest.fixture
def thread(scheduled, network):
    """Content with two texts that follow it, one of them only on LinkedIn."""

    def make(follow_up=FollowUp.THREAD, **values):
        network.follow_up = follow_up
        follow_ups = (FollowUpText("Second."), FollowUpText("Third.", ("linkedin",)), FollowUpText("Elsewhere.", ("x",)))
        return scheduled(SOON, content_body="First.", follow_ups=follow_ups, **values)

    return make


def test_thread_goes_out_in_its_order_each_after_the_one_before(desk, owner, network, thread, clock):
    content = thread()
    clock.move(SOON)
    desk.publish.drain()
    assert (said(network), network.parents) == (["First.", "Second.", "Third."], ["", "linkedin-1", "linkedin-2"])
    assert (states(desk, owner, content), desk.draft.get(owner, content.id).status) == (["delivered"] * 3, "published")
    assert [each.text for each in sorted(deliveries_of(desk, owner, content), key=lambda each: each.part)] == said(network)


def test_network_without_threads_sends_the_first_text_alone(desk, owner, network, thread, clock):
    content = thread(follow_up=FollowUp.NONE)
    clock.move(SOON)
    desk.publish.drain()
    assert (said(network), states(desk, owner, content)) == (["First."], ["delivered"])


def test_what_follows_waits_while_the_outcome_is_open(desk, owner, network, thread, clock):
    network.faults = [lose_answer]
    content = thread()
    clock.move(SOON)
    desk.publish.drain()
    assert states(desk, owner, content) == ["unconfirmed", "pending", "pending"]
    clock.move(COMMIT_DEADLINE)
    desk.reconcile.run()
    desk.publish.drain()
    assert (states(desk, owner, content), said(network)) == (["delivered"] * 3, ["First.", "Second.", "Third."])


def test_what_follows_a_failed_post_fails_with_it_and_is_retried_with_it(desk, owner, network, thread, clock):
    network.faults = [refuse(Failure.CONTENT_REJECTED)]
    content = thread()
    clock.move(SOON)
    desk.publish.drain()
    assert (states(desk, owner, content), desk.draft.get(owner, content.id).status) == (["failed"] * 3, "failed")
    first = next(each for each in deliveries_of(desk, owner, content) if not each.part)
    desk.deliver.retry(owner, first.id)
    desk.publish.drain()
    assert (states(desk, owner, content), said(network)) == (["delivered"] * 3, ["First.", "Second.", "Third."])


def test_thread_that_breaks_in_the_middle_is_partly_published(desk, owner, network, thread, clock):
    network.faults = [lambda _network, publish: publish(), refuse(Failure.CONTENT_REJECTED)]
    content = thread()
    clock.move(SOON)
    desk.publish.drain()
    assert states(desk, owner, content) == ["delivered", "failed", "failed"]
    assert desk.draft.get(owner, content.id).status == "partly_published"


def test_missed_thread_is_sent_late_as_a_whole(desk, owner, network, thread, clock):
    content = thread()
    clock.move(timedelta(days=2))
    desk.reconcile.mark_missed()
    assert states(desk, owner, content) == ["missed"] * 3
    first = next(each for each in deliveries_of(desk, owner, content) if not each.part)
    desk.deliver.publish_late(owner, first.id)
    desk.publish.drain()
    assert said(network) == ["First.", "Second.", "Third."]


def test_stopping_gives_back_what_was_taken_and_not_begun(desk, owner, network, scheduled, clock):
    content = scheduled(SOON)
    clock.move(SOON)
    claim = desk.publish._claims.next()
    desk.publish._claims._ready.append(claim)
    desk.publish.stop()
    assert (only_delivery(desk, owner, content).state, network.posts) == ("pending", {})
