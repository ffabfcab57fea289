"""A chunk of an import: distinct posts, and what was counted of each, as frames."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from agency_core.analytics.rollup import COUNTS
from agency_core.analytics.rows import PostRow, RowError, TimeFrom
from agency_core.domain.hashtags import hashtags_of

LONGEST_TEXT = 500
_FAR = 2**62
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

ROWS = {"line": pl.Int64, **COUNTED}
"""Counts as they are read: with the line they stand on, in any order, and perhaps twice."""
_POST = ("platform", "external_id")


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


def frames_of(posts: Sequence[PostRow]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that were read one by one, as frames of posts (columns `TOLD`, one for each row) and of counts (columns `ROWS`)."""
    told = pl.DataFrame([_told(post) for post in posts], schema=TOLD, orient="row")
    return told, pl.DataFrame([_counted(place, post) for place, post in enumerate(posts)], schema=ROWS, orient="row")


def _told(post: PostRow) -> tuple[Any, ...]:
    return (
        post.platform.value, post.external_id, _milliseconds(post.published_at), post.published_from is TimeFrom.DAY, post.url,
        post.text[:LONGEST_TEXT], post.content_type, post.account, post.topic, post.campaign, " ".join(hashtags_of(post.text)),
    )


def _counted(place: int, post: PostRow) -> tuple[Any, ...]:
    extra = {name: value for name, value in post.extra.items() if name != "engagement_rate"}
    numbers = (post.values.get(name) for name in COUNTS)
    return (
        post.line, place, _milliseconds(post.taken_at), *(None if value is None else round(value) for value in numbers),
        post.extra.get("engagement_rate"), json.dumps(extra) if extra else None,
    )


def _milliseconds(at: datetime | None) -> int | None:
    return None if at is None else (at - _EPOCH) // timedelta(milliseconds=1)


class Counted:
    """Remembers what was counted when, so that no post is counted twice at one time; 8 bytes a row."""

    def __init__(self) -> None:
        """Nothing was counted yet."""
        self._seen: list[pl.Series] = []

    def part(self, told: pl.DataFrame, rows: pl.DataFrame, errors: Sequence[RowError]) -> Parsed:
        """A part of a file; what is said of a post is what its first row in the part says.

        Args:
            told: posts (columns `TOLD`), perhaps several of one name.
            rows: counts (columns `ROWS`); `post` is the place in `told`.
            errors: what is wrong with other rows.
        """
        bad = len({error.line for error in errors})
        rows = rows.sort("line")
        again = self._again(told, rows)
        twice = rows.filter(again)
        names = told["external_id"].gather(twice["post"])
        errors = [*errors, *(repeated(line, name) for line, name in zip(twice["line"], names, strict=True))]
        chunk = _chunk(told, rows.filter(~again) if twice.height else rows)
        return Parsed(chunk, tuple(sorted(errors, key=lambda error: error.line)), rows.height + bad)

    def _again(self, told: pl.DataFrame, rows: pl.DataFrame) -> pl.Series:
        names = told.select(pl.struct(_POST).hash()).to_series().gather(rows["post"])
        keys = pl.select(pl.struct(names.alias("name"), rows["taken_at"]).hash()).to_series()
        again = ~keys.is_first_distinct()
        for seen in self._seen:
            met = seen.filter(seen.is_in(keys.implode()))
            if met.len():
                again = again | keys.is_in(met.implode())
        self._seen.append(keys.filter(~again))
        return again


def repeated(line: int, external_id: str) -> RowError:
    """What is wrong with a row whose post was counted, at the same time, further up in the file."""
    return RowError(
        line, "", external_id, "names a post that stands further up in the file",
        "Keep the row with the lifetime numbers of the post and delete the others.",
    )


def _chunk(told: pl.DataFrame, rows: pl.DataFrame) -> Chunk:
    order = rows["post"].unique(maintain_order=True)
    named = told[order]
    posts = named.unique(_POST, keep="first", maintain_order=True)
    places = named.join(posts.select(_POST).with_row_index("place"), on=_POST, how="left", maintain_order="left")["place"]
    place_of = pl.zeros(told.height, pl.Int64, eager=True).scatter(order, places.cast(pl.Int64))
    counts = rows.with_columns(place_of.gather(rows["post"]).alias("post")).select(list(COUNTED))
    return Chunk(posts, counts if _is_sorted(counts) else counts.sort("post", "taken_at", maintain_order=True))


def _is_sorted(counts: pl.DataFrame) -> bool:
    post, at = pl.col("post"), pl.col("taken_at").fill_null(-_FAR)
    later = (post > post.shift(1)) | ((post == post.shift(1)) & (at >= at.shift(1)))
    return bool(counts.select(later.fill_null(value=True).all()).item())


def complete(frame: pl.DataFrame, schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    """With every column of the schema, in its order; those that were missing have no values."""
    absent = [pl.lit(None, kind).alias(name) for name, kind in schema.items() if name not in frame.columns]
    return frame.with_columns(absent).select(list(schema))
