"""Uptime of a month from what is on record: gaps, alerts, and an engine that is silent now."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from agency_core.domain.agent import NewAgent
from agency_core.domain.client import NewClient
from agency_core.domain.uptime import Span
from agency_core.errors import Invalid
from agency_core.models import AlertRow, GapRow, WorkerRow

DAY = datetime(2026, 11, 24, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def client(agency, owner, clock):
    """A client with two agents that built-in personas answer for; then two days pass."""
    made = agency.clients.create(owner, new=NewClient("Bread"))
    for name, persona in (("anna", "data_decoder"), ("planner", "platform_architect")):
        new = NewAgent(name, name.title(), persona, ("linkedin",), ("article",), "weekly", client_id=made.id)
        agency.agents.register(owner, new=new)
    clock.move(timedelta(days=2))
    return made


def gap(agency, since, until, kind="down", component="engine"):
    with agency.db.transaction() as session:
        session.add(GapRow(component=component, since=since, until=until, kind=kind, why="Why"))


def fired(agency, rule, subject, since, until, client_id=""):
    with agency.db.transaction() as session:
        session.add(AlertRow(
            id=f"{rule}{since}", rule=rule, severity="critical", state="resolved" if until else "firing", subject=subject,
            summary="S", client_id=client_id, first_seen_at=since, fired_at=since, last_seen_at=since, resolved_at=until,
        ))  # fmt: skip


def rows(agency, owner, **asked):
    return {each.name: each for each in agency.watchroom.uptime.month(owner, **asked).rows}


def test_an_installation_is_observed_since_it_began(agency, owner, client, clock):
    told = agency.watchroom.uptime.month(owner)
    assert (told.since, told.until) == (clock.now() - timedelta(days=2), clock.now())
    assert {each.name: (each.observed, each.share) for each in told.rows} == dict.fromkeys(
        ("engine", "api", "database", "anna", "planner"), (2880, 1.0)
    )


def test_a_gap_of_the_engine_is_one_of_the_agents_that_built_in_personas_answer_for(agency, owner, client):
    gap(agency, DAY, DAY + 6 * MINUTE)
    found = rows(agency, owner)
    assert {name: each.down for name, each in found.items()} == {"engine": 6, "api": 0, "database": 0, "anna": 6, "planner": 6}
    assert found["engine"].outages == (Span(DAY, DAY + 6 * MINUTE),)


def test_what_overlaps_counts_once(agency, owner, client):
    gap(agency, DAY, DAY + 6 * MINUTE)
    fired(agency, "agent_failure", "anna", DAY + 3 * MINUTE, DAY + 10 * MINUTE, client.id)
    fired(agency, "agent_slow", "anna", DAY + 8 * MINUTE, DAY + 12 * MINUTE, client.id)
    assert rows(agency, owner)["anna"].down == 12


def test_planned_stops_and_a_moved_clock_are_listed_and_count_neither_way(agency, owner, client):
    gap(agency, DAY, DAY + 60 * MINUTE, "planned")
    gap(agency, DAY + 120 * MINUTE, DAY + 480 * MINUTE, "clock")
    told = agency.watchroom.uptime.month(owner)
    engine = next(each for each in told.rows if each.name == "engine")
    assert (engine.observed, engine.down, [each.kind for each in told.apart]) == (2880 - 60 - 360, 0, ["planned", "clock"])


def test_the_database_is_down_while_its_alert_fires(agency, owner, client, clock):
    fired(agency, "database_errors", "database", clock.now() - 7 * MINUTE, None)
    assert rows(agency, owner)["database"].down == 7


def test_an_engine_that_is_silent_now_is_down_until_now(agency, owner, client, clock):
    with agency.db.transaction() as session:
        session.add(WorkerRow(
            id="w", host="h", pid=1, role="all", leading=True, started_at=DAY, beat_at=clock.now() - 5 * MINUTE,
        ))  # fmt: skip
    assert rows(agency, owner)["engine"].down == 5


def test_a_month_is_cut_where_it_ends(agency, owner, client, clock):
    gap(agency, datetime(2026, 11, 30, 23, 50, tzinfo=UTC), datetime(2026, 12, 1, 0, 20, tzinfo=UTC))
    clock.move(timedelta(days=10))
    assert [rows(agency, owner, day=date(2026, month, 1))["engine"].down for month in (11, 12)] == [10, 20]


def test_a_month_to_come_is_refused(agency, owner, client):
    with pytest.raises(Invalid) as refused:
        agency.watchroom.uptime.month(owner, day=date(2027, 1, 1))
    assert refused.value.field == "month"


def test_a_stranger_sees_no_component_and_no_agent(agency, stranger, client):
    assert agency.watchroom.uptime.month(stranger).rows == ()
