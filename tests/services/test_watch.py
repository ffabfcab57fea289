"""Watch: from rows to alerts and back: opened, held, fired, resolved, and written into history."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from agency_core.domain.rule import Finding, Severity
from agency_core.models import AgentRow, HistoryRow
from agency_core.services.watch import Watch
from tests.services.desk_rows import MINUTE, Books


@pytest.fixture
def books(agency, clock) -> Books:
    return Books(agency, clock)


def shown(agency, actor, **wanted) -> list[tuple[str, str, str]]:
    return [(each.rule, each.state, each.subject) for each in agency.watch.list(actor, **wanted).items]


def test_nothing_is_wrong_with_an_empty_agency(agency, owner):
    assert (agency.watch.evaluate(), shown(agency, owner), agency.watch.counts(owner)) == (
        0, [], {"critical": 0, "warning": 0, "info": 0}
    )


def test_looking_at_a_well_agency_writes_nothing(agency, books):
    books.client()
    begun = []
    event.listen(agency.db.engine, "begin", lambda each: begun.append(each.get_execution_options()["agency_begin"]))
    agency.watch.evaluate()
    assert set(begun) == {"BEGIN"}


def test_an_agent_that_fails_four_times_fires_and_one_success_resolves(agency, books, clock, owner):
    books.client()
    books.agent(consecutive_failures=4, last_error="no topics")
    assert agency.watch.evaluate() == 1
    assert shown(agency, owner) == [("agent_failure", "firing", "ada_1")]
    with agency.db.transaction() as session:
        session.get(AgentRow, "ada_1").consecutive_failures = 0
    changed = []
    for _ in range(3):
        clock.move(MINUTE)
        changed.append(agency.watch.evaluate())
    assert (changed, shown(agency, owner)) == ([0, 1, 0], [("agent_failure", "resolved", "ada_1")])


def test_every_move_of_an_alert_is_in_history(agency, books, clock, owner):
    books.client()
    books.messages(101)
    for minutes in (0, 1, 1):
        clock.move(MINUTE * minutes)
        agency.watch.evaluate()
    alert = agency.watch.list(owner).items[0]
    agency.watchroom.incidents.acknowledge(owner, alert.id)
    with agency.db.reading() as session:
        rows = session.query(HistoryRow).order_by(HistoryRow.id)
        moves = [(row.from_state, row.to_state, row.client_id, row.actor) for row in rows]
    assert moves == [
        ("", "pending", "c1", "system:engine"), ("pending", "firing", "c1", "system:engine"),
        ("firing", "acknowledged", "c1", "person:owner"),
    ]


def test_a_backlog_is_pending_until_it_held_two_minutes(agency, books, clock, owner):
    books.client()
    books.deliveries(60, "pending")
    books.messages(41)
    states = []
    for _ in range(3):
        agency.watch.evaluate()
        states.append(agency.watch.list(owner).items[0].state)
        clock.move(MINUTE)
    assert states == ["pending", "pending", "firing"]
    assert agency.watch.counts(owner) == {"critical": 0, "warning": 1, "info": 0}


def test_failed_deliveries_of_the_last_hour_fire_per_client(agency, books, owner):
    books.client()
    books.client("c2")
    books.deliveries(17, "delivered")
    books.deliveries(3, "failed")
    books.deliveries(30, "delivered", "c2")
    books.deliveries(9, "failed", "c2", ago=timedelta(hours=2))
    agency.watch.evaluate()
    assert shown(agency, owner) == [("distribution_failure", "firing", "c1")]


def test_a_new_agent_is_announced_for_an_hour(agency, books, clock, owner):
    books.client()
    books.agent(created_at=clock.now())
    agency.watch.evaluate()
    assert agency.watch.counts(owner)["info"] == 1
    clock.move(MINUTE * 60)
    agency.watch.evaluate()
    clock.move(MINUTE * 2)
    agency.watch.evaluate()
    assert shown(agency, owner) == [("new_agent", "resolved", "ada_1")]


def test_database_errors_fire(agency, owner, monkeypatch):
    monkeypatch.setattr(agency.db, "errors_since", lambda span: (2, "The disk is full."))
    agency.watch.evaluate()
    alert = agency.watch.list(owner).items[0]
    assert (alert.rule, alert.severity, alert.client_id) == ("database_errors", "critical", "")


def test_the_same_thing_wrong_again_is_a_new_alert(agency, books, clock, owner):
    books.client()
    books.agent(consecutive_failures=4)
    agency.watch.evaluate()
    for failures in (0, 0, 4):
        with agency.db.transaction() as session:
            session.get(AgentRow, "ada_1").consecutive_failures = failures
        clock.move(MINUTE * 2)
        agency.watch.evaluate()
    assert [state for _, state, _ in shown(agency, owner)] == ["firing", "resolved"]


def test_a_broken_rule_is_an_alert_of_its_own(agency, clock, owner):
    class Broken:
        name, label, severity, hold, explains = "broken", "Broken", Severity.INFO, timedelta(0), "."
        limits, mutes, runbook = (), (), ""

        def check(self, facts):
            raise KeyError("x")

    class Works(Broken):
        name = "works"

        def check(self, facts):
            return [Finding("s", "found", "", "/operations")]

    watch = Watch(agency.db, clock, [Broken(), Works()])
    assert (watch.evaluate(), set(shown(agency, owner))) == (2, {("works", "firing", "s"), ("rule_failed", "firing", "broken")})
