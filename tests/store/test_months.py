"""On a server, snapshots lie in one partition a month, and no question loses sight of any."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from agency_core.agency import make_agency
from agency_core.domain.numbers import PostFilter
from agency_core.models import PostRow, SnapshotRow
from agency_core.settings import Settings
from agency_core.store import months
from agency_core.store.database import Database
from agency_core.store.queries import rollup

OLD, NOW = datetime(2022, 5, 17, 12, tzinfo=UTC), datetime(2026, 11, 23, 9, tzinfo=UTC)
FAR = datetime(2031, 2, 1, tzinfo=UTC)


@pytest.fixture
def agency(tmp_path, clock, empty_server):
    """An empty agency on a server."""
    made = make_agency(Settings(data=tmp_path, database_url=empty_server), clock=clock)
    yield made
    made.publish.stop()
    made.db.close()


@pytest.fixture
def post(agency, owner):
    """The pk of a post."""
    client = agency.clients.own(owner)
    with agency.db.transaction() as session:
        row = PostRow(client_id=client.id, platform="x", external_id="1", published_at=OLD, day_only=False)
        session.add(row)
        session.flush()
        return row.pk


def lies(db: Database) -> dict[int, str]:
    """Where each snapshot lies, by its milliseconds."""
    with db.reading() as session:
        return {row[0]: row[1] for row in session.execute(text("SELECT taken_at, tableoid::regclass::text FROM snapshot"))}


def count(agency, post: int, *moments: datetime) -> None:
    with agency.db.transaction() as session:
        session.add_all(SnapshotRow(post_pk=post, taken_at=at, source="api", views=1) for at in moments)


def test_an_old_and_a_new_snapshot_lie_in_their_months_and_both_are_found(agency, owner, post):
    client = agency.clients.own(owner).id
    with agency.db.transaction() as session:
        months.keep(session, months.of([OLD, NOW]))
        assert months.keep(session, months.of([OLD, NOW])) == 0
    count(agency, post, OLD, NOW)
    assert sorted(lies(agency.db).values()) == ["snapshot_202205", "snapshot_202611"]
    with agency.db.reading() as session:
        assert [row[1] for row in sorted(rollup.shots(session, {post: -(2**53)}))] == sorted(lies(agency.db))
        assert [row[1] for row in rollup.shots_until(session, {post: min(lies(agency.db))})] == [min(lies(agency.db))]
    agency.tally.recount(owner, client)
    (found,) = agency.numbers.top_posts(owner, wanted=PostFilter(client, OLD.date(), OLD.date()))
    assert (found.taken_at, found.views) == (NOW, 1)


def test_what_came_before_its_month_is_moved_into_it(agency, post, clock):
    count(agency, post, FAR)
    assert set(lies(agency.db).values()) == {"snapshot_other"}
    assert agency.tally.make_months() >= 1
    assert (set(lies(agency.db).values()), agency.tally.make_months()) == ({"snapshot_203102"}, 0)


def test_coming_months_are_made_over_the_turn_of_the_year():
    assert [f"{month:%Y-%m-%d}" for month in months.coming(datetime(2026, 10, 31, 23, tzinfo=UTC))] == [
        "2026-10-01", "2026-11-01", "2026-12-01", "2027-01-01"
    ]


def test_a_time_that_cannot_be_meant_gets_no_month():
    assert months.of([datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)]) == []
