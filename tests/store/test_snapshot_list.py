"""Counts are listed newest first, in parts and by choice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.client import NewClient
from agency_core.domain.numbers import SnapshotFilter
from agency_core.domain.paging import Page
from agency_core.models import PostRow, SnapshotRow
from agency_core.services.tally import changing
from agency_core.store.queries import metric

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
POSTS = (("one", "linkedin", "c1"), ("one", "x", "c2"), ("two", "x", ""))


@pytest.fixture
def counted(agency):
    """Three posts of two clients, with two counts each at the same two moments."""
    for name in ("one", "two"):
        agency.clients.create(LOCAL_OWNER, new=NewClient(name.title(), id=name, connect_sandbox=False))
    with agency.db.transaction() as session:
        for client_id, platform, content_id in POSTS:
            with changing(session, client_id) as change:
                post = PostRow(
                    client_id=client_id, platform=platform, external_id=f"{client_id}-{platform}", content_id=content_id,
                    published_at=AT,
                )
                session.add(post)
                session.flush()
                for hours in (1, 2):
                    at = AT + timedelta(hours=hours, milliseconds=7)
                    session.add(SnapshotRow(post_pk=post.pk, taken_at=at, source="api", likes=hours, extra={"replays": 2.5}))
                change.made([post.pk])
    return agency


def listed(agency, wanted=SnapshotFilter(), clients=None, page=Page()):
    """(post, hours after) of what the list holds, and its cursor."""
    with agency.db.reading() as session:
        rows, cursor = metric.snapshots(session, wanted, clients, page)
    return [(each.external_id, each.counts[metric.COLUMNS.index("likes")]) for each in rows], cursor


def test_counts_are_listed_in_parts_newest_first(counted):
    whole = [(name, hours) for hours in (2, 1) for name in ("two-x", "one-x", "one-linkedin")]
    assert listed(counted) == (whole, "")
    assert listed(counted, page=Page(4)) == (whole[:4], "4")
    assert listed(counted, page=Page(4, "4")) == (whole[4:], "")


@pytest.mark.parametrize(("wanted", "clients", "names"), [
    (SnapshotFilter(client_id="one"), None, ["one-x", "one-linkedin"]),
    (SnapshotFilter(content_id="c2"), None, ["one-x"]),
    (SnapshotFilter(platform="x"), None, ["two-x", "one-x"]),
    (SnapshotFilter(platform="x"), frozenset({"two"}), ["two-x"]),
    (SnapshotFilter(client_id="one", platform="linkedin"), frozenset({"one", "two"}), ["one-linkedin"]),
    (SnapshotFilter(), frozenset(), []),
])  # fmt: skip
def test_counts_are_listed_by_choice(counted, wanted, clients, names):
    assert listed(counted, wanted, clients, Page(len(names) or 1))[0] == [(name, 2) for name in names]


def test_a_listed_count_says_when_to_the_millisecond(counted):
    first = counted.measure.list(LOCAL_OWNER, filter=SnapshotFilter(content_id="c1")).items[0]
    at = AT + timedelta(hours=2, milliseconds=7)
    assert (first.taken_at, first.metrics) == (at, {"likes": 2.0, "replays": 2.5})
    assert first.id.split("-")[1:] == [str(round(at.timestamp() * 1000)), "api"]
