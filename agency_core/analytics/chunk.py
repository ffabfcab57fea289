"""A chunk of an import: distinct posts, and what was counted of each, as frames."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from agency_core.analytics.rollup import COUNTS
from agency_core.analytics.rows import TimeFrom
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


@dataclass(frozen=True)
class Chunk:
    """Posts (columns `TOLD`) and their counts (columns `COUNTED`)."""

    posts: pl.DataFrame
    counts: pl.DataFrame


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
