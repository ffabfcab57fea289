"""Exports of X as they are handed in, and what became of them."""

from datetime import timedelta
from pathlib import Path

import polars as pl

from agency_core.analytics import child
from agency_core.analytics.chunk import Chunk, Parsed
from agency_core.domain.numbers import PostFilter, SnapshotFilter

EXPORTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "exports"
X_HEADER = (
    "Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Replies,Reposts,"
    "Profile visits,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks\n"
)
X_ROW = '2088707180694323466,"Sat, Aug 15, 2026",Hello,https://x.com/a/status/2088707180694323466,44,1,3,0,0,0,1,0,0,1,0,0,0\n'


def send(agency, owner, name, *chunks):
    client = agency.clients.own(owner)
    return agency.uploads.receive(owner, client.id, filename=name, chunks=chunks)


def rows_from(count):
    """Rows of so many further posts."""
    return "".join(X_ROW.replace("2088707180694323466", str(2088707180694323466 + number)) for number in range(1, count + 1))


def posts(agency, owner):
    """The posts with their newest counts."""
    today = agency.clock.now().date()
    wanted = PostFilter(agency.clients.own(owner).id, today - timedelta(days=365), today)
    return agency.numbers.top_posts(owner, wanted=wanted)


def counts(agency, owner):
    """Every snapshot, newest first."""
    return agency.measure.list(owner, filter=SnapshotFilter()).items


def in_parts_of(monkeypatch, rows):
    """Let files be read in parts of so many rows."""
    whole = child.chunks

    def small(asked):
        for part in whole(asked):
            for start in range(0, part.rows, rows):
                posts, counts = part.chunk.posts[start : start + rows], part.chunk.counts[start : start + rows]
                yield Parsed(Chunk(posts, counts.with_columns(pl.col("post") - start)), (), posts.height)

    monkeypatch.setattr(child, "chunks", small)


def imported(agency, owner, preview, **more):
    agency.uploads.start(owner, preview.upload_id, **more)
    assert agency.uploads.run_queued() == 1
    return agency.uploads.get(owner, preview.upload_id)
