"""Retention: what is too old goes in small portions, what lasts stays, and no sum changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from agency_core.domain.ids import new_id
from agency_core.domain.retention import KINDS, RetentionPlan
from agency_core.errors import Forbidden, Invalid
from agency_core.models import (
    AlertRow,
    AttemptRow,
    ClientRow,
    DeliveryRow,
    GaugeRow,
    HistoryRow,
    JobRow,
    NotificationRow,
    NotifierRow,
    PostRow,
    SnapshotRow,
)
from agency_core.services.recount import differing
from agency_core.services.tally import recounted
from agency_core.store.queries import retention as questions
from agency_core.store.queries import rollup as rollups

ALL = RetentionPlan(400, 400, 14, 90, 90, 400, 90)


@pytest.fixture
def retention(lived_in):
    """The retention of an agency with something in it."""
    return lived_in.keeping.retention


def counted(agency, row, *conditions):
    with agency.db.reading() as session:
        return session.scalar(select(func.count()).select_from(row).where(*conditions))


def aged(agency, age):
    """One of each kind, made `age` ago."""
    at = agency.clock.now() - age
    with agency.db.transaction() as session:
        delivery = session.scalars(select(DeliveryRow.id)).first()
        session.add(NotifierRow(
            id=new_id(at), kind="webhook", name="n", created_by="person:owner", created_at=at, last_sent_at=None,
        ))
        session.flush()
        notifier = session.scalars(select(NotifierRow.id)).first()
        session.add_all([
            AttemptRow(id=new_id(at), delivery_id=delivery, number=9, started_at=at, outcome="failed", steps=[{"call": 1}]),
            JobRow(task="prune", started_at=at, ended_at=at, outcome="done"),
            GaugeRow(name="memory", client_id="", subject="", at=at, value=1.0),
            NotificationRow(
                id=new_id(at), notifier_id=notifier, reason="fired", title="t", severity="info", state="sent", created_at=at,
                next_attempt_at=at,
            ),
            *(AlertRow(id=new_id(at), rule="r", severity="info", state=state, subject=state, summary="s", first_seen_at=at,
                       last_seen_at=at, resolved_at=at if state == "resolved" else None) for state in ("resolved", "firing")),
        ])


def test_what_is_too_old_goes_and_what_is_not_stays(lived_in, retention, owner):
    for age in (timedelta(days=500), timedelta(hours=1)):
        aged(lived_in, age)
        if age.days:
            with lived_in.db.transaction() as session:
                session.execute(update(AlertRow).values(subject=AlertRow.subject + " of old"))
    retention.save(owner, plan=ALL)
    told = {each.kind: each.count for each in retention.preview(owner)}
    assert told == {"attempt_steps": 1, "history": 0, "jobs": 1, "gauges": 1, "notifications": 1, "alerts": 1, "snapshots": 0}
    assert (retention.run(), retention.run()) == (5, 0)
    rows = (JobRow, GaugeRow, NotificationRow)
    assert [counted(lived_in, row) for row in rows] == [1, 1, 1]
    assert (counted(lived_in, AlertRow), counted(lived_in, AlertRow, AlertRow.state == "firing")) == (3, 2)
    with lived_in.db.reading() as session:
        assert sorted(len(steps) for steps in session.scalars(select(AttemptRow.steps).where(AttemptRow.number == 9))) == [0, 1]


def test_history_is_kept_for_ever_unless_somebody_decides_otherwise(lived_in, retention, owner, clock):
    before = counted(lived_in, HistoryRow)
    clock.move(timedelta(days=5000))
    retention.run()
    assert counted(lived_in, HistoryRow) == before
    retention.save(owner, plan=RetentionPlan(history=400))
    assert {each.kind: each.count for each in retention.preview(owner)}["history"] == before
    retention.run()
    with lived_in.db.reading() as session:
        assert session.scalars(select(HistoryRow.noun)).all() == ["setting"]


def test_many_go_in_portions(lived_in, retention, clock, monkeypatch):
    monkeypatch.setattr(questions, "AT_ONCE", 2)
    with lived_in.db.transaction() as session:
        session.add_all([JobRow(task="t", started_at=clock.now(), ended_at=clock.now(), outcome="done") for _ in range(5)])
        hours = [clock.now() + timedelta(hours=number) for number in range(24)]
        session.add_all([GaugeRow(name="m", client_id="", subject="", at=at, value=1.0) for at in hours])
    clock.move(timedelta(days=120))
    assert retention.run() == 29


@pytest.mark.parametrize(
    ("change", "field"), [({"history": 1}, "history"), ({"jobs": -1}, "jobs"), ({"alerts": 99999}, "alerts")]
)
def test_a_plan_that_cannot_be_is_refused(retention, owner, change, field):
    for act in (retention.save, retention.preview):
        with pytest.raises(Invalid) as refused:
            act(owner, plan=RetentionPlan(**change))
        assert refused.value.field == field


def test_only_the_owner_has_to_do_with_retention(retention, writer, stranger):
    for person in (writer, stranger):
        for act in (retention.plan, retention.preview, lambda who: retention.save(who, plan=RetentionPlan())):
            with pytest.raises(Forbidden):
                act(person)


def test_every_kind_has_a_default_and_a_question():
    assert set(RetentionPlan().stored()) == {kind.name for kind in KINDS} == {*questions.KINDS, "snapshots"}


def sums_of(session):
    """Every cell of every rollup that is not nothing."""
    found = {}
    for row in rollups.ALL:
        cells = session.execute(select(row.__table__)).all()
        found[row.__tablename__] = sorted(str(cell) for cell in cells)
    return found


def test_a_count_each_hour_becomes_one_a_day(lived_in, owner, clock):
    begin = clock.now().replace(hour=0) - timedelta(days=200)
    with lived_in.db.transaction() as session:
        session.execute(update(ClientRow).values(timezone="UTC"))
        post = PostRow(client_id="default", platform="linkedin", external_id="hourly", published_at=begin)
        session.add(post)
        session.flush()
        session.add_all([
            SnapshotRow(post_pk=post.pk, taken_at=begin + timedelta(hours=hour), source="api", views=hour) for hour in range(72)
        ])
        recounted(session, "default")
    lived_in.keeping.retention.save(owner, plan=RetentionPlan(snapshots=90))
    assert lived_in.keeping.retention.run() == 68
    with lived_in.db.reading() as session:
        views = session.scalars(select(SnapshotRow.views).where(SnapshotRow.post_pk == post.pk)).all()
    assert list(views) == [0, 23, 47, 71]


COUNT = st.one_of(st.none(), st.integers(0, 9))
SHOTS = st.lists(
    st.tuples(st.integers(1, 3), st.integers(0, 24 * 6), st.sampled_from(["api", "csv"]), COUNT, COUNT),
    max_size=40, unique_by=lambda shot: shot[:3],
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shots=SHOTS, zone=st.sampled_from(["UTC", "America/New_York", "Asia/Kathmandu"]), rising=st.booleans())
def test_thinned_snapshots_change_no_sum(lived_in, owner, shots, zone, rising):
    """First and last of a post stay, the last of each day stays, and every rollup says to the cell what it said before."""
    clock, retention = lived_in.clock, lived_in.keeping.retention
    begin = clock.now() - timedelta(days=200)
    with lived_in.db.transaction() as session:
        session.execute(delete(SnapshotRow))
        session.execute(delete(PostRow))
        posts = [PostRow(client_id="default", platform="linkedin", external_id=str(n), published_at=begin) for n in range(4)]
        session.add_all(posts)
        session.flush()
        pks = [post.pk for post in posts]
        for post, hour, source, views, likes in sorted(shots, key=lambda shot: shot[1]):
            grown = (hour, hour) if rising else (views, likes)
            session.add(SnapshotRow(
                post_pk=pks[post], taken_at=begin + timedelta(hours=hour), source=source, views=grown[0], likes=grown[1],
            ))
        session.flush()
        session.execute(update(ClientRow).values(timezone=zone))
        recounted(session, "default")
        before = sums_of(session)
    retention.save(owner, plan=RetentionPlan(snapshots=90))
    told = {each.kind: each.count for each in retention.preview(owner)}["snapshots"]
    left = counted(lived_in, SnapshotRow)
    retention.run()
    assert left - counted(lived_in, SnapshotRow) == told
    with lived_in.db.reading() as session:
        assert (differing(session, "default"), sums_of(session)) == ((), before)
