"""Rollups of posts and their counts, as frames: what the database keeps by differences and a recount makes anew.

One function, `rolled`, says what every cell of every rollup is. Whoever changes facts rolls the posts concerned before and
after the change and adds the difference; so inserting, taking back, moving and counting anew cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from agency_core.domain.metric import METRICS, bases_of, parts_of
from agency_core.domain.platform import Platform

COUNTS = tuple(METRICS)
DAY_MS = 86_400_000
SOON = 2 * DAY_MS
"""A first count within this span of its post's publication came in on the day it was taken; of a later one nobody knows when."""
GAMMA = 1.1
"""Buckets of a spread grow by this factor: a quantile read from them is off by at most 4.8 %."""
ZERO = -32_768
"""The bucket of 0."""

POSTS = {
    "post_pk": pl.Int64, "platform": pl.String, "agent_id": pl.String, "content_type": pl.String, "published": pl.Int64,
    "day_only": pl.Boolean,
}
"""Columns of a frame of posts; `published` in milliseconds since 1970, null where unknown."""
SHOTS = {"post_pk": pl.Int64, "taken_at": pl.Int64, "source": pl.String, **dict.fromkeys(COUNTS, pl.Int64)}
"""Columns of a frame of snapshots."""
TOTALS = (
    "day", "post_pk", "platform", "agent_id", "content_type", "hour", "taken_at", *COUNTS, "interactions", "base",
)
DAY_KEYS, HOUR_KEYS = ("day", "platform", "agent_id"), ("day", "platform", "hour")
SPREAD_KEYS, GAIN_KEYS = ("metric", "day", "platform", "bucket"), ("day", "platform", "agent_id")
SPREAD_METRICS = ("interactions", "views", "rate")


@dataclass(frozen=True)
class Rolled:
    """The cells that some posts of one client make up: their totals, and sums by day, hour, spread and gain."""

    totals: pl.DataFrame
    days: pl.DataFrame
    hours: pl.DataFrame
    spread: pl.DataFrame
    gains: pl.DataFrame

    def minus(self, before: Rolled) -> Rolled:
        """What has to be added to the sums of `before` to get these; `totals` are the new rows of posts that changed."""
        return Rolled(
            self.totals.join(before.totals, on=list(TOTALS), how="anti", nulls_equal=True),
            _difference(self.days, before.days, DAY_KEYS), _difference(self.hours, before.hours, HOUR_KEYS),
            _difference(self.spread, before.spread, SPREAD_KEYS), _difference(self.gains, before.gains, GAIN_KEYS),
        )


def rolled(posts: pl.DataFrame, shots: pl.DataFrame, zone: str) -> Rolled:
    """Roll posts and their snapshots up.

    Args:
        posts: as `POSTS`, each once; those without a day are in no rollup.
        shots: as `SHOTS`; of each post at least the newest, and for gains those from the one before the first change on.
        zone: the client's, in which days and hours are told.
    """
    dated = posts.filter(pl.col("published").is_not_null()).with_columns(
        _local("published", zone).dt.date().to_physical().cast(pl.Int64).alias("day"),
        pl.when("day_only").then(-1).otherwise(_local("published", zone).dt.hour()).cast(pl.Int64).alias("hour"),
    )
    told = shots.sort("post_pk", "taken_at", "source")
    counted = with_parts(dated.join(told.unique("post_pk", keep="last", maintain_order=True), on="post_pk", how="left"))
    return Rolled(counted.select(TOTALS), _days(counted), _hours(counted), spread_cells(counted), _gains(dated, told, zone))


def _local(column: str, zone: str) -> pl.Expr:
    return pl.from_epoch(pl.col(column), time_unit="ms").dt.replace_time_zone("UTC").dt.convert_time_zone(zone)


def with_parts(frame: pl.DataFrame) -> pl.DataFrame:
    """With `interactions` and `base` by each platform's own definition; null where none of the parts was counted."""
    tops, bases = pl.lit(None, pl.Int64), pl.lit(None, pl.Int64)
    for name in frame["platform"].unique().to_list():
        on, is_it = Platform(name), pl.col("platform") == name
        tops = pl.when(is_it).then(pl.sum_horizontal(parts_of(on), ignore_nulls=True)).otherwise(tops)
        none = pl.all_horizontal(pl.col(part).is_null() for part in parts_of(on))
        tops = pl.when(is_it & none).then(None).otherwise(tops)
        bases = pl.when(is_it).then(pl.col(bases_of(on)[0])).otherwise(bases)
    return frame.with_columns(tops.cast(pl.Int64).alias("interactions"), bases.alias("base"))


_RATED = pl.col("interactions").is_not_null() & (pl.col("base") > 0)
_RATE_PARTS = (
    pl.col("interactions").filter(_RATED).sum().alias("rate_top"), pl.col("base").filter(_RATED).sum().alias("rate_base"),
)


def _days(counted: pl.DataFrame) -> pl.DataFrame:
    sums = [pl.col(name).sum() for name in (*COUNTS, "interactions")]
    known = [pl.col(name).count().cast(pl.Int64).alias(f"{name}_posts") for name in (*COUNTS, "interactions")]
    return counted.group_by(DAY_KEYS).agg(pl.len().cast(pl.Int64).alias("posts"), *sums, *known, *_RATE_PARTS)


def _hours(counted: pl.DataFrame) -> pl.DataFrame:
    return counted.filter(pl.col("hour") >= 0).group_by(HOUR_KEYS).agg(
        pl.len().cast(pl.Int64).alias("posts"), pl.col("interactions").sum(), *_RATE_PARTS,
        _RATED.fill_null(value=False).sum().cast(pl.Int64).alias("rated_posts"),
    )


def spread_cells(counted: pl.DataFrame) -> pl.DataFrame:
    """Posts by metric, day, platform and bucket, of posts with `day`, `platform`, `interactions`, `views` and `base`."""
    rate = pl.when(_RATED).then(pl.col("interactions") / pl.col("base"))
    values = counted.select("day", "platform", pl.col("interactions", "views").cast(pl.Float64), rate.alias("rate"))
    long = values.unpivot(SPREAD_METRICS, index=["day", "platform"], variable_name="metric", value_name="value")
    return long.drop_nulls("value").with_columns(_bucket(pl.col("value")).alias("bucket")).group_by(SPREAD_KEYS).agg(
        pl.len().cast(pl.Int64).alias("posts")
    )


def _bucket(value: pl.Expr) -> pl.Expr:
    # rounded before the ceiling, so that a power of gamma does not fall on either side by the noise of its logarithm
    return pl.when(value <= 0).then(ZERO).otherwise(value.log(GAMMA).round(9).ceil()).cast(pl.Int64)


def _gains(dated: pl.DataFrame, told: pl.DataFrame, zone: str) -> pl.DataFrame:
    """What came in between consecutive counts, on the day of the later one."""
    on = dated.select("post_pk", "platform", "agent_id", "published")
    rows = with_parts(told.join(on, on="post_pk", how="inner", maintain_order="left"))
    first = ~pl.col("post_pk").eq_missing(pl.col("post_pk").shift(1))
    soon = (pl.col("taken_at") - pl.col("published")) <= SOON
    gained = [
        pl.when(first & soon).then(pl.col(name)).when(first).then(0)
        .otherwise((pl.col(name) - pl.col(name).shift(1)).clip(lower_bound=0)).fill_null(0).alias(name)
        for name in ("views", "interactions")
    ]
    day = _local("taken_at", zone).dt.date().to_physical().cast(pl.Int64).alias("day")
    return (
        rows.select(day, "platform", "agent_id", *gained)
        .group_by(GAIN_KEYS).agg(pl.col("views", "interactions").sum())
        .filter((pl.col("views") != 0) | (pl.col("interactions") != 0))
    )  # fmt: skip


def _difference(after: pl.DataFrame, before: pl.DataFrame, keys: tuple[str, ...]) -> pl.DataFrame:
    sums = [name for name in after.columns if name not in keys]
    taken = before.with_columns(pl.col(name) * -1 for name in sums) if before.height else before
    both = pl.concat([after.select(*keys, *sums), taken.select(*keys, *sums)])
    return both.group_by(keys).agg(pl.col(sums).sum()).filter(pl.any_horizontal(pl.col(name) != 0 for name in sums)).sort(keys)
