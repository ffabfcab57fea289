"""Slow statements are kept with their text, and without their values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, text

from agency_core.domain.clock import MovableClock
from agency_core.store import slow
from agency_core.store.slow import Slow

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def engine():
    made = create_engine("sqlite://")
    yield made
    made.dispose()


def ask(engine, statement, values=None):
    with engine.connect() as connection:
        return connection.execute(text(statement), values or {}).all()


def test_a_statement_below_the_threshold_is_not_kept(engine):
    watched = Slow(engine, MovableClock(AT))
    ask(engine, "SELECT 1")
    assert watched.worst() == ()


def test_a_slow_statement_is_kept_with_count_total_and_worst_and_never_with_its_values(engine):
    clock = MovableClock(AT)
    watched = Slow(engine, clock, threshold=0)
    ask(engine, "SELECT  :secret", {"secret": "S3CRET"})
    clock.move(timedelta(minutes=1))
    ask(engine, "SELECT  :secret", {"secret": "OTHER"})
    (found,) = watched.worst()
    assert (found.statement, found.count, found.last_at) == ("SELECT ?", 2, AT + timedelta(minutes=1))
    assert 0 < found.worst_ms <= found.total_ms


def test_lists_of_any_length_are_one_statement(engine):
    watched = Slow(engine, MovableClock(AT), threshold=0)
    ask(engine, "SELECT 1 WHERE 1 IN (:a, :b)", {"a": 1, "b": 2})
    ask(engine, "SELECT 1 WHERE 1 IN (:a, :b, :c)", {"a": 1, "b": 2, "c": 3})
    assert [(each.statement, each.count) for each in watched.worst()] == [("SELECT 1 WHERE 1 IN (...)", 2)]


def test_only_the_worst_are_kept(engine, monkeypatch):
    monkeypatch.setattr(slow, "MOST", 5)
    watched = Slow(engine, MovableClock(AT), threshold=0)
    for number in range(20):
        ask(engine, f"SELECT {number}")
    assert len(watched.worst()) == 5


def test_an_agency_watches_its_database(agency, owner):
    assert agency.operate.room.slow(owner) == agency.db.slow.worst()
