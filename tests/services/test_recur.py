"""Recur: copies of approved content, laid ahead, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.client import ClientChanges
from agency_core.domain.content import ContentChanges, ContentFilter
from agency_core.domain.recurrence import Every, Recurrence
from agency_core.errors import Conflict, Forbidden, Invalid, NotFound
from agency_core.models import RecurrenceRow
from agency_core.tasks import TASKS

TUESDAYS = Recurrence(Every.WEEK, time(9), "UTC", date(2026, 11, 23), weekdays=(1,))
DAY = timedelta(days=1)


@pytest.fixture
def pattern(desk, owner, draft):
    """Approved content."""
    return desk.review.approve(owner, draft(title="Tuesday bread").id)


def copies(desk, owner):
    found = desk.draft.list(owner, filter=ContentFilter()).items
    return sorted((each for each in found if each.recurrence_id), key=lambda each: each.scheduled_time)


def times(desk, owner, status="scheduled"):
    return [f"{each.scheduled_time:%m-%d %H:%M}" for each in copies(desk, owner) if each.status == status]


def test_two_weeks_are_laid_at_once_approved_by_the_approval_of_the_pattern(desk, owner, pattern):
    made = desk.calendar.recur.create(owner, pattern.id, rule=TUESDAYS)
    laid = copies(desk, owner)
    assert times(desk, owner) == ["11-24 09:00", "12-01 09:00"]
    assert {(each.title, each.approved_by, each.recurrence_id) for each in laid} == {("Tuesday bread", "person:owner", made.id)}
    assert made.next_at == datetime(2026, 12, 8, 9, tzinfo=UTC)
    assert desk.deliver.counts(owner)["pending"] == 2


def test_the_task_lays_what_comes_near_and_nothing_twice(desk, owner, pattern, clock):
    desk.calendar.recur.create(owner, pattern.id, rule=TUESDAYS)
    assert TASKS["recur"].run(desk) == ""
    clock.move(2 * DAY)
    assert TASKS["recur"].run(desk) == "1 repeated post planned"
    assert TASKS["recur"].run(desk) == ""
    assert times(desk, owner) == ["11-24 09:00", "12-01 09:00", "12-08 09:00"]


def test_a_moment_that_was_laid_is_never_laid_again_even_when_the_record_of_it_is_lost(desk, owner, pattern, clock):
    made = desk.calendar.recur.create(owner, pattern.id, rule=TUESDAYS)
    with desk.db.transaction() as session:
        session.get_one(RecurrenceRow, made.id).next_at = clock.now()
    assert desk.calendar.recur.lay_ahead() == 0
    assert len(copies(desk, owner)) == 2


def test_the_time_of_the_pattern_itself_is_not_laid_a_second_time(desk, owner, scheduled):
    first = scheduled(DAY)
    desk.calendar.recur.create(owner, first.id, rule=TUESDAYS)
    assert times(desk, owner) == ["12-01 09:00"]


def test_copies_go_out_once_each(desk, owner, pattern, network, clock):
    desk.calendar.recur.create(owner, pattern.id, rule=TUESDAYS)
    clock.move(DAY)
    desk.publish.drain()
    clock.move(7 * DAY)
    desk.publish.drain()
    assert len(network.posts) == 2


def test_an_edited_pattern_is_laid_no_more_and_somebody_is_told(desk, owner, pattern, clock):
    made = desk.calendar.recur.create(owner, pattern.id, rule=TUESDAYS)
    desk.draft.update(owner, pattern.id, changes=ContentChanges(content_body="Something else."))
    clock.move(7 * DAY)
    assert (desk.calendar.recur.lay_ahead(), desk.calendar.recur.lay_ahead()) == (0, 0)
    why = "“Tuesday bread” is draft: its copies are not approved."
    assert desk.calendar.recur.get(owner, made.id).held == why
    desk.watch.evaluate()
    assert [each.subject for each in desk.watch.list(owner).items if each.rule == "repetition_held"] == [made.id]
    told = [each.why for each in desk.operate.activity(owner).items if each.to_state == "held"]
    assert told == [why]


def test_an_edited_pattern_goes_on_once_it_is_approved_again(desk, owner, pattern, clock):
    made = desk.calendar.recur.create(owner, pattern.id, rule=TUESDAYS)
    desk.draft.update(owner, pattern.id, changes=ContentChanges(content_body="Something else."))
    clock.move(7 * DAY)
    desk.calendar.recur.lay_ahead()
    desk.watch.evaluate()
    desk.review.approve(owner, pattern.id)
    assert desk.calendar.recur.lay_ahead() == 1
    for _ in range(2):
        clock.move(timedelta(minutes=1))
        desk.watch.evaluate()
    assert [each.state for each in desk.watch.list(owner).items if each.rule == "repetition_held"] == ["resolved"]
    assert copies(desk, owner)[-1].content_body == "Something else."
    assert desk.calendar.recur.get(owner, made.id).held == ""


def test_one_that_is_held_does_not_keep_the_others(desk, owner, draft, pattern, clock):
    desk.calendar.recur.create(owner, pattern.id, rule=TUESDAYS)
    other = desk.review.approve(owner, draft(title="Other").id)
    desk.calendar.recur.create(owner, other.id, rule=replace(TUESDAYS, at=time(10)))
    desk.draft.update(owner, pattern.id, changes=ContentChanges(content_body="Something else."))
    clock.move(7 * DAY)
    assert desk.calendar.recur.lay_ahead() == 1


def test_times_that_passed_while_nothing_ran_are_left_out(desk, owner, pattern, clock):
    desk.calendar.recur.create(owner, pattern.id, rule=TUESDAYS)
    clock.move(30 * DAY)
    desk.calendar.recur.lay_ahead()
    assert times(desk, owner) == ["11-24 09:00", "12-01 09:00", "12-29 09:00", "01-05 09:00"]


def test_a_paused_one_rests_and_goes_on(desk, owner, pattern, clock):
    made = desk.calendar.recur.create(owner, pattern.id, rule=TUESDAYS)
    assert desk.calendar.recur.pause(owner, made.id, paused=True).paused is True
    clock.move(2 * DAY)
    assert desk.calendar.recur.lay_ahead() == 0
    desk.calendar.recur.pause(owner, made.id, paused=False)
    assert desk.calendar.recur.lay_ahead() == 1


def test_an_ended_one_leaves_the_calendar_or_clears_it(desk, owner, pattern, draft, clock):
    made = desk.calendar.recur.create(owner, pattern.id, rule=TUESDAYS)
    ended = desk.calendar.recur.end(owner, made.id)
    assert (ended.next_at, ended.times, times(desk, owner)) == (None, (), ["11-24 09:00", "12-01 09:00"])
    clock.move(DAY + timedelta(hours=1))
    desk.calendar.recur.end(owner, made.id, withdraw=True)
    assert times(desk, owner) == ["11-24 09:00"]
    clock.move(14 * DAY)
    assert desk.calendar.recur.lay_ahead() == 0


def test_a_day_can_be_left_out_before_and_after_it_is_laid(desk, owner, pattern, clock):
    made = desk.calendar.recur.create(owner, pattern.id, rule=TUESDAYS)
    desk.calendar.recur.skip(owner, made.id, day=date(2026, 12, 1))
    later = desk.calendar.recur.skip(owner, made.id, day=date(2026, 12, 8))
    assert [each.date() for each in later.times[:2]] == [date(2026, 11, 24), date(2026, 12, 15)]
    clock.move(8 * DAY)
    desk.calendar.recur.lay_ahead()
    assert times(desk, owner) == ["11-24 09:00", "12-15 09:00"]
    assert times(desk, owner, "cancelled") == ["12-01 09:00"]


def test_a_day_that_is_out_cannot_be_left_out(desk, owner, pattern, clock):
    made = desk.calendar.recur.create(owner, pattern.id, rule=TUESDAYS)
    clock.move(DAY)
    desk.publish.drain()
    with pytest.raises(Conflict):
        desk.calendar.recur.skip(owner, made.id, day=date(2026, 11, 24))


def test_a_rule_without_a_zone_counts_in_the_clients(desk, owner, pattern):
    desk.clients.update(owner, pattern.client_id, changes=ClientChanges(timezone="Asia/Kolkata"))
    rule = replace(TUESDAYS, timezone="")
    shown = desk.calendar.recur.preview(owner, client_id=pattern.client_id, rule=rule)
    assert shown[0] == datetime(2026, 11, 24, 3, 30, tzinfo=UTC)
    assert desk.calendar.recur.create(owner, pattern.id, rule=rule).rule.timezone == "Asia/Kolkata"


def test_a_preview_shows_ten_times_across_the_change_of_clocks(desk, owner, pattern):
    rule = Recurrence(Every.WEEK, time(9), "Europe/Berlin", date(2027, 3, 16), weekdays=(1,))
    shown = desk.calendar.recur.preview(owner, client_id=pattern.client_id, rule=rule)
    assert [f"{each:%m-%d %H:%M}" for each in shown[:3]] == ["03-16 08:00", "03-23 08:00", "03-30 07:00"]
    assert len(shown) == 10


def test_what_is_not_approved_or_has_no_time_is_not_repeated(desk, owner, draft, pattern):
    with pytest.raises(Conflict):
        desk.calendar.recur.create(owner, draft().id, rule=TUESDAYS)
    with pytest.raises(Invalid) as caught:
        desk.calendar.recur.create(owner, pattern.id, rule=replace(TUESDAYS, starts_on=date(2026, 1, 1), until=date(2026, 2, 1)))
    assert caught.value.field == "until"


def test_a_pattern_is_kept_for_the_record(desk, owner, pattern):
    desk.calendar.recur.create(owner, pattern.id, rule=TUESDAYS)
    with pytest.raises(Conflict):
        desk.draft.delete(owner, pattern.id)


def test_only_who_decides_repeats_and_a_stranger_sees_nothing(desk, owner, pattern, writer, stranger):
    with pytest.raises(Forbidden):
        desk.calendar.recur.create(writer, pattern.id, rule=TUESDAYS)
    made = desk.calendar.recur.create(owner, pattern.id, rule=TUESDAYS)
    assert [each.id for each in desk.calendar.recur.list(writer, client_id=pattern.client_id)] == [made.id]
    for ask in (
        lambda: desk.calendar.recur.list(stranger, client_id=pattern.client_id),
        lambda: desk.calendar.recur.get(stranger, made.id),
        lambda: desk.calendar.recur.pause(stranger, made.id, paused=True),
        lambda: desk.calendar.recur.end(stranger, made.id),
    ):
        with pytest.raises(NotFound):
            ask()
    elsewhere = Actor(ActorKind.PERSON, "writer", can_decide=False)
    with pytest.raises(Forbidden):
        desk.calendar.recur.pause(elsewhere, made.id, paused=True)
