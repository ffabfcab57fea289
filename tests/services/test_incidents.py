"""What people do about alerts, who may do it, and what history says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.alert import AlertFilter
from agency_core.errors import Conflict, Forbidden, Invalid, NotFound
from agency_core.services.watch import LIVE
from tests.services.desk_rows import Books
from tests.services.watch_scene import MINUTE, Scene

HOUR = timedelta(hours=1)
READER = Actor(ActorKind.PERSON, "reader", can_write=False, can_decide=False)


@pytest.fixture
def scene(agency, clock) -> Scene:
    Books(agency, clock).client()
    made = Scene(agency, clock)
    made.finds("s", "t", client="c1")
    return made


@pytest.fixture
def incidents(agency, scene):
    return agency.watchroom.incidents


@pytest.fixture
def alert(scene, owner):
    return scene.alert(owner)


ACTS = {
    "acknowledge": {}, "unacknowledge": {}, "assign": {"to": "Ada"}, "unsnooze": {}, "comment": {"text": "T"},
    "post_mortem": {"text": "T"},
}


def test_everything_done_is_in_the_story(agency, incidents, alert, clock, owner):
    incidents.acknowledge(owner, alert.id)
    incidents.acknowledge(owner, alert.id)
    incidents.assign(owner, alert.id, to=" Ada  Lovelace ")
    incidents.comment(owner, alert.id, text="The disk is slow.")
    incidents.snooze(owner, alert.id, until=clock.now() + HOUR)
    incidents.unsnooze(owner, alert.id)
    incidents.assign(owner, alert.id, to="")
    incidents.unacknowledge(owner, alert.id)
    incidents.post_mortem(owner, alert.id, text="Buy a disk.")
    story = [(each.to_state, each.why) for each in agency.watch.history(owner, alert.id)][1:]
    assert story == [
        ("acknowledged", "t is wrong"), ("assigned", "Ada Lovelace"), ("commented", "The disk is slow."),
        ("snoozed", "until 2026-11-23 10:00 UTC"), ("unsnoozed", ""), ("unassigned", ""), ("unacknowledged", "t is wrong"),
        ("post_mortem", "Buy a disk."),
    ]
    after = agency.watch.get(owner, alert.id)
    assert (after.acknowledged_by, after.assigned_to, after.snoozed_until, after.post_mortem) == (
        "", "", clock.now(), "Buy a disk."
    )


@pytest.mark.parametrize("act", ACTS)
def test_a_stranger_sees_nothing_and_a_reader_changes_nothing(agency, incidents, alert, stranger, act):
    with pytest.raises(NotFound):
        getattr(incidents, act)(stranger, alert.id, **ACTS[act])
    with pytest.raises(Forbidden):
        getattr(incidents, act)(READER, alert.id, **ACTS[act])
    with pytest.raises(NotFound):
        agency.watch.get(stranger, alert.id)
    with pytest.raises(NotFound):
        agency.watch.history(stranger, alert.id)


def test_a_writer_may_take_care(incidents, alert, writer):
    assert incidents.acknowledge(writer, alert.id).acknowledged_by == "person:writer"


@pytest.mark.parametrize("act", ACTS)
def test_the_live_alert_cannot_be_cared_for(incidents, owner, act):
    with pytest.raises(Conflict):
        getattr(incidents, act)(owner, LIVE, **ACTS[act])


def test_what_is_over_is_only_talked_about(incidents, scene, alert, clock, owner):
    for _ in range(2):
        clock.move(MINUTE)
        scene.finds()
    for act in ("acknowledge", "unacknowledge", "unsnooze"):
        with pytest.raises(Conflict):
            getattr(incidents, act)(owner, alert.id)
    assert incidents.comment(owner, alert.id, text=" It was the disk. ").why == "It was the disk."
    assert incidents.post_mortem(owner, alert.id, text="Learned.").post_mortem == "Learned."


def test_several_are_acknowledged_or_none(agency, incidents, owner):
    t, s = (each.id for each in agency.watch.list(owner).items)
    with pytest.raises(NotFound):
        incidents.acknowledge_all(owner, [s, "nope"])
    assert agency.watch.get(owner, s).acknowledged_by == ""
    assert [each.id for each in incidents.acknowledge_all(owner, [t, s, t])] == [t, s]
    assert agency.watch.get(owner, s).acknowledged_by == owner.label
    with pytest.raises(Invalid):
        incidents.acknowledge_all(owner, [])


@pytest.mark.parametrize("ahead", [timedelta(0), -HOUR, timedelta(days=31)])
def test_a_snooze_ends_within_thirty_days(incidents, alert, clock, owner, ahead):
    with pytest.raises(Invalid) as refused:
        incidents.snooze(owner, alert.id, until=clock.now() + ahead)
    assert refused.value.field == "until"


@pytest.mark.parametrize(
    ("act", "given", "field"),
    [("assign", {"to": "x" * 81}, "assigned_to"), ("comment", {"text": " "}, "text"), ("comment", {"text": "x" * 4001}, "text"),
     ("post_mortem", {"text": "x" * 4001}, "post_mortem")],
)
def test_words_have_bounds(incidents, alert, owner, act, given, field):
    with pytest.raises(Invalid) as refused:
        getattr(incidents, act)(owner, alert.id, **given)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("wanted", "subjects"),
    [
        ({}, ["t", "s"]), ({"rule": "told"}, ["t", "s"]), ({"rule": "other"}, []), ({"text": "S IS"}, ["s"]), ({"text": "%"}, []),
        ({"assigned_to": "Ada"}, ["s"]), ({"state": "resolved"}, []), ({"severity": "critical"}, []),
        ({"client_id": "c1", "state": "firing", "severity": "warning"}, ["t", "s"]),
    ],
)
def test_alerts_are_found_by_what_they_are(agency, incidents, owner, wanted, subjects):
    incidents.assign(owner, agency.watch.list(owner).items[1].id, to="Ada")
    assert [each.subject for each in agency.watch.find(owner, replace(AlertFilter(), **wanted)).items] == subjects
