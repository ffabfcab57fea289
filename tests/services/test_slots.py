"""Slots: weekly times of accounts, and the next one that is free."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from agency_core.domain.client import ClientChanges
from agency_core.errors import Conflict, Exists, Forbidden, Invalid, NotFound

MONDAY_TEN = datetime(2026, 11, 23, 10, tzinfo=UTC)
WEEK = timedelta(weeks=1)


@pytest.fixture
def account(desk, owner, agent):
    """Gives the account of the client on a platform."""

    def of(platform):
        return next(each for each in desk.accounts.list(owner) if each.platform == platform)

    return of


@pytest.fixture
def slot(desk, owner, account):
    """Adds a slot: on LinkedIn, Mondays, unless told otherwise."""

    def add(at, weekday=0, platform="linkedin"):
        return desk.calendar.slots.add(owner, account(platform).id, weekday=weekday, at=at)

    return add


def test_slots_of_a_client_come_in_their_order(desk, owner, slot):
    late, soon, tuesday = slot("18:00"), slot("08:30"), slot("07:00", weekday=1, platform="instagram")
    assert desk.calendar.slots.list(owner, client_id=late.client_id) == (soon, late, tuesday)
    assert desk.calendar.slots.of_account(owner, tuesday.account_id) == (tuesday,)


def test_the_same_slot_twice_is_refused(slot):
    slot("10:00")
    with pytest.raises(Exists):
        slot("10:00")


@pytest.mark.parametrize(("weekday", "at", "field"), [(7, "10:00", "weekday"), (0, "24:00", "at"), (0, "9:00", "at")])
def test_a_time_that_is_none_is_refused(slot, weekday, at, field):
    with pytest.raises(Invalid) as caught:
        slot(at, weekday)
    assert caught.value.field == field


def test_only_who_decides_changes_slots_and_a_stranger_sees_none(desk, slot, writer, stranger):
    made = slot("10:00")
    with pytest.raises(Forbidden):
        desk.calendar.slots.add(writer, made.account_id, weekday=1, at="10:00")
    with pytest.raises(Forbidden):
        desk.calendar.slots.remove(writer, made.id)
    for ask in (
        lambda: desk.calendar.slots.list(stranger, client_id=made.client_id),
        lambda: desk.calendar.slots.of_account(stranger, made.account_id),
        lambda: desk.calendar.slots.suggest(stranger, made.account_id),
        lambda: desk.calendar.slots.remove(stranger, made.id),
    ):
        with pytest.raises(NotFound):
            ask()


def test_a_removed_slot_is_gone(desk, owner, slot):
    made = slot("10:00")
    desk.calendar.slots.remove(owner, made.id)
    assert desk.calendar.slots.list(owner, client_id=made.client_id) == ()
    with pytest.raises(NotFound):
        desk.calendar.slots.remove(owner, made.id)


def test_the_next_free_slot_is_in_the_zone_of_the_client(desk, owner, slot, draft):
    slot("10:00")
    desk.clients.update(owner, desk.clients.own(owner).id, changes=ClientChanges(timezone="America/New_York"))
    found = desk.calendar.slots.next_free(owner, draft().id)
    assert (found.at, found.said) == (datetime(2026, 11, 23, 15, tzinfo=UTC), "Mon 23 Nov 10:00 (America/New_York)")


def test_approved_content_is_scheduled_into_the_next_free_slot_one_after_the_other(desk, owner, slot, draft):
    slot("10:00")
    made = [desk.review.approve(owner, draft(title=f"Post {number}").id) for number in range(3)]
    taken = [desk.calendar.slots.take_next(owner, each.id) for each in made]
    assert [each.scheduled_time for each in taken] == [MONDAY_TEN, MONDAY_TEN + WEEK, MONDAY_TEN + 2 * WEEK]
    assert {each.status for each in taken} == {"scheduled"}


def test_what_waits_for_approval_keeps_its_slot(desk, owner, slot, draft):
    slot("10:00")
    assert desk.calendar.slots.take_next(owner, draft().id).scheduled_time == MONDAY_TEN
    assert desk.calendar.slots.next_free(owner, draft().id).at == MONDAY_TEN + WEEK


def test_a_slot_taken_on_another_platform_is_free(desk, owner, slot, draft, scheduled):
    slot("10:00")
    scheduled(timedelta(hours=1), target_platforms=("instagram",))
    assert desk.calendar.slots.next_free(owner, draft().id).at == MONDAY_TEN


def test_a_slot_of_either_platform_serves_content_for_both_when_neither_has_something(desk, owner, slot, draft, scheduled):
    slot("10:00")
    slot("11:00", platform="instagram")
    scheduled(timedelta(hours=1), target_platforms=("instagram",))
    both = draft(target_platforms=("linkedin", "instagram"))
    assert desk.calendar.slots.next_free(owner, both.id).at == MONDAY_TEN + timedelta(hours=1)


def test_a_cancelled_post_gives_its_slot_back(desk, owner, slot, draft, scheduled):
    slot("10:00")
    gone = scheduled(timedelta(hours=1))
    desk.schedule.cancel(owner, gone.id)
    assert desk.calendar.slots.next_free(owner, draft().id).at == MONDAY_TEN


def test_scheduled_content_moves_and_does_not_stand_in_its_own_way(desk, owner, slot, scheduled):
    slot("10:00")
    content = scheduled(timedelta(hours=3))
    assert desk.calendar.slots.take_next(owner, content.id).scheduled_time == MONDAY_TEN
    assert desk.calendar.slots.take_next(owner, content.id).scheduled_time == MONDAY_TEN


def test_without_slots_the_way_to_them_is_told(desk, owner, draft):
    with pytest.raises(Invalid) as caught:
        desk.calendar.slots.next_free(owner, draft().id)
    assert caught.value.remedy == "Add slots on the Calendar under Slots, or choose a time."


def test_cancelled_content_takes_no_slot(desk, owner, slot, draft):
    slot("10:00")
    made = draft()
    desk.schedule.cancel(owner, made.id)
    with pytest.raises(Conflict):
        desk.calendar.slots.take_next(owner, made.id)


def test_a_writer_may_see_the_next_slot_but_not_take_it(desk, slot, draft, writer, stranger):
    slot("10:00")
    made = draft()
    assert desk.calendar.slots.next_free(writer, made.id).at == MONDAY_TEN
    with pytest.raises(Forbidden):
        desk.calendar.slots.take_next(writer, made.id)
    with pytest.raises(NotFound):
        desk.calendar.slots.next_free(stranger, made.id)


def test_nothing_is_suggested_without_evidence(desk, owner, account):
    assert desk.calendar.slots.suggest(owner, account("linkedin").id) == ()
