"""Resume: everything held back, what became late meanwhile, and the way back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.delivery import DeliveryFilter
from agency_core.domain.pause import Fate, Resumption
from agency_core.errors import Forbidden, Invalid, NotFound
from tests.fakes import lose_answer, only_delivery

HOUR = timedelta(hours=1)


@pytest.fixture
def late(desk, owner, scheduled, clock):
    """Three posts of LinkedIn, due one hour apart from the next hour on; everything is paused, and they are late."""

    def make(hours=3.5):
        made = [scheduled(number * HOUR, title=f"Post {number}", content_body=f"Words {number}.") for number in (1, 2, 3)]
        desk.calendar.resume.pause_all(owner, why="a crisis")
        clock.move(hours * HOUR)
        desk.reconcile.mark_missed()
        return made

    return make


def due(desk, owner, made):
    return [desk.draft.get(owner, each.id).scheduled_time for each in made]


def test_nothing_goes_out_while_everything_is_paused(desk, owner, network, late):
    late(1)
    assert desk.publish.drain() == 0
    state = desk.calendar.resume.state()
    assert (state.is_on, state.by, state.why) == (True, "person:owner", "a crisis")
    desk.calendar.resume.resume(owner)
    desk.publish.drain()
    assert (len(network.posts), desk.calendar.resume.state().is_on) == (1, False)


def test_a_second_pause_keeps_the_first_reason(desk, owner, clock):
    first = desk.calendar.resume.pause_all(owner, why="one")
    clock.move(HOUR)
    assert desk.calendar.resume.pause_all(owner, why="two") == first


@pytest.mark.parametrize("why", ["", "  ", "x" * 501])
def test_a_reason_is_needed(desk, owner, why):
    with pytest.raises(Invalid) as caught:
        desk.calendar.resume.pause_all(owner, why=why)
    assert caught.value.field == "why"


def test_only_the_owner_stops_everything(desk, owner, writer, stranger):
    manager = Actor(ActorKind.PERSON, "manager", clients=frozenset({desk.clients.own(owner).id}))
    for actor in (writer, stranger, manager):
        for act in (
            lambda actor=actor: desk.calendar.resume.pause_all(actor, why="no"),
            lambda actor=actor: desk.calendar.resume.plan(actor),
            lambda actor=actor: desk.calendar.resume.resume(actor),
        ):
            with pytest.raises(Forbidden):
                act()
    with pytest.raises(NotFound):
        desk.calendar.resume.plan(stranger, client_id=desk.clients.own(owner).id)


def test_the_plan_names_what_is_late_and_what_was_missed(desk, owner, late, scheduled, clock):
    made = late()
    coming = scheduled(2 * HOUR, title="Coming")
    plan = desk.calendar.resume.plan(owner)
    assert [(each.title, each.state) for each in plan.items] == [("Post 1", "missed"), ("Post 2", "missed"), ("Post 3", "late")]
    assert plan.waiting == 1
    assert due(desk, owner, [*made, coming])[-1] == clock.now() + 2 * HOUR


def test_send_now_keeps_a_gap_on_each_account(desk, owner, network, late, clock):
    made = late()
    desk.calendar.resume.resume(owner, choice=Resumption(Fate.NOW, gap_minutes=30))
    now = clock.now()
    assert due(desk, owner, made) == [now, now + HOUR / 2, now + HOUR]
    for _ in range(3):
        desk.publish.drain()
        clock.move(HOUR / 2)
    assert len(network.posts) == 3


def test_spread_fills_the_hours_evenly(desk, owner, late, clock):
    made = late()
    desk.calendar.resume.resume(owner, choice=Resumption(Fate.SPREAD, hours=6))
    assert due(desk, owner, made) == [clock.now() + 2 * number * HOUR for number in (1, 2, 3)]


def test_slots_are_taken_one_each(desk, owner, late, clock):
    made = late()
    account = only_delivery(desk, owner, made[0]).account_id
    desk.calendar.slots.add(owner, account, weekday=1, at="09:00")
    plan = desk.calendar.resume.resume(owner, choice=Resumption(Fate.SLOTS))
    assert [f"{each:%m-%d %H:%M}" for each in due(desk, owner, made)] == ["11-24 09:00", "12-01 09:00", "12-08 09:00"]
    assert plan.items[0].says == "moves to Tue 24 Nov 09:00 (UTC)"


def test_without_slots_they_are_left_as_missed(desk, owner, network, late):
    late()
    plan = desk.calendar.resume.resume(owner, choice=Resumption(Fate.SLOTS))
    assert {each.says for each in plan.items} == {"is left as missed: None of its accounts has a slot."}
    assert desk.publish.drain() == 0
    assert desk.deliver.counts(owner)["missed"] == 3


def test_left_as_missed_is_not_sent_by_itself(desk, owner, network, late):
    late()
    desk.calendar.resume.resume(owner, choice=Resumption(Fate.LEAVE))
    assert desk.publish.drain() == 0
    assert desk.deliver.counts(owner)["missed"] == 3


def test_what_waits_for_an_answer_is_left_alone(desk, owner, network, scheduled, clock):
    network.faults.append(lose_answer)
    network.readable = False
    content = scheduled(HOUR, target_platforms=("linkedin", "instagram"))
    clock.move(HOUR)
    desk.publish.drain()
    desk.calendar.resume.pause_all(owner, why="stop")
    states = {each.state for each in desk.deliver.list(owner, filter=DeliveryFilter(content_id=content.id)).items}
    desk.calendar.resume.resume(owner)
    after = {each.state for each in desk.deliver.list(owner, filter=DeliveryFilter(content_id=content.id)).items}
    assert "unconfirmed" in states
    assert after == states


def test_what_its_own_client_holds_back_stays_held(desk, owner, late):
    made = late()
    desk.schedule.pause(owner, made[0].client_id, paused=True)
    assert desk.calendar.resume.resume(owner).items == ()
    assert desk.clients.get(owner, made[0].client_id).publishing_paused is True


def test_a_client_goes_on_by_a_plan_of_its_own(desk, owner, network, scheduled, clock):
    content = scheduled(HOUR)
    desk.schedule.pause(owner, content.client_id, paused=True)
    clock.move(2 * HOUR)
    plan = desk.calendar.resume.plan(owner, client_id=content.client_id)
    assert [each.content_id for each in plan.items] == [content.id]
    assert plan.pause.by == "person:owner"
    desk.calendar.resume.resume(owner, client_id=content.client_id)
    desk.publish.drain()
    assert len(network.posts) == 1
    assert desk.clients.get(owner, content.client_id).publishing_paused is False


@pytest.mark.parametrize(("choice", "field"), [
    (Resumption(gap_minutes=-1), "gap_minutes"), (Resumption(hours=0), "hours"), (Resumption(hours=337), "hours"),
])
def test_a_choice_out_of_bounds_is_refused(desk, owner, choice, field):
    with pytest.raises(Invalid) as caught:
        desk.calendar.resume.plan(owner, choice=choice)
    assert caught.value.field == field
