"""The facts that rules look at: what counts, and how few questions it takes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from agency_core.models import DeliveryRow
from agency_core.platforms import CONNECTORS
from agency_core.services.facts import gather
from agency_core.store.queries import facts
from tests.services.desk_rows import MINUTE, Books
from tests.store.test_number_plans import plans


@pytest.fixture
def books(agency, clock) -> Books:
    return Books(agency, clock)


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


def test_a_delivery_measured_within_the_hour_did_not_end_within_it(agency, books):
    books.client()
    books.deliveries(1, "delivered", ago=timedelta(days=1))
    with agency.db.transaction() as session:
        session.query(DeliveryRow).one().updated_at = books.clock.now()
    with agency.db.reading() as session:
        assert facts.clients(session, books.clock.now())[0].delivered_1h == 0


def test_facts_take_the_same_number_of_questions_for_one_client_and_for_many(agency, books):
    asked = []
    event.listen(agency.db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    books.client()
    asked.clear()
    gather(agency.db, agency.clock.now())
    one = len(asked)
    for number in range(5):
        books.client(f"more{number}")
        books.agent(f"agent{number}", f"more{number}", consecutive_failures=1)
    asked.clear()
    gather(agency.db, agency.clock.now())
    assert len(asked) == one


def test_facts_are_counted_by_index(agency, books, clock):
    """Tables that hold as many rows as there are clients may be walked through; those that grow with work may not."""
    clock.move(timedelta(hours=-1))  # the hour of the daily summary
    books.client()
    books.agent()
    books.deliveries(2, "delivered")
    with plans(agency) as steps:
        gather(agency.db, clock.now())
    growing = "delivery|attempt|message|content|post|post_total.*|snapshot|alert|gap|gauge|history|backup|maintenance"
    walked = [step for step in steps if re.match(rf"SCAN ({growing})\b", step)]
    assert (walked, len(steps) > 40) == ([], True)


def test_the_end_of_an_interface_counts_for_accounts_that_were_not_disconnected(agency, owner, monkeypatch):
    client = agency.clients.own(owner)
    monkeypatch.setattr(CONNECTORS["x"], "facts", replace(CONNECTORS["x"].facts, sunset=date(2026, 12, 24)))
    (told,) = [each for each in gather(agency.db, agency.clock.now()).sunsets if each.platform == "x"]
    version = CONNECTORS["x"].facts.spec_version
    assert (told.label, told.version, told.ends, told.accounts) == ("X", version, date(2026, 12, 24), 1)
    (account,) = [each for each in agency.accounts.list(owner, client_id=client.id) if each.platform == "x"]
    agency.accounts.disconnect(owner, account.id)
    assert [each for each in gather(agency.db, agency.clock.now()).sunsets if each.platform == "x"] == []
