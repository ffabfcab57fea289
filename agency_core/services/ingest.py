"""Ingest: posts and snapshots of a file, a chunk in one transaction; nothing is overwritten, and the same again adds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from sqlalchemy.orm import Session

from agency_core.analytics.chunk import COUNTED, Chunk
from agency_core.analytics.rollup import COUNTS, POSTS, SHOTS, in_order
from agency_core.models import PostRow, SnapshotRow, UploadPostRow, UploadRow
from agency_core.models.base import millis
from agency_core.services.tally import EVER, PAGE, Change, changing
from agency_core.store import months
from agency_core.store.bulk import Meets, put
from agency_core.store.dialect import moments_for, table_of
from agency_core.store.queries import metric as metrics
from agency_core.store.queries import upload as uploads
from agency_core.store.queries.upload import SOURCE

_LOOKED_AT = 100
"""Of a chunk so many counts are looked up first: when one is missing, something is new."""


@dataclass(frozen=True)
class Kept:
    """How many counts of a chunk were added, and how many were there already."""

    added: int
    unchanged: int


def ingest(
    session: Session, client_id: str, chunk: Chunk, *, upload: int, taken_at: datetime, source: str = SOURCE
) -> Kept:
    """Keep a chunk, with the rollups.

    Args:
        session: of a transaction, which has to be the only one of the chunk.
        client_id: whose posts.
        chunk: distinct posts, and their counts.
        upload: the number by which the import can be taken back; 0 when it cannot.
        taken_at: the time of counts whose file names none; such a count is added only when it says something new.
        source: who counted.
    """
    counted = chunk.counts["taken_at"].drop_nulls().cast(pl.Datetime("ms", "UTC")).dt.truncate("1mo").unique()
    months.keep(session, months.of([*counted, taken_at]))
    change = Change(session, client_id)
    names = list(chunk.posts.select("platform", "external_id").iter_rows())
    known = metrics.pks_of(session, client_id, names)
    new = [place for place, name in enumerate(names) if name not in known]
    pks = {**known, **dict(zip((names[place] for place in new), metrics.reserved(session, len(new)), strict=True))}
    _make(session, client_id, chunk.posts[new], [pks[names[place]] for place in new])
    counts = _placed(chunk.counts, pl.Series("post_pk", [pks[name] for name in names], pl.Int64), millis(taken_at))
    if not new and _nothing_new(session, counts, source):
        return Kept(0, counts.height)
    met = set(known.values())
    firsts = dict(counts.filter(pl.col("post_pk").is_in(met)).group_by("post_pk").agg(pl.col("taken_at").min()).iter_rows())
    before = change.watch(firsts)
    fresh = _fresh(session, counts, before, source)
    columns = [name for name in fresh.columns if name not in {"from_file"} and not fresh[name].is_null().all()]
    put(
        session, table_of(SnapshotRow), columns, fresh.select(columns), meets=Meets.STAYS,
        fixed={"source": source, "upload": upload},
    )
    made = [pks[names[place]] for place in new]
    if upload:
        _remember(session, fresh, upload)
    change.made(made)
    change.renamed(pks[name] for name in _tagged(chunk.posts[new]))
    change.settle(_posts_after(chunk.posts, pks, names, made, change), _shots_after(before, fresh, source))
    return Kept(fresh.height, counts.height - fresh.height)


def _nothing_new(session: Session, counts: pl.DataFrame, source: str) -> bool:
    """Whether every count is there already: the same file again is the usual case, and need not be compared row by row."""
    if not counts["from_file"].all():
        return False
    looked_at = counts.gather_every(max(counts.height // _LOOKED_AT, 1)).select("post_pk", "taken_at").rows()
    if metrics.known_counts(session, source, looked_at) < len(looked_at):
        return False
    keys = counts.select("post_pk", "taken_at")
    with session.begin_nested() as attempt:
        added = put(session, table_of(SnapshotRow), keys.columns, keys, meets=Meets.STAYS, fixed={"source": source})
        attempt.rollback()
    return added == 0


def _tagged(posts: pl.DataFrame) -> Iterator[tuple[str, str]]:
    """Those of new posts that have a tag."""
    said = posts.filter(pl.any_horizontal(pl.col("topic", "campaign", "hashtags") != ""))
    return said.select("platform", "external_id").iter_rows()


def _make(session: Session, client_id: str, posts: pl.DataFrame, pks: list[int]) -> None:
    at = moments_for(session, pl.col("published")).alias("published_at")
    rows = posts.with_columns(pl.Series("pk", pks, pl.Int64), at).drop("published")
    put(
        session, table_of(PostRow), rows.columns, rows, meets=Meets.STAYS,
        fixed={"client_id": client_id, "content_id": "", "agent_id": ""},
    )


def _placed(counts: pl.DataFrame, pks: pl.Series, taken_at: int) -> pl.DataFrame:
    """The counts by the keys of their posts; of one post and time the first."""
    placed = counts.with_columns(
        pks.gather(counts["post"]).alias("post_pk"), pl.col("taken_at").is_not_null().alias("from_file"),
        pl.col("taken_at").fill_null(taken_at),
    )
    if in_order(placed):
        return placed.drop("post")
    return placed.drop("post").unique(["post_pk", "taken_at"], keep="first").sort("post_pk", "taken_at")


def _fresh(session: Session, counts: pl.DataFrame, before: pl.DataFrame, source: str) -> pl.DataFrame:
    """The counts that say something new."""
    if not before.height:
        return counts
    there = before.filter(pl.col("source") == source).select("post_pk", "taken_at")
    fresh = counts.join(there, on=["post_pk", "taken_at"], how="anti", maintain_order="left")
    undated = fresh.filter(~pl.col("from_file"))["post_pk"].unique().to_list()
    if not undated:
        return fresh
    said = [*COUNTS, "reported_rate", "extra"]
    last = pl.DataFrame(
        metrics.last_uploaded(session, source, undated, said),
        schema={"post_pk": pl.Int64, **{name: COUNTED[name] for name in said}}, orient="row",
    ).with_columns(pl.lit(value=False).alias("from_file"))
    return fresh.join(last, on=["post_pk", "from_file", *said], how="anti", nulls_equal=True, maintain_order="left")


def _remember(session: Session, fresh: pl.DataFrame, upload: int) -> None:
    pks = fresh.select(pl.col("post_pk").unique(maintain_order=True))
    put(session, table_of(UploadPostRow), pks.columns, pks, meets=Meets.STAYS, fixed={"upload": upload})


def _posts_after(
    posts: pl.DataFrame, pks: dict[tuple[str, str], int], names: list[tuple[str, str]], made: list[int], change: Change
) -> pl.DataFrame:
    """The posts that were watched, as they were, and those just made."""
    new = set(made)
    mine = posts.with_columns(pl.Series("post_pk", [pks[name] for name in names], pl.Int64), pl.lit("").alias("agent_id"))
    return pl.concat([change.watched, mine.filter(pl.col("post_pk").is_in(new)).select(list(POSTS))])


def _shots_after(before: pl.DataFrame, fresh: pl.DataFrame, source: str) -> pl.DataFrame:
    return pl.concat([before, fresh.with_columns(pl.lit(source).alias("source")).select(list(SHOTS))])


def dated(chunk: Chunk, taken_at: datetime) -> Chunk:
    """The chunk, all of whose counts are of a time: those whose file names none are of this one."""
    return Chunk(chunk.posts, chunk.counts.with_columns(pl.col("taken_at").fill_null(millis(taken_at))))


def take_back(session: Session, upload: UploadRow) -> bool:
    """Take back some of what an upload brought, a page of posts; whether there is more."""
    pks = uploads.posts_of(session, upload.number, PAGE)
    if pks:
        with changing(session, upload.client_id, dict.fromkeys(pks, EVER)) as change:
            change.renamed(uploads.forget(session, upload, pks))
    return len(pks) == PAGE
