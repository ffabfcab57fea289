"""A chunk of an import: distinct posts, and what was counted of each, as frames."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import polars as pl

from agency_core.analytics.rollup import COUNTS
from agency_core.analytics.rows import PostRow, RowError, TimeFrom
from agency_core.domain.hashtags import hashtags_of

LONGEST_TEXT = 500
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TOLD = {
    "platform": pl.String, "external_id": pl.String, "published": pl.Int64, "day_only": pl.Boolean, "url": pl.String,
    "text": pl.String, "content_type": pl.String, "account": pl.String, "topic": pl.String, "campaign": pl.String,
    "hashtags": pl.String,
}
"""What a chunk says of its posts: one row each; `published` in milliseconds since 1970, null where the file does not tell."""
COUNTED = {
    "post": pl.Int64, "taken_at": pl.Int64, **dict.fromkeys(COUNTS, pl.Int64), "reported_rate": pl.Float64, "extra": pl.String,
}
"""What it counts: `post` is the place in the frame of posts, `taken_at` null where the file does not tell; `extra` is JSON."""


READ = {"line": pl.Int64, **TOLD, **{name: kind for name, kind in COUNTED.items() if name != "post"}}
"""A row as it is read: the line it stands on, what it says of its post, and what it counts."""
GATHERED = 5_000
"""So many rows are read one by one before they are handed on."""


@dataclass(frozen=True)
class Chunk:
    """Posts (columns `TOLD`), each once, and their counts (columns `COUNTED`), sorted by post and time."""

    posts: pl.DataFrame
    counts: pl.DataFrame


@dataclass(frozen=True)
class Parsed:
    """A part of a file: what could be read, what could not, and how many rows that were."""

    chunk: Chunk
    errors: tuple[RowError, ...]
    rows: int


def gathered(read: Iterable[PostRow | Sequence[RowError]]) -> Iterator[Parsed]:
    """Rows that were read one by one, in parts of `GATHERED`; of a row that could not be read all its errors."""
    rows = iter(read)
    while part := list(islice(rows, GATHERED)):
        posts = [row for row in part if isinstance(row, PostRow)]
        errors = [error for row in part if not isinstance(row, PostRow) for error in row]
        yield Parsed(chunked(frame_of(posts)), tuple(errors), len(part))


def frame_of(posts: Sequence[PostRow]) -> pl.DataFrame:
    """Rows as a frame with the columns `READ`."""
    return pl.DataFrame([_row(post) for post in posts], schema=READ, orient="row")


def _row(post: PostRow) -> tuple[Any, ...]:
    extra = {name: value for name, value in post.extra.items() if name != "engagement_rate"}
    return (
        post.line, post.platform.value, post.external_id, _milliseconds(post.published_at),
        post.published_from is TimeFrom.DAY, post.url, post.text[:LONGEST_TEXT], post.content_type, post.account, post.topic,
        post.campaign, " ".join(hashtags_of(post.text)), _milliseconds(post.taken_at),
        *(None if (value := post.values.get(name)) is None else round(value) for name in COUNTS),
        post.extra.get("engagement_rate"), json.dumps(extra) if extra else None,
    )  # fmt: skip


def _milliseconds(at: datetime | None) -> int | None:
    return None if at is None else (at - _EPOCH) // timedelta(milliseconds=1)


def chunked(rows: pl.DataFrame) -> Chunk:
    """Rows (columns `READ`, in their order in the file) as a chunk; what is said of a post is what its first row says."""
    key = ["platform", "external_id"]
    posts = rows.select(list(TOLD)).unique(key, keep="first", maintain_order=True)
    places = posts.select(key).with_row_index("post").cast({"post": pl.Int64})
    counts = rows.join(places, on=key, how="left", maintain_order="left").select(list(COUNTED))
    return Chunk(posts, counts.sort("post", "taken_at", maintain_order=True))


def chunk_of(given: Sequence[Mapping[str, Any]]) -> Chunk:
    """Posts as an importer reads them, one by one, as a chunk."""
    posts, counts = [], []
    for place, each in enumerate(given):
        at = each["published_at"] and datetime.fromisoformat(each["published_at"])
        extra = {name: value for name, value in each["extra"].items() if name != "engagement_rate"}
        posts.append((
            each["platform"], each["external_id"], (at - _EPOCH) // timedelta(milliseconds=1) if at else None, each["published_from"] == TimeFrom.DAY,
            each["url"], each["text"][:LONGEST_TEXT], each["content_type"], each["account"], "", each.get("campaign", ""),
            " ".join(hashtags_of(each["text"])),
        ))  # fmt: skip
        numbers = [None if (value := each["values"].get(name)) is None else round(value) for name in COUNTS]
        counts.append((place, None, *numbers, each["extra"].get("engagement_rate"), json.dumps(extra) if extra else None))
    return Chunk(pl.DataFrame(posts, schema=TOLD, orient="row"), pl.DataFrame(counts, schema=COUNTED, orient="row"))
