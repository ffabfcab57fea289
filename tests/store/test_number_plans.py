"""Every question of numbers finds its rows along a key: none walks through all posts or counts."""

import re
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event

from agency_core.domain.numbers import PostFilter
from agency_core.store.queries import rollup
from agency_core.store.queries.rollup import ALL

TABLES = [*(row.__tablename__ for row in ALL), "snapshot", "post"]
FINE = [{}, {"platform": "x"}, {"agent_id": "a"}, {"content_type": "reel"}, {"topic": "t"}, {"hashtag": "h"}, {"campaign": "c"}]
ASKED = {
    "compare": {}, "daily": {}, "gains": {}, "cohorts": {}, "funnel": {}, "hour_by_weekday": {}, "top_posts": {}, "spread": {},
    "trend": {}, "scorecards": {},
}
MORE = [
    *(("by", {"dimension": each}) for each in ("platform", "agent", "persona", "content_type", "topic", "hashtag", "campaign")),
    *(("values", {"kind": each}) for each in ("topic", "hashtag", "campaign", "content_type")),
    ("top_posts", {"worst": True}), ("trend", {"of": "gained"}), ("trend", {"metric": "rate"}), ("spread", {"metric": "rate"}),
]


@contextmanager
def plans(agency):
    """Gathers how the database goes about each question that is asked inside."""
    found, asked = [], []

    def seen(_connection, _cursor, statement, parameters, *_rest):
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.append((statement, parameters))

    event.listen(agency.db.engine, "before_cursor_execute", seen)
    yield found
    event.remove(agency.db.engine, "before_cursor_execute", seen)
    with agency.db.reading() as session:
        for statement, parameters in asked:
            rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found += [row[3] for row in rows]


def walked(steps):
    """The steps that walk through a table of facts or sums as a whole."""
    return [step for step in steps if re.match(rf"SCAN ({'|'.join([*TABLES, 's', 'b', 'p'])})\b(?! VIRTUAL)", step)]


@pytest.fixture
def client(agency, owner):
    return agency.clients.own(owner).id


@pytest.mark.parametrize("fine", FINE, ids=lambda fine: next(iter(fine), "all"))
def test_a_question_goes_along_a_key(agency, owner, client, fine):
    for days in (date(2026, 10, 1), date(2026, 1, 1)):
        wanted = PostFilter(client, days, date(2026, 10, 31), **fine)
        with plans(agency) as steps:
            for name, more in [*ASKED.items(), *MORE]:
                getattr(agency.numbers, name)(owner, wanted=wanted, **more)
        assert len(steps) > 30
        assert walked(steps) == []


def test_counting_goes_along_a_key(agency, client):
    with plans(agency) as steps, agency.db.reading() as session:
        rollup.posts(session, [1, 2])
        rollup.shots(session, {1: 0, 2: 5})
        rollup.shots_until(session, {1: 0, 2: 5})
        rollup.words(session, [1, 2])
        list(rollup.pages(session, client, 10))
    assert (walked(steps), len(steps) > 8) == ([], True)


def test_the_best_posts_are_chosen_before_any_of_them_is_read(agency, owner, client):
    with plans(agency) as steps:
        agency.numbers.top_posts(owner, wanted=PostFilter(client, date(2026, 10, 1), date(2026, 10, 31)))
    assert "SEARCH post_total USING COVERING INDEX ix_post_total_best (client_id=? AND interactions>?)" in steps
    assert [step for step in steps if "AUTOMATIC" in step or "INDEX ix_post_total_best (client_id=?)" in step] == []


def test_a_walk_would_be_seen(agency):
    with plans(agency) as steps, agency.db.reading() as session:
        session.connection().exec_driver_sql("SELECT sum(views) FROM snapshot WHERE views > 3")
    assert walked(steps) == ["SCAN snapshot"]


def test_no_client_is_looked_up_by_walking_posts(agency, client):
    with plans(agency) as steps, agency.db.reading() as session:
        rollup.uncounted(session)
        rollup.counted_clients(session)
    assert walked(steps) == []
