"""Schedule: times, carriers, the calendar."""

from datetime import datetime, timedelta

import pytest

from agency_core.domain.account import AccountStatus, NewAccount
from agency_core.domain.delivery import DeliveryFilter
from agency_core.errors import Conflict, Invalid

HOUR = timedelta(hours=1)


def test_one_delivery_for_each_platform_that_can_carry_it(desk, owner, scheduled):
    content = scheduled(HOUR, target_platforms=("linkedin", "instagram", "youtube"))
    found = desk.deliver.list(owner, filter=DeliveryFilter(content_id=content.id)).items
    assert sorted(each.platform for each in found) == ["instagram", "linkedin"]
    assert desk.draft.history(owner, content.id)[-1].why == "not on YouTube: nothing can publish there today"


def test_nothing_is_scheduled_where_no_platform_can_carry_it(desk, owner, draft, clock):
    made = draft(target_platforms=("youtube",), scheduled_time=clock.now() + HOUR)
    with pytest.raises(Invalid) as caught:
        desk.review.approve(owner, made.id)
    assert caught.value.field == "target_platforms"
    assert desk.draft.get(owner, made.id).status == "draft"


@pytest.mark.parametrize("ahead", [timedelta(minutes=-2), timedelta(days=800)])
def test_time_out_of_bounds_is_refused(desk, owner, draft, clock, ahead):
    made = desk.review.approve(owner, draft().id)
    with pytest.raises(Invalid) as caught:
        desk.schedule.schedule(owner, made.id, at=clock.now() + ahead)
    assert caught.value.field == "scheduled_time"


def test_naive_time_is_refused(desk, owner, draft):
    made = desk.review.approve(owner, draft().id)
    with pytest.raises(Invalid):
        desk.schedule.schedule(owner, made.id, at=datetime.fromisoformat("2026-12-01T09:00:00"))


def test_rescheduled_content_goes_out_at_the_new_time_only(desk, owner, network, scheduled, clock):
    content = scheduled(HOUR)
    moved = desk.schedule.reschedule(owner, content.id, at=clock.now() + 3 * HOUR)
    assert moved.revision == content.revision + 1
    clock.move(HOUR)
    assert desk.publish.drain() == 0
    clock.move(2 * HOUR)
    assert desk.publish.drain() == 1
    assert len(network.posts) == 1


def test_publish_now_needs_an_approval(desk, owner, network, draft):
    made = draft()
    with pytest.raises(Conflict):
        desk.schedule.publish_now(owner, made.id)
    desk.review.approve(owner, made.id)
    desk.schedule.publish_now(owner, made.id)
    desk.publish.drain()
    assert len(network.posts) == 1


def test_cancelled_content_can_be_taken_up_as_a_copy_only(desk, owner, scheduled, clock):
    content = scheduled(HOUR)
    assert desk.schedule.cancel(owner, content.id).status == "cancelled"
    assert desk.deliver.counts(owner)["cancelled"] == 1
    with pytest.raises(Conflict):
        desk.schedule.reschedule(owner, content.id, at=clock.now() + HOUR)


def test_calendar_shows_a_period_in_its_order(desk, owner, scheduled, draft, clock):
    late, soon = scheduled(5 * HOUR, title="Late"), scheduled(HOUR, title="Soon")
    gone = scheduled(2 * HOUR)
    desk.schedule.cancel(owner, gone.id)
    draft(scheduled_time=clock.now() + 30 * HOUR)
    found = desk.schedule.calendar(owner, client_id=late.client_id, start=clock.now(), end=clock.now() + 24 * HOUR)
    assert [each.id for each in found] == [soon.id, late.id]


def test_disconnected_account_carries_nothing(desk, owner, draft, clock):
    (account,) = [each for each in desk.accounts.list(owner) if each.platform == "linkedin"]
    desk.accounts.set_status(owner, account.id, status=AccountStatus.RECONNECT)
    made = draft(scheduled_time=clock.now() + HOUR)
    with pytest.raises(Invalid):
        desk.review.approve(owner, made.id)


def test_live_account_that_must_be_reconnected_is_not_replaced_by_the_sandbox(desk, owner, draft, clock, monkeypatch):
    monkeypatch.setenv("AGENCY_TOKEN_ACME", "secret")
    client = desk.clients.own(owner)
    new = NewAccount(client.id, "linkedin", "urn:li:organization:1", "Acme", "AGENCY_TOKEN_ACME")
    live = desk.accounts.connect_live(owner, new=new)
    desk.accounts.set_status(owner, live.id, status=AccountStatus.RECONNECT)
    with pytest.raises(Invalid) as caught:
        desk.review.approve(owner, draft(scheduled_time=clock.now() + HOUR).id)
    assert caught.value.field == "target_platforms"
    (reach,) = [each for each in desk.accounts.reach(owner, client_id=client.id) if each.platform == "linkedin"]
    assert (reach.can_publish, reach.network) == (False, "live")
