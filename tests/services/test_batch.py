"""Counts in bulk: judged row by row, all or none unless asked otherwise, the same again adds nothing."""

import time
from datetime import timedelta

import pytest

from agency_core.domain.content import ContentType, NewContent
from agency_core.domain.numbers import PostFilter
from agency_core.domain.upload import NewCount, RowProblem
from agency_core.errors import InvalidRows, NotFound

FIRST = 2088707180694323466


@pytest.fixture
def client(agency, owner):
    return agency.clients.own(owner)


@pytest.fixture
def row(clock):
    def made(number=0, **changes):
        values = {"external_id": str(FIRST + number), "taken_at": clock.now(), "metrics": {"impressions": 44, "likes": 1}}
        return NewCount(**{"platform": "x", **values, **changes})

    return made


def posts(agency, owner, client):
    today = agency.clock.now().date()
    return agency.numbers.top_posts(owner, wanted=PostFilter(client.id, today - timedelta(days=365), today))


def test_batch_is_kept_once(agency, owner, client, row):
    rows = [row(), row(1, metrics={"impressions": 50, "likes": 2, "shares": None, "watch_seconds": 3.5}, text="On #bread")]
    first = agency.uploads.batch.record(owner, client.id, rows=rows)
    assert (first.added, first.unchanged, first.rejected, first.problems) == (2, 0, 0, ())
    second = agency.uploads.batch.record(owner, client.id, rows=rows)
    assert (second.added, second.unchanged) == (0, 2)
    found = posts(agency, owner, client)
    assert [(each.impressions, each.likes, each.shares) for each in found] == [(50, 2, None), (44, 1, None)]
    assert agency.tally.drifted(client.id) == ()


def test_one_wrong_row_keeps_out_all(agency, owner, client, row):
    rows = [row(), row(1, metrics={}), row(2, metrics={"views": -1})]
    with pytest.raises(InvalidRows) as caught:
        agency.uploads.batch.record(owner, client.id, rows=rows)
    assert [each[0] for each in caught.value.errors] == ["rows[1].metrics", "rows[2].metrics.views"]
    assert posts(agency, owner, client) == ()


def test_good_rows_are_kept_when_that_is_asked_for(agency, owner, client, row):
    rows = [row(), (RowProblem(1, "platform", "Is not a platform.", "Use one."),), row(2, metrics={})]
    done = agency.uploads.batch.record(owner, client.id, rows=rows, partial=True)
    assert (done.added, done.rejected) == (1, 2)
    assert [(each.index, each.field) for each in done.problems] == [(1, "platform"), (2, "metrics")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"taken_at": timedelta(minutes=6)}, "taken_at"), ({"metrics": {"views": None}}, "metrics"),
        ({"metrics": {"views": float("inf")}}, "metrics.views"), ({"metrics": {"likes": 2.0**54}}, "metrics.likes"),
        ({"content_id": "nope"}, "content_id"), ({"external_id": "not-an-id"}, "external_id"),
        ({"published_at": timedelta(minutes=1)}, "taken_at"),
    ],
)
def test_wrong_row_is_named_by_field_and_remedy(agency, owner, client, row, clock, changes, field):
    changes = {name: clock.now() + value if isinstance(value, timedelta) else value for name, value in changes.items()}
    (problem,) = agency.uploads.batch.record(owner, client.id, rows=[row(**changes)], partial=True).problems
    assert (problem.index, problem.field, bool(problem.remedy)) == (0, field, True)


def test_row_makes_a_post_that_of_our_content(agency, owner, client, row):
    made = agency.draft.create(owner, new=NewContent(ContentType.TEXT_POST, "Bread", "Rye.", ("x",), ""))
    agency.uploads.batch.record(owner, client.id, rows=[row(), row(1)])
    agency.uploads.batch.record(owner, client.id, rows=[row(content_id=made.id), row(2, content_id=made.id)])
    assert sorted(each.content_id for each in posts(agency, owner, client)) == ["", made.id, made.id]
    other = agency.draft.create(owner, new=NewContent(ContentType.TEXT_POST, "Rolls", "Wheat.", ("x",), ""))
    done = agency.uploads.batch.record(owner, client.id, rows=[row(content_id=other.id)], partial=True)
    assert [each.field for each in done.problems] == ["content_id"]
    assert agency.tally.drifted(client.id) == ()


def test_stranger_writes_nothing(agency, stranger, client, row):
    with pytest.raises(NotFound):
        agency.uploads.batch.record(stranger, client.id, rows=[row()])


def test_ten_thousand_rows_take_little_time(agency, owner, client, row):
    rows = [row(number << 24) for number in range(-10_000, 0)]
    began = time.process_time()
    assert agency.uploads.batch.record(owner, client.id, rows=rows).added == 10_000
    assert time.process_time() - began < 1.5
