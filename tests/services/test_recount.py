"""Numbers that drifted are found without stopping anybody, and counted anew; imports at once take turns."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from sqlalchemy import text

from agency_core.analytics.chunk import COUNTED, TOLD, Chunk
from agency_core.domain.client import ClientChanges
from agency_core.domain.paging import Page
from agency_core.models.base import millis
from agency_core.services.ingest import ingest
from agency_core.store.queries import history

AT = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)


def chunk(first: int, posts: int = 20, views: int = 100) -> Chunk:
    """Posts of consecutive names, counted twice each."""
    rows = [
        {"platform": "youtube", "external_id": f"p{name}", "published": millis(AT), "day_only": False, "url": "", "text": "",
         "content_type": "", "account": "", "topic": "t", "campaign": "", "hashtags": "a"}
        for name in range(first, first + posts)
    ]
    blank = dict.fromkeys(COUNTED)
    counts = [
        {**blank, "post": place, "taken_at": millis(AT + timedelta(hours=hours)), "views": views * hours, "likes": 3}
        for place in range(posts) for hours in (1, 20)
    ]
    return Chunk(pl.DataFrame(rows, schema=TOLD), pl.DataFrame(counts, schema=COUNTED))


@pytest.fixture
def client(agency, owner):
    """A client with posts."""
    found = agency.clients.own(owner).id
    with agency.db.transaction() as session:
        ingest(session, found, chunk(0), upload=0, taken_at=AT)
    return found


def spoil(agency, *statements: str) -> None:
    with agency.db.transaction() as session:
        for statement in statements:
            session.execute(text(statement))


BROKEN = {
    "totals": "UPDATE post_total SET views = 7", "days": "UPDATE day_total SET posts = posts + 1",
    "hours": "DELETE FROM hour_total", "spread": "UPDATE spread SET bucket = bucket + 1 WHERE metric = 'views'",
    "gains": "UPDATE gain SET views = views - 1", "tags": "DELETE FROM post_tag WHERE kind = 'topic'",
}


def test_drift_of_each_rollup_is_found_and_only_looked_at(agency, client):
    assert agency.tally.drifted(client) == ()
    spoil(agency, *BROKEN.values())
    assert (set(agency.tally.drifted(client)), set(agency.tally.drifted(client))) == (set(BROKEN), set(BROKEN))


def test_looking_for_drift_keeps_nobody_from_writing(agency, client):
    with agency.db.transaction(), ThreadPoolExecutor(1) as other:
        assert other.submit(agency.tally.drifted, client).result(timeout=5) == ()


def test_what_drifted_is_counted_anew_with_a_note_and_the_rest_left(agency, owner, client, caplog):
    assert agency.tally.mend() == 0
    spoil(agency, BROKEN["days"], BROKEN["tags"])
    assert (agency.tally.mend(), agency.tally.drifted(client), agency.tally.mend()) == (1, (), 0)
    with agency.db.reading() as session:
        newest = history.of_client(session, client, Page(limit=1)).items[0]
    assert (newest.to_state, newest.why) == ("numbers mended", "drifted: tags, days; 20 posts counted anew")
    assert f"numbers of client {client} drifted" in caplog.text


def test_cells_of_nothing_are_no_drift_and_are_swept(agency, owner, client):
    agency.clients.update(owner, client, changes=ClientChanges(timezone="Asia/Tokyo"))
    names = "client_id, metric, day, platform, bucket, posts"
    spoil(agency, f"INSERT INTO spread ({names}) VALUES ('{client}', 'views', 1, 'x', 1, 0)")
    assert (agency.tally.drifted(client), agency.tally.mend()) == ((), 0)
    with agency.db.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM spread WHERE posts = 0")) == 0


def test_imports_and_a_move_at_once_do_not_drift(agency, owner, client):
    def bring(turn: int) -> None:
        with agency.db.transaction() as session:
            ingest(session, client, chunk(turn % 3 * 10, views=turn + 1), upload=turn + 1, taken_at=AT + timedelta(days=turn))

    def move(zone: str) -> None:
        agency.clients.update(owner, client, changes=ClientChanges(timezone=zone))

    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(bring, turn) for turn in range(8)]
        done += [pool.submit(move, zone) for zone in ("Asia/Tokyo", "America/New_York")]
    assert [each.result() for each in done] == [None] * 10
    assert agency.tally.drifted(client) == ()


def test_a_recount_says_how_many_posts(agency, owner, client):
    assert agency.tally.recount(owner, client) == 20
