"""Rules about deliveries and agents, from rows on: silent one step below, firing above, resolved afterwards."""

from __future__ import annotations

import pytest

from agency_core.models import AgentRow, ContentRow, DeliveryRow, RecurrenceRow
from tests.services.lookout import DAY, HOUR, SECOND


def test_an_agent_fails_a_fourth_time_in_a_row(watching):
    watching.books.agent(consecutive_failures=3, last_error="no topics")
    assert watching.firing("agent_failure") == []
    watching.change(AgentRow, consecutive_failures=4)
    assert watching.firing("agent_failure") == ["ada_1"]
    watching.change(AgentRow, consecutive_failures=0)
    assert watching.firing("agent_failure", 3) == []


def test_more_than_a_tenth_of_the_deliveries_of_an_hour_failed(watching, clock):
    watching.books.deliveries(18, "delivered")
    watching.books.deliveries(2, "failed", failure="transient")
    assert watching.firing("distribution_failure") == []
    watching.books.deliveries(1, "failed", failure="unknown_outcome")
    assert watching.firing("distribution_failure") == ["c1"]
    clock.move(HOUR)
    assert watching.firing("distribution_failure", 3) == []


@pytest.mark.parametrize(("failure", "values"), [
    ("content_rejected", (9, 0)), ("media_rejected", (9, 0)), ("duplicate_content", (9, 0)), ("auth_revoked", (0, 9)),
    ("account_restricted", (0, 9)), ("before_failed", (0, 0)),
])
def test_what_is_not_a_failure_of_publishing_is_counted_apart(watching, failure, values):
    watching.books.deliveries(18, "delivered")
    watching.books.deliveries(2, "failed", failure="transient")
    watching.books.deliveries(9, "failed", failure=failure)
    assert watching.firing("distribution_failure") == []
    watching.books.deliveries(1, "failed", failure="transient")
    assert watching.firing("distribution_failure") == ["c1"]
    figures = watching.told("distribution_failure").figures
    assert (figures["failed"], figures["ended"], (figures["rejected"], figures["revoked"])) == (3, 21, values)


def test_a_hundred_and_one_wait_for_two_minutes(watching):
    watching.books.deliveries(100, "pending")
    assert watching.firing("queue_backlog", 2) == []
    watching.books.messages(1)
    assert watching.firing("queue_backlog", 1) == []
    assert watching.firing("queue_backlog", 1) == ["c1"]
    watching.change(DeliveryRow, state="cancelled")
    assert watching.firing("queue_backlog", 3) == []


@pytest.mark.parametrize(("rule", "state", "minutes"), [("missed", "missed", 0), ("unconfirmed", "unconfirmed", 5)])
def test_deliveries_wait_for_a_decision(watching, rule, state, minutes):
    watching.books.deliveries(1, "delivered")
    assert watching.firing(rule, minutes) == []
    watching.books.deliveries(2, state)
    assert watching.firing(rule, minutes) == ["c1"]
    watching.change(DeliveryRow, state="cancelled")
    assert watching.firing(rule, 3) == []


def test_what_was_not_as_approved_is_told_for_a_day(watching, clock):
    watching.books.deliveries(1, "failed", failure="content_rejected")
    assert watching.firing("not_as_approved") == []
    watching.change(DeliveryRow, failure="not_as_approved")
    assert watching.firing("not_as_approved") == ["c1"]
    watching.change(DeliveryRow, updated_at=clock.now() - DAY - SECOND)
    assert watching.firing("not_as_approved", 3) == []


def test_what_is_due_soon_would_fail(watching):
    watching.books.deliveries(1, "pending", ago=-HOUR, failure="")
    assert watching.firing("preflight") == []
    watching.change(DeliveryRow, failure="preflight")
    assert watching.firing("preflight") == ["c1"]
    watching.change(DeliveryRow, failure="")
    assert watching.firing("preflight", 3) == []


def test_an_agent_is_new_for_an_hour(watching, clock):
    watching.books.agent(created_at=clock.now() - HOUR)
    assert watching.firing("new_agent") == []
    watching.books.agent("b", created_at=clock.now() - HOUR + SECOND)
    assert watching.firing("new_agent") == ["b"]
    assert watching.firing("new_agent", 3) == []


def test_a_repetition_goes_on_that_is_not_approved(watching, clock):
    watching.books.deliveries(1, "delivered")
    watching.change(ContentRow, approved_hash="said")
    with watching.agency.db.transaction() as session:
        content = session.query(ContentRow).one().id
    watching.books.add(RecurrenceRow(
        id="r1", client_id="c1", content_id=content, rule={}, created_by="p", next_at=clock.now() + DAY, created_at=clock.now(),
    ))
    assert watching.firing("repetition_held") == []
    watching.change(ContentRow, approved_hash="")
    assert watching.firing("repetition_held") == ["r1"]
    watching.change(RecurrenceRow, paused=True)
    assert watching.firing("repetition_held", 3) == []
