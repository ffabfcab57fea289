"""Rollups of posts and their counts, as frames: what the database keeps by differences and a recount makes anew.

One function, `rolled`, says what every cell of every rollup is. Whoever changes facts rolls the posts concerned as they were,
counted off, and as they are, counted on; so inserting, taking back, moving and counting anew cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

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
SUM_KEYS = {"days": DAY_KEYS, "hours": HOUR_KEYS, "spread": SPREAD_KEYS, "gains": GAIN_KEYS}
"""By what the sums are kept."""
SPREAD_METRICS = ("interactions", "views", "rate")
_FEW = 48
"""Rows up to which adding up one by one is quicker than asking a frame to do it."""


@dataclass(frozen=True)
class Facts:
    """Posts (columns `POSTS`, each once) and their snapshots (columns `SHOTS`) at one time.

    Of each post at least the newest snapshot, and for gains those from the one before the first change on.
    """

    posts: pl.DataFrame
    shots: pl.DataFrame


@dataclass(frozen=True)
class Rolled:
    """What has to be written when facts change: totals of posts, and what is added to the sums by day, hour, spread and gain.

    `totals` are rows as `TOTALS`, new ones and changed ones; `gone` are (day, post_pk) of those that are no more.
    """

    totals: Sequence[tuple[Any, ...]]
    gone: Sequence[tuple[int, int]]
    days: pl.DataFrame
    hours: pl.DataFrame
    spread: pl.DataFrame
    gains: pl.DataFrame


def rolled(after: Facts, zone: str, *, before: Facts | None = None) -> Rolled:
    """Roll facts up; posts without a day are in no rollup.

    Args:
        after: the facts as they are.
        zone: the client's, in which days and hours are told.
        before: the same posts as they were, as far as they were there: what they made up is taken off.
    """
    posts = _signed(after.posts, before.posts if before else None)
    dated = posts.filter(_HAS_DAY).with_columns(*_when(zone))
    told = _signed(after.shots, before.shots if before else None)
    if before or not in_order(told):
        told = told.sort(_ORDER)
    rows = with_parts(dated.join(told, on=["sign", "post_pk"], how="left", maintain_order="left_right"))
    counted = rows.unique(["sign", "post_pk"], keep="last", maintain_order=True) if told.height else rows
    totals, gone = _totals(counted.select(_TOTALS).rows())
    cells = counted.select(_CELLS)
    days, gains = _added(cells, DAY_KEYS, _DAY_SUMS), _gains(rows, zone) if told.height else _NO_GAINS
    return Rolled(totals, gone, days, _hours(cells), spread_cells(counted), gains)


_ORDER = ["sign", "post_pk", "taken_at", "source"]
_HAS_DAY = pl.col("published").is_not_null()


def in_order(shots: pl.DataFrame) -> bool:
    """Whether each snapshot comes after the one before it, by post and time: then there is nothing to sort and none twice."""
    return bool(shots.select(_AFTER.slice(1).all()).item())


_PK, _AT = pl.col("post_pk"), pl.col("taken_at")
_AFTER = (_PK.diff() > 0) | ((_PK.diff() == 0) & (_AT.diff() > 0))


def _signed(after: pl.DataFrame, before: pl.DataFrame | None) -> pl.DataFrame:
    """Rows as they were and as they are, one below the other; `sign` tells which."""
    both = after.clone() if before is None else pl.concat([before, after])
    signs = pl.Series("sign", [1], pl.Int64).new_from_index(0, after.height)
    if before is not None:
        signs = pl.Series("sign", [-1], pl.Int64).new_from_index(0, before.height).append(signs)
    return both.insert_column(0, signs)


def _local(column: str, zone: str) -> pl.Expr:
    return pl.from_epoch(pl.col(column), time_unit="ms").dt.replace_time_zone("UTC").dt.convert_time_zone(zone)


@cache
def _when(zone: str) -> tuple[pl.Expr, pl.Expr]:
    hour = pl.when("day_only").then(-1).otherwise(_local("published", zone).dt.hour())
    return day_of("published", zone), hour.cast(pl.Int64).alias("hour")


@cache
def day_of(column: str, zone: str) -> pl.Expr:
    """`day`: the days since 1970 of a moment (milliseconds) in a zone."""
    return _local(column, zone).dt.date().to_physical().cast(pl.Int64).alias("day")


def days_of(posts: pl.DataFrame, zone: str) -> pl.DataFrame:
    """`post_pk` and `day` of those posts that have one."""
    return posts.filter(pl.col("published").is_not_null()).select("post_pk", day_of("published", zone))


def with_parts(frame: pl.DataFrame) -> pl.DataFrame:
    """With `interactions` and `base` by each platform's own definition; null where none of the parts was counted."""
    return frame.with_columns(*_parts(frozenset(frame["platform"].unique().to_list())))


@cache
def _parts(platforms: frozenset[str]) -> tuple[pl.Expr, pl.Expr]:
    tops, bases = pl.lit(None, pl.Int64), pl.lit(None, pl.Int64)
    for name in sorted(platforms):
        on, is_it = Platform(name), pl.col("platform") == name
        none = pl.all_horizontal(pl.col(part).is_null() for part in parts_of(on))
        tops = pl.when(is_it & ~none).then(pl.sum_horizontal(parts_of(on), ignore_nulls=True)).otherwise(tops)
        bases = pl.when(is_it).then(pl.col(bases_of(on)[0])).otherwise(bases)
    return tops.cast(pl.Int64).alias("interactions"), bases.alias("base")


_TOTALS = ["sign", *TOTALS]


def _totals(rows: list[tuple[Any, ...]]) -> tuple[list[tuple[Any, ...]], list[tuple[int, int]]]:
    """The totals that are new or differ, and those that are no more; rows begin with sign, day and post."""
    had = {row[1:] for row in rows if row[0] < 0}
    if not had:
        return [row[1:] for row in rows], []
    there = {row[1:3] for row in rows if row[0] > 0}
    changed = [row[1:] for row in rows if row[0] > 0 and row[1:] not in had]
    return changed, [(row[0], row[1]) for row in had if row[:2] not in there]


_RATED = pl.col("interactions").is_not_null() & (pl.col("base") > 0)
_SIGN = pl.col("sign")
_SUMMED = (*COUNTS, "interactions")
_DAY_SUMS = ("posts", *_SUMMED, *(f"{name}_posts" for name in _SUMMED), "rate_top", "rate_base")
_HOUR_SUMS = ("posts", "interactions", "rate_top", "rate_base", "rated_posts")
_CELLS = [
    "day", "platform", "agent_id", "hour", _SIGN.alias("posts"), *(pl.col(name) * _SIGN for name in _SUMMED),
    *((pl.col(name).is_not_null() * _SIGN).alias(f"{name}_posts") for name in _SUMMED),
    pl.when(_RATED).then(pl.col("interactions") * _SIGN).alias("rate_top"),
    pl.when(_RATED).then(pl.col("base") * _SIGN).alias("rate_base"),
    pl.when(_RATED).then(_SIGN).alias("rated_posts"),
]
"""What each post adds to the sums of its day and hour."""


def _hours(cells: pl.DataFrame) -> pl.DataFrame:
    return _added(cells.filter(pl.col("hour") >= 0), HOUR_KEYS, _HOUR_SUMS)


def spread_cells(counted: pl.DataFrame) -> pl.DataFrame:
    """Posts by metric, day, platform and bucket, of posts with `sign`, `day`, `platform`, `interactions`, `views` and `base`."""
    long = counted.select(_BUCKETS).unpivot(SPREAD_METRICS, index=_SPREAD_INDEX, variable_name="metric", value_name="bucket")
    return _added(long.drop_nulls("bucket").rename({"sign": "posts"}), SPREAD_KEYS, ("posts",))


def _bucket(value: pl.Expr) -> pl.Expr:
    # rounded before the ceiling, so that a power of gamma does not fall on either side by the noise of its logarithm
    return pl.when(value <= 0).then(ZERO).otherwise(value.log(GAMMA).round(9).ceil()).cast(pl.Int64)


_SPREAD_INDEX = ["sign", "day", "platform"]
_RATE = pl.when(_RATED).then(pl.col("interactions") / pl.col("base"))
_BUCKETS = [
    *_SPREAD_INDEX, *(_bucket(pl.col(name).cast(pl.Float64)).alias(name) for name in ("interactions", "views")),
    _bucket(_RATE).alias("rate"),
]


def _gains(rows: pl.DataFrame, zone: str) -> pl.DataFrame:
    """What came in between consecutive counts, on the day of the later one."""
    counted = rows.filter(pl.col("taken_at").is_not_null()).select(day_of("taken_at", zone), "platform", "agent_id", *_GAINED)
    return _added(counted, GAIN_KEYS, _GAIN_SUMS)


_GAIN_SUMS = ("views", "interactions")
_NO_GAINS = pl.DataFrame(
    schema={"day": pl.Int64, "platform": pl.String, "agent_id": pl.String, **dict.fromkeys(_GAIN_SUMS, pl.Int64)}
)
_FIRST = ~pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift(1)) for name in ("sign", "post_pk"))
_EARLY = (pl.col("taken_at") - pl.col("published")) <= SOON
_GAINED = [
    (_SIGN * pl.when(_FIRST & _EARLY).then(pl.col(name)).when(_FIRST).then(0)
     .otherwise((pl.col(name) - pl.col(name).shift(1)).clip(lower_bound=0))).alias(name)
    for name in _GAIN_SUMS
]


def _added(rows: pl.DataFrame, keys: Sequence[str], sums: Sequence[str]) -> pl.DataFrame:
    """What rows add up to by their keys; without what adds up to nothing."""
    if rows.height > _FEW:
        cells = rows.group_by(keys).agg(pl.col(sums).sum())
        return cells.filter(pl.any_horizontal(pl.col(name) != 0 for name in sums)).sort(keys)
    found: dict[tuple[Any, ...], list[int]] = {}
    values = zip(*(rows.get_column(name).to_list() for name in sums), strict=True)
    for key, row in zip(zip(*(rows.get_column(name).to_list() for name in keys), strict=True), values, strict=True):
        cell = found.setdefault(key, [0] * len(sums))
        for place, value in enumerate(row):
            cell[place] += value or 0
    kept = [(*key, *cell) for key, cell in sorted(found.items()) if any(cell)]
    kinds = {name: rows.schema[name] for name in keys} | dict.fromkeys(sums, pl.Int64)
    return pl.DataFrame(kept, schema=kinds, orient="row")
