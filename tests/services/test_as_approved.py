"""What is sent is what was approved: the two hashes stand side by side, and anything else is refused before the network."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from agency_core.domain.audit import AuditFilter
from agency_core.domain.content import ContentStatus, FollowUpText
from agency_core.domain.delivery import DeliveryFilter, DeliveryState
from agency_core.domain.platform import FollowUp
from agency_core.models import ContentRow, DeliveryRow
from agency_core.services.as_approved import NOT_AS_APPROVED, WHY
from agency_core.services.put_aside import Aside, put_aside
from tests.fakes import only_delivery

HOUR = timedelta(hours=1)
OTHER = "Buy coins."


@pytest.fixture
def rewritten(desk):
    """Changes the stored words behind everybody's back."""

    def change(content):
        with desk.db.transaction() as session:
            session.execute(update(ContentRow).where(ContentRow.id == content.id).values(content_body=OTHER))

    return change


def entries(desk, owner, action):
    return [each.said for each in desk.door.audit.list(owner, AuditFilter(action=action)).items]


def all_of(desk, owner, content):
    return desk.deliver.list(owner, filter=DeliveryFilter(content_id=content.id)).items


def test_a_delivery_says_what_was_approved_and_what_was_sent(desk, owner, scheduled, clock):
    made = scheduled(HOUR)
    waiting = only_delivery(desk, owner, made)
    assert (waiting.approved, waiting.sent) == (made.approvable_hash, "")
    clock.move(HOUR)
    desk.publish.drain()
    out = only_delivery(desk, owner, made)
    assert (out.state, out.approved, out.sent) == ("delivered", made.approvable_hash, made.approvable_hash)
    (said,) = entries(desk, owner, "delivery.delivered")
    assert (said["approved"], said["sent"], said["url"]) == (made.approvable_hash, made.approvable_hash, out.url)


def test_other_words_are_refused_before_the_network_is_asked(desk, owner, network, scheduled, clock, rewritten):
    made = scheduled(HOUR)
    rewritten(made)
    clock.move(HOUR)
    desk.publish.drain()
    failed = only_delivery(desk, owner, made)
    assert (network.calls, failed.state, failed.failure, failed.why) == ([], "failed", NOT_AS_APPROVED, WHY)
    assert (failed.sent, desk.draft.get(owner, made.id).status) == ("", "in_review")
    (said,) = entries(desk, owner, "delivery.refused")
    assert (said["approved"], said["found"]) == (made.approvable_hash, desk.draft.get(owner, made.id).approvable_hash)
    assert entries(desk, owner, "delivery.delivered") == []


def test_what_is_approved_anew_goes_out_after_all(desk, owner, network, scheduled, clock, rewritten):
    made = scheduled(HOUR)
    rewritten(made)
    clock.move(HOUR)
    desk.publish.drain()
    desk.review.approve(owner, made.id)
    desk.schedule.publish_now(owner, made.id)
    desk.publish.drain()
    out = only_delivery(desk, owner, made)
    assert (out.state, out.sent) == ("delivered", desk.draft.get(owner, made.id).approvable_hash)
    assert [said for _, said in network.posts.values()] == [OTHER]


def test_content_of_which_a_part_is_out_is_partly_published(desk, owner, network, scheduled, clock, rewritten):
    network.follow_up = FollowUp.THREAD
    made = scheduled(HOUR, follow_ups=(FollowUpText("And more."),))
    clock.move(HOUR)
    desk.publish.send(next(each.id for each in all_of(desk, owner, made) if not each.part))
    rewritten(made)
    desk.publish.drain()
    assert {each.part: (each.state, each.failure) for each in all_of(desk, owner, made)} == {
        0: ("delivered", ""), 1: ("failed", NOT_AS_APPROVED),
    }
    assert desk.draft.get(owner, made.id).status == ContentStatus.PARTLY_PUBLISHED


def test_what_somebody_else_took_meanwhile_is_left_alone(desk, owner, scheduled, clock, rewritten):
    made = scheduled(HOUR)
    row = only_delivery(desk, owner, made)
    with desk.db.transaction() as session:
        session.execute(update(DeliveryRow).values(state=DeliveryState.SENDING, fence=7))
    put_aside(desk.db, clock, Aside(row.id, 6))
    assert only_delivery(desk, owner, made).state == "sending"
    put_aside(desk.db, clock, Aside(row.id, 7))
    assert only_delivery(desk, owner, made).state == "failed"
