"""Watch: from rows to alerts and back, what is shown while nobody looks, and who sees what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import groupby

import pytest
from sqlalchemy import event

from agency_core.domain.alert import Finding, Severity
from agency_core.domain.ids import new_id
from agency_core.domain.operations import WorkerView
from agency_core.domain.paging import Page
from agency_core.errors import Conflict, Forbidden, Invalid, NotFound
from agency_core.models import (
    AccountRow,
    AgentRow,
    AlertRow,
    ClientRow,
    ContentRow,
    DeliveryRow,
    HistoryRow,
    MessageRow,
    TaskRow,
)
from agency_core.services.watch import LIVE, Watch
from agency_core.store.queries import facts, worker

MINUTE = timedelta(minutes=1)


class Books:
    """Puts rows into the agency's database."""

    def __init__(self, agency, clock) -> None:
        self.db, self.clock = agency.db, clock

    def add(self, *rows) -> None:
        with self.db.transaction() as session:
            for _, alike in groupby(rows, type):
                session.add_all(alike)
                session.flush()

    def client(self, name: str = "c1", **given) -> None:
        known = {"timezone": "UTC", "approval": "person", "late_minutes": 60, "created_at": self.clock.now()}
        self.add(
            ClientRow(id=name, name=name.title(), **known, **given),
            AccountRow(
                id=f"{name}-account", client_id=name, platform="linkedin", network="sandbox", external_id="1", display_name="L",
                credentials={}, status="connected", created_at=self.clock.now(),
            ),
        )

    def agent(self, name: str = "ada_1", client: str = "c1", **given) -> None:
        known = {"created_at": self.clock.now() - timedelta(days=9)} | given
        self.add(
            AgentRow(
                id=name, client_id=client, name=name.title(), persona="data_decoder", tier=3, primary_platforms=[],
                content_types=[], posting_frequency="daily", status="active", **known,
            )
        )

    def deliveries(self, count: int, state: str, client: str = "c1", *, ago: timedelta = MINUTE) -> None:
        now, at = self.clock.now(), self.clock.now() - ago
        contents = [
            ContentRow(
                id=new_id(now), client_id=client, creator_agent_id="", persona="", content_type="text_post", title="t",
                content_body="b", target_platforms=["linkedin"], status="scheduled", created_at=at, updated_at=at,
            )
            for _ in range(count)
        ]
        self.add(*contents)
        self.add(*(
            DeliveryRow(
                id=new_id(now), client_id=client, content_id=content.id, account_id=f"{client}-account", platform="linkedin",
                state=state, due_at=at, next_attempt_at=at, created_at=at, updated_at=at,
                delivered_at=at if state == "delivered" else None,
            )
            for content in contents
        ))

    def messages(self, count: int, client: str = "c1", *, available_in: timedelta = -MINUTE) -> None:
        now = self.clock.now()
        self.add(*(
            MessageRow(
                id=new_id(now), client_id=client, sender_agent_id="a", receiver_agent_id="b", message_type="content_request",
                payload={}, priority=3, status="pending", created_at=now, available_at=now + available_in,
            )
            for _ in range(count)
        ))

    def beat(self, ago: timedelta = timedelta(0), *, leading: bool = True) -> None:
        at = self.clock.now() - ago
        with self.db.transaction() as session:
            worker.beat(session, WorkerView("w1", "host", 1, "all", leading, at, at))


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
    agency.watch.acknowledge(owner, alert.id)
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


def test_what_waits_on_purpose_is_no_backlog(agency, books):
    books.client()
    books.client("paused", publishing_paused=True)
    books.deliveries(3, "pending", ago=-MINUTE)
    books.deliveries(2, "pending")
    books.deliveries(4, "pending", "paused")
    books.messages(5)
    books.messages(6, available_in=MINUTE)
    with agency.db.reading() as session:
        assert [(each.id, each.backlog) for each in facts.clients(session, books.clock.now())] == [("c1", 7), ("paused", 0)]


def test_failed_deliveries_of_the_last_hour_fire_per_client(agency, books, owner):
    books.client()
    books.client("c2")
    books.deliveries(17, "delivered")
    books.deliveries(3, "failed")
    books.deliveries(30, "delivered", "c2")
    books.deliveries(9, "failed", "c2", ago=timedelta(hours=2))
    agency.watch.evaluate()
    assert shown(agency, owner) == [("distribution_failure", "firing", "c1")]


def test_a_delivery_measured_within_the_hour_did_not_end_within_it(agency, books):
    books.client()
    books.deliveries(1, "delivered", ago=timedelta(days=1))
    with agency.db.transaction() as session:
        session.query(DeliveryRow).one().updated_at = books.clock.now()
    with agency.db.reading() as session:
        assert facts.clients(session, books.clock.now())[0].delivered_1h == 0


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

        def check(self, facts):
            raise KeyError("x")

    class Works(Broken):
        name = "works"

        def check(self, facts):
            return [Finding("s", "found", "", "/operations")]

    watch = Watch(agency.db, clock, [Broken(), Works()])
    assert (watch.evaluate(), set(shown(agency, owner))) == (2, {("works", "firing", "s"), ("rule_failed", "firing", "broken")})


def test_facts_take_the_same_number_of_questions_for_one_client_and_for_many(agency, books):
    asked = []
    event.listen(agency.db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    books.client()
    asked.clear()
    agency.watch._facts()
    one = len(asked)
    for number in range(5):
        books.client(f"more{number}")
        books.agent(f"agent{number}", f"more{number}", consecutive_failures=1)
    asked.clear()
    agency.watch._facts()
    assert len(asked) == one


def test_facts_are_counted_by_index(agency, books):
    books.client()
    asked = []
    event.listen(agency.db.engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
    with agency.db.reading() as session:
        facts.clients(session, books.clock.now())
        question, values = asked[-1]
        plan = [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {question}", values)]
    assert [step for step in plan if step.startswith("SCAN") and "client" not in step] == []


def test_a_stalled_scheduler_is_shown_although_nobody_looks(agency, books, clock, owner):
    books.beat()
    clock.move(timedelta(seconds=31))
    alert = agency.watch.list(owner).items[0]
    assert (alert.id, alert.rule, alert.state, alert.first_seen_at) == (
        LIVE, "scheduler_stalled", "firing", clock.now() - timedelta(seconds=31)
    )
    assert agency.watch.counts(owner)["critical"] == 1


@pytest.mark.parametrize(
    ("wanted", "count"),
    [({"state": "firing"}, 1), ({"state": "resolved"}, 0), ({"severity": "critical"}, 1), ({"severity": "info"}, 0),
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
        agency.watch.acknowledge(owner, LIVE)


def test_the_first_who_cares_stands(agency, books, clock, owner, writer):
    books.client()
    books.agent(consecutive_failures=9)
    agency.watch.evaluate()
    alert = agency.watch.list(owner).items[0]
    first = agency.watch.acknowledge(writer, alert.id)
    clock.move(MINUTE)
    agency.watch.evaluate()
    second = agency.watch.acknowledge(owner, alert.id)
    assert (second.acknowledged_by, second.acknowledged_at) == (first.acknowledged_by, first.acknowledged_at)
    assert second.acknowledged_by == "person:writer"


def test_a_resolved_alert_needs_nobody(agency, clock, owner):
    gap = agency.watch.note_gap(clock.now() - timedelta(hours=1))
    with pytest.raises(Conflict):
        agency.watch.acknowledge(owner, gap.id)


def test_an_unknown_alert_is_not_found(agency, owner):
    with pytest.raises(NotFound):
        agency.watch.acknowledge(owner, "nothing")


def test_a_reader_cannot_acknowledge(agency, books, owner, writer):
    books.client()
    books.agent(consecutive_failures=9)
    agency.watch.evaluate()
    with pytest.raises(Forbidden):
        agency.watch.acknowledge(replace(writer, can_write=False), agency.watch.list(owner).items[0].id)


def test_a_stranger_sees_nothing(agency, books, owner, stranger):
    books.client()
    books.agent(consecutive_failures=9)
    books.beat(MINUTE)
    agency.watch.evaluate()
    assert (shown(agency, stranger), sum(agency.watch.counts(stranger).values())) == ([], 0)
    for alert in agency.watch.list(owner).items:
        with pytest.raises(NotFound):
            agency.watch.acknowledge(stranger, alert.id)
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


def test_rules_are_explained(agency):
    assert [(each.name, each.hold_seconds) for each in agency.watch.rules()] == [
        ("database_errors", 0), ("scheduler_stalled", 0), ("agent_failure", 0), ("distribution_failure", 0),
        ("queue_backlog", 120), ("new_agent", 0),
    ]


def test_a_gap_is_one_resolved_alert(agency, clock, owner):
    agency.watch.note_gap(clock.now() - timedelta(hours=6))
    with agency.db.reading() as session:
        row = session.query(AlertRow).one()
    assert (row.state, row.resolved_at, row.summary) == ("resolved", clock.now(), "The scheduler was down for 6 h.")
    assert agency.watch.counts(owner)["critical"] == 0
