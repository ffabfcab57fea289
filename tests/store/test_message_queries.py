"""Questions about messages, as the database answers them."""

from datetime import timedelta

import pytest

from agency_core.domain.agent import NewAgent
from agency_core.domain.message import MessageType, NewMessage
from agency_core.domain.paging import Page
from agency_core.store.queries import message as messages
from agency_core.store.queries import plan as plans

NEW = NewMessage("system", "stella", MessageType.CONTENT_REQUEST, {"topic": "tea"})


@pytest.fixture
def stella(agency, owner):
    """The client of one agent."""
    new = NewAgent("stella", "Stella", "strategic_storyteller", ("linkedin",), ("text_post",), "daily")
    return agency.agents.register(owner, new=new).client_id


def test_claim_of_an_outdated_reading_takes_nothing(agency, stella, clock):
    now, until = clock.now(), clock.now() + timedelta(seconds=60)
    with agency.db.transaction() as session:
        row = messages.add(session, NEW, stella, now)
        session.flush()
        assert messages.take(session, row, now, until) is True
        row.attempts = 0
        session.expunge(row)
        assert messages.take(session, row, now, until) is False


def test_waiting_knows_grace_persona_and_limit(agency, stella, clock):
    now = clock.now()
    with agency.db.transaction() as session:
        for _ in range(3):
            messages.add(session, NEW, stella, now)
    with agency.db.reading() as session:
        def count(personas=("strategic_storyteller",), before=now, limit=10):
            return len(messages.waiting(session, personas, now, before, limit))

        assert count() == 3
        assert count(limit=2) == 2
        assert count(before=now - timedelta(seconds=1)) == 0
        assert count(personas=("their_own",)) == 0


def test_inbox_of_an_agent_is_read_by_its_index(agency, stella):
    with agency.db.reading() as session:
        plan = session.connection().exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT * FROM message WHERE receiver_agent_id = 'a' AND status = 'pending' "
            "ORDER BY priority, id LIMIT 50"
        ).all()
    assert [row[3] for row in plan] == ["SEARCH message USING INDEX ix_message_inbox (receiver_agent_id=? AND status=?)"]


def test_newest_pages_through_everything_once(agency, stella, clock):
    with agency.db.transaction() as session:
        for _ in range(5):
            clock.move(timedelta(seconds=1))
            messages.add(session, NEW, stella, clock.now())
    with agency.db.reading() as session:
        seen, cursor = [], ""
        while True:
            page = messages.newest(session, messages.Wanted(), Page(limit=2, cursor=cursor))
            seen += [each.created_at for each in page.items]
            cursor = page.next_cursor
            if not cursor:
                break
    assert seen == [clock.now() - timedelta(seconds=ago) for ago in range(5)]


def test_requests_are_found_by_the_time_they_were_sent(agency, stella, clock):
    with agency.db.transaction() as session:
        messages.add(session, NEW, stella, clock.now())
        other = NewMessage("system", "stella", MessageType.PERFORMANCE_UPDATE, {})
        messages.add(session, other, stella, clock.now())
    with agency.db.reading() as session:
        assert len(plans.asked_since(session, stella, clock.now())) == 1
        assert plans.asked_since(session, stella, clock.now() + timedelta(milliseconds=1)) == ()
        assert plans.asked_since(session, "another", clock.now()) == ()
