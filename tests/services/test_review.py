"""Review: decisions bound to exactly what was said."""

from datetime import timedelta

import pytest

from agency_core.domain.content import ContentChanges
from agency_core.errors import Conflict, Forbidden, Invalid, Stale


def test_draft_goes_to_review_and_is_approved(desk, owner, draft):
    made = draft()
    assert desk.review.submit(owner, made.id).status == "in_review"
    approved = desk.review.approve(owner, made.id)
    assert (approved.status, approved.approved_by) == ("approved", "person:owner")


def test_approving_a_draft_submits_it_first(desk, owner, draft):
    made = draft()
    desk.review.approve(owner, made.id)
    assert [each.to_state for each in desk.draft.history(owner, made.id)] == ["draft", "in_review", "approved"]


def test_approval_with_a_time_ahead_schedules(desk, owner, draft, clock):
    made = draft(scheduled_time=clock.now() + timedelta(hours=1))
    assert desk.review.approve(owner, made.id).status == "scheduled"


def test_approval_after_its_time_asks_for_a_new_one(desk, owner, draft, clock):
    made = draft(scheduled_time=clock.now() + timedelta(hours=1))
    clock.move(timedelta(hours=2))
    approved = desk.review.approve(owner, made.id)
    assert approved.status == "approved"
    assert approved.review_note.startswith("Its time passed")


def test_approving_twice_leaves_what_is_due_on_the_clock(desk, owner, draft):
    made = draft()
    desk.review.approve(owner, made.id)
    desk.schedule.publish_now(owner, made.id)
    with pytest.raises(Conflict) as refused:
        desk.review.approve(owner, made.id)
    assert refused.value.field == "status"
    assert desk.draft.get(owner, made.id).status == "scheduled"


def test_writer_may_submit_but_not_approve(desk, writer, draft):
    made = draft()
    desk.review.submit(writer, made.id)
    with pytest.raises(Forbidden):
        desk.review.approve(writer, made.id)


def test_what_breaks_a_rule_is_not_submitted(desk, owner, draft):
    made = draft(content_body="x" * 101)
    with pytest.raises(Invalid) as caught:
        desk.review.submit(owner, made.id)
    assert caught.value.field == "content_body"
    assert desk.draft.get(owner, made.id).status == "draft"


def test_sent_back_content_carries_the_note(desk, owner, draft):
    made = draft()
    desk.review.submit(owner, made.id)
    back = desk.review.send_back(owner, made.id, note="Shorter, please.")
    assert (back.status, back.review_note) == ("draft", "Shorter, please.")
    with pytest.raises(Invalid):
        desk.review.send_back(owner, made.id, note=" ")


def test_decision_on_an_old_revision_is_refused(desk, owner, draft):
    made = draft()
    desk.draft.update(owner, made.id, changes=ContentChanges(title="Changed"))
    with pytest.raises(Stale):
        desk.review.approve(owner, made.id, revision=made.revision)


def test_edit_after_approval_needs_a_new_approval(desk, owner, draft, clock):
    made = draft()
    desk.review.approve(owner, made.id)
    edited = desk.draft.update(owner, made.id, changes=ContentChanges(content_body="Other words."))
    assert (edited.status, edited.approved_by) == ("draft", "")
    with pytest.raises(Conflict):
        desk.schedule.schedule(owner, made.id, at=clock.now() + timedelta(hours=1))
