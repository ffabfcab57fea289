"""What is shown of alerts: also while nobody looks, to whom, page by page; and who cares for one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from agency_core.alerts.rules import RULES
from agency_core.domain.paging import Page
from agency_core.errors import Conflict, Forbidden, Invalid, NotFound
from agency_core.models import AlertRow, TaskRow
from agency_core.services.live import LIVE
from tests.services.desk_rows import MINUTE, Books


@pytest.fixture
def books(agency, clock) -> Books:
    return Books(agency, clock)


def shown(agency, actor, **wanted) -> list[tuple[str, str, str]]:
    return [(each.rule, each.state, each.subject) for each in agency.watch.list(actor, **wanted).items]


def test_a_stalled_scheduler_is_shown_although_nobody_looks(agency, books, clock, owner):
    books.beat()
    clock.move(timedelta(seconds=31))
    alert = agency.watch.list(owner).items[0]
    assert (alert.id, alert.rule, alert.state, alert.first_seen_at) == (
        LIVE, "scheduler_stalled", "firing", clock.now() - timedelta(seconds=31)
    )
    assert agency.watch.counts(owner)["warning"] == 1


@pytest.mark.parametrize(
    ("wanted", "count"),
    [({"state": "firing"}, 1), ({"state": "resolved"}, 0), ({"severity": "warning"}, 1), ({"severity": "info"}, 0),
     ({"page": Page(cursor="zzz")}, 0), ({"client_id": "c1"}, 1)],
)
def test_the_live_alert_obeys_the_filter(agency, books, clock, owner, wanted, count):
    books.client()
    books.beat(MINUTE)
    assert len(agency.watch.list(owner, **wanted).items) == count


def test_the_live_alert_gives_way_to_a_kept_one(agency, books, owner):
    books.beat(MINUTE)
    agency.watch.evaluate()
    assert [each.id == LIVE for each in agency.watch.list(owner).items] == [False]


def test_a_scheduler_that_was_stopped_in_order_is_missed_too(agency, books, clock, owner):
    books.beat(leading=False)
    books.add(TaskRow(name="t", label="T", every_seconds=1, last_run_at=clock.now() - MINUTE))
    assert shown(agency, owner) == [("scheduler_stalled", "firing", "engine")]


def test_the_live_alert_cannot_be_acknowledged(agency, owner):
    with pytest.raises(Conflict):
        agency.watchroom.incidents.acknowledge(owner, LIVE)


def test_the_first_who_cares_stands(agency, books, clock, owner, writer):
    books.client()
    books.agent(consecutive_failures=9)
    agency.watch.evaluate()
    alert = agency.watch.list(owner).items[0]
    first = agency.watchroom.incidents.acknowledge(writer, alert.id)
    clock.move(MINUTE)
    agency.watch.evaluate()
    second = agency.watchroom.incidents.acknowledge(owner, alert.id)
    assert (second.acknowledged_by, second.acknowledged_at) == (first.acknowledged_by, first.acknowledged_at)
    assert second.acknowledged_by == "person:writer"


def test_a_resolved_alert_needs_nobody(agency, clock, owner):
    gap = agency.watch.note_gap(clock.now() - timedelta(hours=1))
    with pytest.raises(Conflict):
        agency.watchroom.incidents.acknowledge(owner, gap.id)


def test_an_unknown_alert_is_not_found(agency, owner):
    with pytest.raises(NotFound):
        agency.watchroom.incidents.acknowledge(owner, "nothing")


def test_a_reader_cannot_acknowledge(agency, books, owner, writer):
    books.client()
    books.agent(consecutive_failures=9)
    agency.watch.evaluate()
    with pytest.raises(Forbidden):
        agency.watchroom.incidents.acknowledge(replace(writer, can_write=False), agency.watch.list(owner).items[0].id)


def test_a_stranger_sees_nothing(agency, books, owner, stranger):
    books.client()
    books.agent(consecutive_failures=9)
    books.beat(MINUTE)
    agency.watch.evaluate()
    assert (shown(agency, stranger), sum(agency.watch.counts(stranger).values())) == ([], 0)
    for alert in agency.watch.list(owner).items:
        with pytest.raises(NotFound):
            agency.watchroom.incidents.acknowledge(stranger, alert.id)
    with pytest.raises(NotFound):
        agency.watch.list(stranger, client_id="c1")


def test_a_client_sees_its_own_alerts_and_those_of_the_system(agency, books, owner):
    for name in ("c1", "c2"):
        books.client(name)
        books.agent(f"agent_{name}", name, consecutive_failures=9)
    books.beat(MINUTE)
    agency.watch.evaluate()
    assert set(shown(agency, owner, client_id="c1")) == {
        ("agent_failure", "firing", "agent_c1"), ("scheduler_stalled", "firing", "engine")
    }


def test_a_list_goes_on_where_its_page_ended(agency, books, clock, owner):
    books.client()
    for number in range(3):
        books.agent(f"agent_{number}", consecutive_failures=9)
        agency.watch.evaluate()
        clock.move(MINUTE)
    first = agency.watch.list(owner, page=Page(limit=2))
    rest = agency.watch.list(owner, page=Page(limit=2, cursor=first.next_cursor))
    assert [each.subject for each in (*first.items, *rest.items)] == ["agent_2", "agent_1", "agent_0"]


@pytest.mark.parametrize("wanted", [{"state": "burning"}, {"severity": "huge"}])
def test_an_unknown_word_is_refused(agency, owner, wanted):
    with pytest.raises(Invalid):
        agency.watch.list(owner, **wanted)


def test_rules_are_told_with_how_long_they_hold_back(agency):
    rules = agency.watch.rules()
    assert [each.name for each in rules] == list(RULES)
    assert {each.name: each.hold_seconds for each in rules if each.hold_seconds} == {
        "unconfirmed": 300, "queue_backlog": 120, "token_expiring": 300,
    }


def test_a_gap_is_one_resolved_alert(agency, clock, owner):
    agency.watch.note_gap(clock.now() - timedelta(hours=6))
    with agency.db.reading() as session:
        row = session.query(AlertRow).one()
    assert (row.state, row.resolved_at, row.summary) == ("resolved", clock.now(), "The scheduler was down for 6 h.")
    assert agency.watch.counts(owner)["critical"] == 0
