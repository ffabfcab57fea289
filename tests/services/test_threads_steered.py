"""People decide on parts of a thread, in whatever order: nothing given up comes back, and nothing waits for what never comes."""

from datetime import timedelta

import pytest

from agency_core.domain.content import ContentChanges, FollowUpText
from agency_core.domain.delivery import COMMIT_DEADLINE
from agency_core.domain.platform import FollowUp
from agency_core.domain.publishing import Failure
from agency_core.errors import Conflict
from agency_core.models import DeliveryRow, PostRow
from tests.fakes import deliveries_of, lose_answer, lose_request, only_delivery, refuse

SOON = timedelta(minutes=2)


@pytest.fixture
def parts(desk, owner):
    """The deliveries of content, in the order of the thread."""
    return lambda content: sorted(deliveries_of(desk, owner, content), key=lambda each: each.part)


@pytest.fixture
def thread(scheduled, network):
    """Content that is a thread of four texts."""

    def make(*texts):
        network.follow_up = FollowUp.THREAD
        said = texts or ("First.", "Second.", "Third.", "Fourth.")
        return scheduled(SOON, content_body=said[0], follow_ups=tuple(FollowUpText(each) for each in said[1:]))

    return make


@pytest.fixture
def failed(desk, network, thread, clock):
    """A thread whose first text was refused."""
    network.faults = [refuse(Failure.CONTENT_REJECTED)]
    content = thread()
    clock.move(SOON)
    desk.publish.drain()
    return content


def said(network):
    return [text for _, text in network.posts.values()]


def states(found):
    return [each.state for each in found]


def test_part_given_up_by_hand_does_not_come_back_with_its_thread(desk, owner, network, failed, parts):
    desk.deliver.cancel(owner, parts(failed)[2].id)
    desk.deliver.retry(owner, parts(failed)[0].id)
    desk.publish.drain()
    assert said(network) == ["First.", "Second."]
    assert states(parts(failed)) == ["delivered", "delivered", "cancelled", "cancelled"]
    assert desk.draft.get(owner, failed.id).status == "published"


def test_part_given_up_while_the_thread_waits_does_not_come_back(desk, owner, network, thread, parts, clock):
    content = thread()
    desk.deliver.cancel(owner, parts(content)[1].id)
    desk.deliver.retry(owner, parts(content)[0].id)
    clock.move(SOON)
    desk.publish.drain()
    assert (said(network), states(parts(content))) == (["First."], ["delivered", *["cancelled"] * 3])


def test_part_is_not_tried_again_before_the_one_before_it(desk, owner, failed, parts):
    with pytest.raises(Conflict) as caught:
        desk.deliver.retry(owner, parts(failed)[1].id)
    assert caught.value.field == "state"
    assert (states(parts(failed)), desk.draft.get(owner, failed.id).status) == (["failed"] * 4, "failed")


def test_missed_part_is_not_sent_late_before_the_one_before_it(desk, owner, thread, parts, clock):
    content = thread()
    clock.move(timedelta(days=2))
    desk.reconcile.mark_missed()
    with pytest.raises(Conflict):
        desk.deliver.publish_late(owner, parts(content)[2].id)


def test_missed_parts_end_with_the_post_that_was_given_up(desk, owner, thread, parts, clock):
    content = thread()
    clock.move(timedelta(days=2))
    desk.reconcile.mark_missed()
    desk.deliver.cancel(owner, parts(content)[0].id)
    assert states(parts(content)) == ["cancelled"] * 4
    assert desk.draft.get(owner, content.id).status == "cancelled"


def test_failed_thread_is_scheduled_again_as_far_as_it_was_not_given_up(desk, owner, network, failed, parts, clock):
    desk.deliver.cancel(owner, parts(failed)[2].id)
    desk.schedule.schedule(owner, failed.id, at=clock.now() + SOON)
    clock.move(SOON)
    desk.publish.drain()
    assert said(network) == ["First.", "Second."]
    assert desk.draft.get(owner, failed.id).status == "published"


def test_thread_whose_first_post_was_given_up_unknown_is_not_left_waiting(desk, owner, network, thread, parts, clock):
    network.faults, network.readable = [lose_answer], False
    content = thread()
    clock.move(SOON)
    desk.publish.drain()
    desk.deliver.cancel(owner, parts(content)[0].id)
    desk.review.send_back(owner, content.id, note="Again.")
    desk.draft.update(owner, content.id, changes=ContentChanges(scheduled_time=clock.now() + SOON))
    with pytest.raises(Conflict):
        desk.review.approve(owner, content.id)
    assert states(parts(content)) == ["cancelled"] * 4


def test_words_that_were_refused_go_out_once_they_are_repaired(desk, owner, network, scheduled, clock):
    network.faults = [refuse(Failure.CONTENT_REJECTED)]
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    desk.review.send_back(owner, content.id, note="The network refused it.")
    changes = ContentChanges(content_body="Better words.", scheduled_time=clock.now() + SOON)
    desk.draft.update(owner, content.id, changes=changes)
    desk.review.approve(owner, content.id)
    clock.move(SOON)
    desk.publish.drain()
    assert (said(network), only_delivery(desk, owner, content).state) == (["Better words."], "delivered")


@pytest.mark.parametrize("place", [1, 2])
def test_lost_part_is_not_taken_for_another_with_the_same_words(desk, owner, network, thread, parts, clock, place):
    content = thread("Same.", "Same.", "Same.")
    network.faults = [lambda _network, publish: publish()] * place + [lose_request]
    clock.move(SOON)
    desk.publish.drain()
    clock.move(COMMIT_DEADLINE)
    desk.reconcile.run()
    left = parts(content)[place]
    assert (left.state, left.why) == ("unconfirmed", "The post with this text belongs to another delivery.")
    assert len({each.external_id for each in parts(content) if each.state == "delivered"}) == place


def test_nothing_follows_a_post_that_is_known_by_its_address_only(desk, owner, network, thread, parts, clock):
    network.faults, network.readable = [lose_answer], False
    content = thread()
    clock.move(SOON)
    desk.publish.drain()
    desk.deliver.resolve_posted(owner, parts(content)[0].id, url="https://fake.example/by-hand")
    desk.publish.drain()
    assert (len(network.posts), states(parts(content))) == (1, ["delivered", *["failed"] * 3])
    assert parts(content)[1].why.startswith("The post before it is known by its address only")


def test_post_whose_id_was_answered_keeps_it_when_a_person_finds_it(desk, owner, network, thread, parts, clock):
    content = thread()
    clock.move(SOON)
    desk.publish.drain()
    with desk.db.transaction() as session:
        row = session.get_one(DeliveryRow, parts(content)[0].id)
        row.state, row.external_id = "unconfirmed", ""
    desk.deliver.resolve_posted(owner, parts(content)[0].id, url="https://fake.example/by-hand")
    assert parts(content)[0].external_id == "linkedin-1"


def test_part_that_a_person_found_has_no_post_of_its_own(desk, owner, network, thread, parts, clock):
    network.faults, network.readable = [lambda _network, publish: publish(), lose_answer], False
    content = thread()
    clock.move(SOON)
    desk.publish.drain()
    desk.deliver.resolve_posted(owner, parts(content)[1].id, url="https://fake.example/by-hand")
    with desk.db.reading() as session:
        assert session.query(PostRow).count() == 1
        assert session.get_one(DeliveryRow, parts(content)[1].id).measure_at is None


def test_thread_goes_on_after_its_account_was_paused_in_the_middle(desk, owner, network, thread, parts, clock):
    content = thread()

    def pause(_network, publish):
        desk.accounts.set_status(owner, parts(content)[0].account_id, status="paused")
        return publish()

    network.faults = [lambda _network, publish: publish(), pause]
    clock.move(SOON)
    desk.publish.drain()
    assert said(network) == ["First.", "Second."]
    desk.accounts.set_status(owner, parts(content)[0].account_id, status="connected")
    desk.publish.drain()
    assert said(network) == ["First.", "Second.", "Third.", "Fourth."]
