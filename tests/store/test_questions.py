"""Questions that each database is asked in its own words get the same answers from both."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, text

from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.agent import NewAgent
from agency_core.domain.content import ContentFilter, ContentType, NewContent
from agency_core.domain.numbers import PostFilter
from agency_core.domain.operations import WorkerView
from agency_core.domain.paging import Page
from agency_core.errors import StorageFailed
from agency_core.models import Base, DeliveryRow, PostRow, SnapshotRow
from agency_core.services.tally import changing
from agency_core.store.queries import archive, content, facts, message, numbers, scorecard, worker

AT = datetime(2026, 11, 23, 9, 7, tzinfo=UTC)
MANY = 3_000_000_000
"""More than 32 bits hold: the views of a video may be."""


def measured(agency, *views: int, at: datetime = AT) -> None:
    """Posts with these views and a tenth as many likes."""
    client_id = _client(agency)
    with agency.db.transaction() as session:
        for number, each in enumerate(views):
            with changing(session, client_id) as change:
                post = PostRow(client_id=client_id, platform="linkedin", external_id=str(number), published_at=at)
                session.add(post)
                session.flush()
                session.add(
                    SnapshotRow(post_pk=post.pk, taken_at=at, source="api", impressions=each, views=each, likes=each // 10)
                )
                change.made([post.pk])


def _client(agency) -> str:
    return agency.clients.own(LOCAL_OWNER).id


def test_figures_are_added_up_by_day(agency):
    measured(agency, MANY, 1000)
    wanted = PostFilter(_client(agency), AT.date(), AT.date())
    with agency.db.reading() as session:
        (found,) = numbers.summed(session, wanted, ("platform",))
        top = numbers.top_posts(session, wanted, 5)
    total = MANY + 1000
    assert (found.key, found.posts, found.rate_top, found.rate_base) == (("linkedin",), 2, total // 10, total)
    assert (found.counts["views"], found.counts["interactions"], found.counts["reach"]) == (total, total // 10, None)
    assert all(type(value) is int for value in (found.posts, found.rate_top, *filter(None, found.counts.values())))
    assert [post.views for post in top] == [MANY, 1000]


def test_a_desk_without_work_has_nothing_late_and_nothing_waiting(agency):
    with agency.db.reading() as session:
        assert scorecard.ended_deliveries(session, "", AT - timedelta(days=1), AT + timedelta(days=1)) == []
        assert scorecard.answered_messages(session, "", AT - timedelta(days=1), 60.0) == (0, 0)
        assert scorecard.waiting(session, "", AT, AT + timedelta(days=1)) == (0, 0)


def test_an_ended_delivery_says_when_and_how_late_in_seconds(agency, owner, draft):
    content_id, account = draft().id, agency.accounts.list(owner, client_id=_client(agency))[0]
    with agency.db.transaction() as session:
        session.add(
            DeliveryRow(
                id="late", client_id=_client(agency), content_id=content_id, account_id=account.id, platform="linkedin",
                state="delivered", due_at=AT, next_attempt_at=AT, delivered_at=AT + timedelta(seconds=90.5), created_at=AT,
                updated_at=AT + timedelta(seconds=90.5),
            )
        )
    with agency.db.reading() as session:
        found = scorecard.ended_deliveries(session, "", AT - timedelta(days=1), AT + timedelta(days=1))
    assert [(quarter, state, round(late, 3)) for quarter, state, late in found] == [
        (int(AT.timestamp()) // 900, "delivered", 90.5)
    ]


def test_words_are_found_whatever_their_case(agency, owner, draft):
    wanted = draft(title="Winter RIDING")
    draft(title="Brakes")
    with agency.db.reading() as session:
        listed = content.matching(session, ContentFilter(text="riding", platform="linkedin"), None, Page())
    assert [each.id for each in listed.items] == [wanted.id]


def test_a_worker_that_beats_twice_is_one_worker_and_leads_alone(agency):
    one = WorkerView("one", "host", 1, "worker", True, AT, AT)
    with agency.db.transaction() as session:
        worker.beat(session, one)
        worker.beat(session, WorkerView("two", "host", 2, "worker", True, AT, AT))
        worker.beat(session, WorkerView("two", "host", 2, "worker", True, AT, AT + timedelta(seconds=5)))
    with agency.db.reading() as session:
        assert [(each.id, each.leading) for each in worker.newest(session)] == [("two", True), ("one", False)]
        assert worker.life(session).beat_at == AT + timedelta(seconds=5)


def test_every_table_is_counted_and_the_database_is_sound(agency):
    with agency.db.reading() as session:
        found = archive.counts(session)
        assert (facts.damage(session), facts.size(session) > 10_000) == ((), True)
        assert facts.statistics(session)["deliveries"]["total"] == 0
        assert message.counts(session, None)["pending"] == 0
        assert len(facts.clients(session, AT)) == found["client"]
    assert set(found) == set(Base.metadata.tables)


def test_rows_with_numbers_of_their_own_do_not_stand_in_the_way_of_the_next(agency):
    client_id = _client(agency)
    with agency.db.transaction() as session:
        first = archive.next_post(session)
        archive.add(session, "post", [_post(client_id, first + number) for number in range(3)])
    measured(agency, 10)
    with agency.db.reading() as session:
        assert archive.counts(session)["post"] == 4


def _post(client_id: str, key: int) -> dict[str, object]:
    return {
        "pk": key, "client_id": client_id, "platform": "x", "external_id": f"old-{key}", "content_id": "", "agent_id": "",
        "content_type": "", "day_only": False, "url": "", "text": "",
    }


def test_times_keep_their_zone_and_naive_ones_are_refused(agency):
    measured(agency, 10, at=AT)
    with agency.db.reading() as session:
        assert session.get(PostRow, 1).published_at == AT
    with pytest.raises(Exception, match="naive time"), agency.db.transaction() as session:
        session.execute(insert(PostRow).values(_post(_client(agency), 9) | {"published_at": datetime(2026, 11, 23)}))  # noqa: DTZ001


def test_what_is_written_while_reading_is_not_kept(agency):
    _client(agency)
    refused = nullcontext() if agency.db.is_embedded else pytest.raises(StorageFailed)
    with refused, agency.db.reading() as session:
        session.execute(text("UPDATE client SET name = 'lost'"))
    with agency.db.reading() as session:
        assert "lost" not in session.scalars(text("SELECT name FROM client")).all()


@pytest.fixture
def draft(agency, owner):
    """Makes drafts for LinkedIn."""
    new = NewAgent("stella_001", "Stella", "strategic_storyteller", ("linkedin",), ("text_post",), "daily")
    agent = agency.agents.register(owner, new=new)

    def make(**values):
        usual = {
            "content_type": ContentType.TEXT_POST, "title": "A title", "content_body": "What we want to say.",
            "target_platforms": ("linkedin",), "creator_agent_id": agent.id,
        }
        return agency.draft.create(owner, new=NewContent(**{**usual, **values}))

    return make
