"""Made-up counts of many posts: the same every time, as a file that a person would upload and as chunks for the store."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from agency_core.agency import Agency, make_agency
from agency_core.analytics.chunk import COUNTED, TOLD
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.client import NewClient
from agency_core.models import PostRow, SnapshotRow
from agency_core.settings import Settings
from agency_core.store.bulk import Meets, put
from agency_core.store.dialect import moments_for, table_of

NETWORKS = ("linkedin", "instagram", "facebook", "x", "youtube", "tiktok")
COUNTS_OF_EACH = 20
AGENTS = 40
DAY_MS = 86_400_000
LAST = int(datetime(2026, 11, 21, tzinfo=UTC).timestamp() * 1000)
CLIENT = "many"
MAPPING = {
    "external_id": "post id", "network": "network", "published_at": "published", "taken_at": "taken at", "views": "views",
    "likes": "likes", "comments": "comments", "shares": "shares", "saves": "saves", "clicks": "clicks",
}
BASES = {"linkedin": "impressions", "x": "impressions", "instagram": "reach", "facebook": "reach"}
"""What the rates of networks divide by, where it is not views."""


def posts_and_counts(posts: int, first: int = 0) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Posts of one year (columns `TOLD`), and 20 daily counts of each (columns `COUNTED`)."""
    number = pl.int_range(first, first + posts, eager=True)
    mixed = number.hash(seed=7)
    told = pl.DataFrame({
        "platform": pl.Series(NETWORKS).gather((mixed % len(NETWORKS)).cast(pl.Int64)),
        "number": number,
        "published": LAST - 366 * DAY_MS + (mixed % (345 * 86_400)).cast(pl.Int64) * 1000,
        "day_only": pl.repeat(value=False, n=posts, eager=True),
    })
    told = told.with_columns(_ids().alias("external_id"))
    for name in TOLD:
        if name not in told.columns:
            told = told.with_columns(pl.lit("").alias(name))
    size = (500 / (1 - (mixed % 100_000) / 100_001)).cast(pl.Int64)
    each = pl.DataFrame({"post": pl.int_range(posts, eager=True), "size": size, "at": told["published"]})
    many = each.join(pl.DataFrame({"step": pl.int_range(COUNTS_OF_EACH, eager=True)}), how="cross")
    views = pl.col("size") * (pl.col("step") + 1) // COUNTS_OF_EACH
    counts = many.select(
        "post", (pl.col("at") + pl.col("step") * DAY_MS + 3_600_000).alias("taken_at"), views.alias("views"),
        (views * 2).alias("impressions"), (views * 9 // 10).alias("reach"), (views // 20).alias("likes"),
        (views // 100).alias("comments"), (views // 200).alias("shares"), (views // 300).alias("saves"),
        (views // 50).alias("clicks"), pl.lit(None, pl.Float64).alias("reported_rate"), pl.lit(None, pl.String).alias("extra"),
    )
    return told.select(list(TOLD)), counts.select(list(COUNTED)).cast(COUNTED)


def _ids() -> pl.Expr:
    """An id as the network of each post would give it: some carry the time of publication."""
    network, number, at = pl.col("platform"), pl.col("number"), pl.col("published")
    kinds = {
        "linkedin": pl.format("urn:li:share:{}", at * 2**22 + number), "x": (at - 1_288_834_974_657) * 2**22 + number,
        "tiktok": at // 1000 * 2**32 + number, "youtube": pl.format("v{}", number + 10**9),
        "instagram": number + 17_900_000_000_000_000, "facebook": pl.format("1000_{}", number),
    }
    found = pl.lit("")
    for name, made in kinds.items():
        found = pl.when(network == name).then(made.cast(pl.String)).otherwise(found)
    return found


def csv_file(place: Path, rows: int) -> Path:
    """A file of so many rows, as `MAPPING` reads it."""
    told, counts = posts_and_counts(rows // COUNTS_OF_EACH)
    moment = pl.from_epoch("published", time_unit="ms").dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    names = told.select(pl.col("external_id").alias("post id"), pl.col("platform").alias("network"), moment.alias("published"))
    taken = pl.from_epoch("taken_at", time_unit="ms").dt.strftime("%Y-%m-%dT%H:%M:%SZ").alias("taken at")
    numbers = counts.select(taken, "views", "likes", "comments", "shares", "saves", "clicks")
    file = place / "counts.csv"
    pl.concat([names[counts["post"]], numbers], how="horizontal").write_csv(file)
    return file


def fill(agency: Agency, posts: int, at_once: int = 25_000) -> None:
    """Put posts of forty agents and their counts into the client `many`, and count them."""
    agency.clients.create(LOCAL_OWNER, new=NewClient("Many", id=CLIENT, connect_sandbox=False))
    for first in range(0, posts, at_once):
        told, counts = posts_and_counts(min(at_once, posts - first), first)
        pks = pl.int_range(first + 1, first + 1 + told.height, eager=True).alias("pk")
        agents = pl.select(pl.format("agent_{}", pks % AGENTS)).to_series().alias("agent_id")
        shots = counts.with_columns(pks.gather(counts["post"]).alias("post_pk")).drop("post", "reported_rate", "extra")
        with agency.db.transaction() as session:
            at = moments_for(session, pl.col("published")).alias("published_at")
            rows = told.with_columns(pks, agents, at).drop("published")
            put(session, table_of(PostRow), rows.columns, rows, meets=Meets.STAYS, fixed={"client_id": CLIENT, "content_id": ""})
            put(session, table_of(SnapshotRow), shots.columns, shots, meets=Meets.STAYS, fixed={"source": "upload"})
    agency.tally.recount(LOCAL_OWNER, CLIENT)


@contextmanager
def opened(place: Path) -> Iterator[Agency]:
    """An agency of its own in a folder."""
    agency = make_agency(Settings(data=place / "data", upload_mb=int(os.environ.get("AGENCY_UPLOAD_MB", "512"))))
    try:
        yield agency
    finally:
        agency.publish.stop()
        agency.db.close()
