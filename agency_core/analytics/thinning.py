"""Thinning old snapshots: of each post and day the last one stays, and no sum changes by it."""

from __future__ import annotations

import polars as pl

from agency_core.analytics.rollup import COUNTS, day_of

_ORDER = ["post_pk", "taken_at", "source"]


def needless(shots: pl.DataFrame, zone: str) -> pl.DataFrame:
    """Keys (`post_pk`, `taken_at`, `source`) of snapshots that say nothing which their neighbours do not.

    Such a one is not the first of its post, another of the same post and day (in `zone`) comes after it, and every count in it
    lies between those of the two beside it. So what came in on each day adds up to the same without it: totals are told by the
    last snapshot, gains by differences, which add up to the same over any number of steps that only rise.

    Args:
        shots: columns `SHOTS`; of each post all up to some moment.
        zone: the client's.
    """
    told = shots.sort(_ORDER).with_columns(day_of("taken_at", zone))
    pk, day = pl.col("post_pk"), pl.col("day")
    has_one_before = pk == pk.shift(1)
    another_follows = (pk == pk.shift(-1)) & (day == day.shift(-1))
    between = [_between(pl.col(name)) for name in COUNTS]
    return told.filter(has_one_before & another_follows & pl.all_horizontal(between)).select(_ORDER)


def _between(count: pl.Expr) -> pl.Expr:
    before, after = count.shift(1), count.shift(-1)
    rises = ((before <= count) & (count <= after)).fill_null(value=False)
    return rises | (before.is_null() & count.is_null() & after.is_null())
