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
        (pl.col("taken_at") - pl.col("published")).alias("age")
    ).filter(pl.col("age") > 0)).sort("age", "source")
    grid = posts.select("post_pk", "week").join(pl.DataFrame({"at": [age * _HOUR_MS for age in AGES]}), how="cross").sort("at")
    read = grid
    for name in ("views", "interactions"):
        read = read.join(_read(grid, told, name), on=["post_pk", "at"], how="left")
    known = pl.any_horizontal(pl.col("views", "interactions").is_not_null())
    return (
        read.group_by("week", (pl.col("at") // _HOUR_MS).alias("age"))
        .agg(known.sum().cast(pl.Int64).alias("sampled"), pl.col("views", "interactions").mean())
        .sort("week", "age")
    )  # fmt: skip


def _read(grid: pl.DataFrame, told: pl.DataFrame, name: str) -> pl.DataFrame:
    known = told.filter(pl.col(name).is_not_null()).select(
        "post_pk", pl.col("age").alias("at"), pl.col("age").alias("then"), pl.col(name).cast(pl.Float64).alias("had"),
        pl.lit(value=False).alias("asked"),
    )
    asked = grid.select(
        "post_pk", "at", pl.lit(None, pl.Int64).alias("then"), pl.lit(None, pl.Float64).alias("had"),
        pl.lit(value=True).alias("asked"),
    )
    both = pl.concat([known, asked]).sort("post_pk", "at", "asked", maintain_order=True).select(
        "post_pk", "at", "asked", pl.col("then", "had").forward_fill().over("post_pk").fill_null(0),
        pl.col("then", "had").backward_fill().over("post_pk").name.prefix("next_"),
    )
    part = (pl.col("at") - pl.col("then")) / (pl.col("next_then") - pl.col("then"))
    near = pl.col("next_then") <= _FAR * pl.col("at")
    count = pl.when(pl.col("then") == pl.col("at")).then(pl.col("had")).when(near).then(
        pl.col("had") + (pl.col("next_had") - pl.col("had")) * part
    )
    return both.filter("asked").select("post_pk", "at", count.alias(name))
