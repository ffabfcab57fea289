"""Posts with figures, as a report finds them: written as facts, counted by the rollups."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from agency_core.models import PostRow
from agency_core.services.tally import changing
from agency_core.store.queries import metric


def post(platform, at, interactions, *, text="A loaf", agent="", age=timedelta(days=10), base=1000):
    """One post of (platform, time, interactions or None): likes make its interactions, `base` what its rate divides by."""
    return {"platform": platform, "at": at, "count": interactions, "text": text, "agent": agent, "age": age, "base": base}


def keep(agency, client_id, posts):
    """Write posts with one count each."""
    now = agency.clock.now()
    with agency.db.transaction() as session, changing(session, client_id) as change:
        rows = []
        for number, one in enumerate(posts):
            row = PostRow(
                client_id=client_id, platform=one["platform"], external_id=f"{one['platform']}-{one['at']:%Y%m%d%H%M}-{number}",
                content_id="", agent_id=one["agent"], published_at=one["at"], text=one["text"],
                url="https://example.org/p", day_only=False,
            )
            session.add(row)
            rows.append(row)
        session.flush()
        change.made([row.pk for row in rows])
        for row, one in zip(rows, posts, strict=True):
            if one["count"] is not None:
                counted = {"likes": one["count"], "reach": one["base"], "impressions": one["base"]}
                metric.add_snapshot(session, row, min(one["at"] + one["age"], now), "test", counted)


def month(first, counts, platform="linkedin", **values):
    """A post a day at nine from `first` on, with these interactions."""
    start = datetime(first.year, first.month, first.day, 9, tzinfo=UTC)
    return [post(platform, start + timedelta(days=place), count, **values) for place, count in enumerate(counts)]
