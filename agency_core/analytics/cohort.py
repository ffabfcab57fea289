"""How posts gather their counts: what each had at some age, read between the counts that are there."""

from __future__ import annotations

import polars as pl

from agency_core.analytics.rollup import with_parts

AGES = (1, 3, 6, 12, 24, 48, 72, 168, 336, 720)
"""Hours after publication."""
_HOUR_MS = 3_600_000
_FAR = 2
"""A count may say something about an age down to half of its own."""


def ages(posts: pl.DataFrame, shots: pl.DataFrame) -> pl.DataFrame:
    """The mean counts of posts by week and age.

    A post's count at an age lies on the line between the counts before and after it, and begins at nothing; where the next
    count comes at more than twice the age, or none comes, nothing is known.

    Args:
        posts: `post_pk`, `platform`, `published` (milliseconds), `week`.
        shots: columns of `rollup.SHOTS`.

    Returns:
        `week`, `age`, `sampled` (posts with a count then), `views`, `interactions`.
    """
    told = with_parts(shots.join(posts, on="post_pk").with_columns(
        ((pl.col("taken_at") - pl.col("published")) / _HOUR_MS).alias("age")
    ).filter(pl.col("age") > 0)).sort("age", "source")
    grid = posts.select("post_pk", "week").join(pl.DataFrame({"at": [float(age) for age in AGES]}), how="cross").sort("at")
    read = grid
    for name in ("views", "interactions"):
        read = read.join(_read(grid, told, name), on=["post_pk", "at"], how="left")
    known = pl.any_horizontal(pl.col("views", "interactions").is_not_null())
    return (
        read.group_by("week", pl.col("at").cast(pl.Int64).alias("age"))
        .agg(known.sum().cast(pl.Int64).alias("sampled"), pl.col("views", "interactions").mean())
        .sort("week", "age")
    )  # fmt: skip


def _read(grid: pl.DataFrame, told: pl.DataFrame, name: str) -> pl.DataFrame:
    known = told.filter(pl.col(name).is_not_null()).select("post_pk", "age", pl.col(name).cast(pl.Float64).alias("count"))
    before = known.rename({"age": "then", "count": "had"}).with_columns(pl.col("then").alias("key"))
    after = known.rename({"age": "next", "count": "has"}).with_columns(pl.col("next").alias("key"))
    wanted = grid.select("post_pk", "at")
    both = wanted.join_asof(
        before, left_on="at", right_on="key", by="post_pk", strategy="backward", check_sortedness=False
    ).join_asof(after, left_on="at", right_on="key", by="post_pk", strategy="forward", check_sortedness=False)
    then, had = pl.col("then").fill_null(0.0), pl.col("had").fill_null(0.0)
    span = pl.col("next") - then
    part = pl.when(span > 0).then((pl.col("at") - then) / span).otherwise(0.0)
    near = pl.col("next") <= _FAR * pl.col("at")
    return both.select("post_pk", "at", pl.when(near).then(had + (pl.col("has") - had) * part).alias(name))
