"""Counts, newest first: found from the posts that were counted last, and the same as if all counts were looked at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.client import NewClient
from agency_core.domain.numbers import SnapshotFilter
from agency_core.domain.paging import Page
from agency_core.models import PostRow, SnapshotRow
from agency_core.services.tally import changing

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def counted(agency):
    """Two clients with counts at mixed times, some of posts without a day; (time, platform, client) of each, newest first."""
    made = []
    for client in ("bread", "shoes"):
        agency.clients.create(LOCAL_OWNER, new=NewClient(client, id=client, connect_sandbox=False))
        for number in range(12):
            platform = ("x", "linkedin", "mastodon")[number % 3]
            with agency.db.transaction() as session, changing(session, client) as change:
                published = None if number % 5 == 0 else AT - timedelta(days=number)
                post = PostRow(client_id=client, platform=platform, external_id=str(number), published_at=published)
                session.add(post)
                session.flush()
                for step in range(1 + number % 4):
                    at = AT + timedelta(minutes=(number * 37 + step * 91 + len(client) * (client == "shoes")) % 997)
                    session.add(SnapshotRow(post_pk=post.pk, taken_at=at, source="api", views=step))
                    made.append((at, platform, client))
                change.made([post.pk])
    return sorted(made, reverse=True)


@pytest.mark.parametrize("client", ["", "bread", "shoes"])
@pytest.mark.parametrize("platform", ["", "linkedin"])
def test_pages_of_counts_are_all_counts_in_their_order(agency, counted, client, platform):
    found, cursor = [], ""
    while True:
        part = agency.measure.list(LOCAL_OWNER, filter=SnapshotFilter(client, "", platform), page=Page(7, cursor))
        found += [(one.taken_at, one.platform, one.client_id) for one in part.items]
        cursor = part.next_cursor
        if not cursor:
            break
    wanted = [one for one in counted if client in {"", one[2]} and platform in {"", one[1]}]
    assert sorted(found, reverse=True) == wanted
    assert [one[0] for one in found] == [one[0] for one in wanted]
