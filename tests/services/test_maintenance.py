"""Maintenance: planned by the owner, and publishing is held and let go by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agency_core.errors import Forbidden, Invalid
from agency_core.tasks.keep_maintenance import TASK
from tests.services.watch_scene import Scene

HOUR = timedelta(hours=1)


@pytest.fixture
def maintenance(agency):
    return agency.watchroom.maintenance


@pytest.fixture
def plan(maintenance, clock, owner):
    def planned(starts_in=timedelta(0), lasts=HOUR, **given):
        start = clock.now() + starts_in
        return maintenance.plan(owner, starts_at=start, ends_at=start + lasts, why="new disk", **given)

    return planned


@pytest.fixture
def switch(agency, clock):
    """Lets time pass, keeps maintenance, and says who holds publishing."""

    def turned(passes=timedelta(0)):
        clock.move(passes)
        said = TASK.run(agency)
        return said, agency.calendar.resume.state().by

    return turned


def test_publishing_is_held_for_the_window_and_goes_on_by_itself(plan, switch):
    plan(starts_in=HOUR, holds_publishing=True)
    steps = [switch(each * HOUR / 2) for each in (0, 2, 1, 1)]
    assert steps == [
        ("", ""), ("1 switch turned", "system:maintenance"), ("", "system:maintenance"), ("1 switch turned", "")
    ]


def test_publishing_goes_on_after_the_window(agency, plan, switch):
    plan(holds_publishing=True)
    switch()
    assert agency.calendar.resume.state().is_on
    switch(HOUR)
    assert not agency.calendar.resume.state().is_on


def test_a_window_that_holds_nothing_leaves_publishing_alone(agency, plan, switch):
    plan()
    assert (switch(), agency.calendar.resume.state().is_on) == (("", ""), False)


def test_what_a_person_paused_stays_paused(agency, plan, switch, owner):
    agency.calendar.resume.pause_all(owner, why="audit")
    plan(holds_publishing=True)
    assert [switch(each) for each in (timedelta(0), HOUR)] == [("", owner.label)] * 2
    assert agency.calendar.resume.state().is_on


def test_a_person_who_pauses_in_a_window_takes_over(agency, plan, switch, owner):
    plan(holds_publishing=True)
    switch()
    agency.calendar.resume.pause_all(owner, why="audit")
    assert (switch(HOUR), agency.calendar.resume.state().why) == (("", owner.label), "audit")


def test_what_a_person_resumed_in_a_window_stays_resumed(agency, plan, switch, owner):
    plan(holds_publishing=True)
    switch()
    agency.calendar.resume.resume(owner)
    assert (switch(timedelta(minutes=1))[0], agency.calendar.resume.state().is_on) == ("", False)


def test_publishing_is_held_until_the_last_of_two_windows_ends(agency, plan, switch):
    plan(holds_publishing=True)
    plan(lasts=2 * HOUR, holds_publishing=True)
    assert [switch(each)[0] for each in (timedelta(0), HOUR, HOUR)] == ["1 switch turned", "", "1 switch turned"]


def test_a_window_that_is_ended_early_lets_go(agency, maintenance, plan, switch, owner):
    made = plan(holds_publishing=True)
    switch()
    maintenance.end(owner, made.id)
    assert (switch()[0], agency.calendar.resume.state().is_on) == ("1 switch turned", False)


def test_nobody_is_told_in_a_window_and_afterwards_of_what_lasts(agency, plan, clock):
    scene = Scene(agency, clock)
    scene.notifier()
    plan()
    scene.finds("s")
    assert scene.told() == []
    clock.move(HOUR)
    scene.finds("s")
    assert scene.told() == [("n1", "fired", "s is wrong")]


def test_windows_are_listed_the_last_planned_first(maintenance, plan, clock, owner, stranger):
    first = plan()
    clock.move(timedelta(seconds=1))
    second = plan(starts_in=HOUR)
    maintenance.end(owner, first.id)
    assert [each.id for each in maintenance.list(owner).items] == [second.id, first.id]
    assert [each.id for each in maintenance.list(stranger, past=False).items] == [second.id]
    assert maintenance.get(stranger, second.id) == second


def test_only_the_owner_plans(maintenance, plan, clock, writer, stranger):
    made = plan()
    for actor in (writer, stranger):
        with pytest.raises(Forbidden):
            maintenance.plan(actor, ends_at=clock.now() + HOUR, why="w")
        with pytest.raises(Forbidden):
            maintenance.end(actor, made.id)


@pytest.mark.parametrize(("hours", "why", "field"), [(0, "w", "ends_at"), (24 * 8, "w", "ends_at"), (1, "", "why")])
def test_a_window_that_cannot_be_is_refused(maintenance, clock, owner, hours, why, field):
    with pytest.raises(Invalid) as refused:
        maintenance.plan(owner, ends_at=clock.now() + hours * HOUR, why=why)
    assert refused.value.field == field
