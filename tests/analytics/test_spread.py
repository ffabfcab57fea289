"""Quantiles from logarithmic buckets, against the exact ones."""

from random import Random

import polars as pl
import pytest

from agency_core.analytics.rollup import spread_cells
from agency_core.analytics.spread import spread_of


def cells(values, metric="views"):
    frame = pl.DataFrame({
        "sign": 1, "day": 1, "platform": "x", "interactions": None, "views": values, "base": None,
    }, schema={"sign": pl.Int64, "day": pl.Int64, "platform": pl.String, "interactions": pl.Int64, "views": pl.Int64,
               "base": pl.Int64})
    return dict(spread_cells(frame).filter(pl.col("metric") == metric).select("bucket", "posts").iter_rows())


@pytest.mark.parametrize("seed", range(20))
def test_quantiles_are_off_by_less_than_a_twentieth(seed):
    luck = Random(seed)
    values = sorted(int(luck.lognormvariate(6, 2)) for _ in range(luck.choice([1, 2, 9, 100, 2000])))
    found, bars = spread_of(cells(values))
    for share, value in zip((0.1, 0.5, 0.9), found, strict=True):
        exact = values[int(share * (len(values) - 1))]
        assert abs(value - exact) <= 0.0477 * exact
    assert sum(posts for *_, posts in bars) == len(values)


def test_each_bar_holds_the_values_between_its_ends():
    values = [0, 0, 1, 2, 11, 100, 1000, 1001]
    _, bars = spread_of(cells(values))
    assert [posts for low, high, posts in bars] == [
        sum(1 for value in values if (low < value <= high * (1 + 1e-9)) or (value == high == 0)) for low, high, _ in bars
    ]
    assert bars[0] == (0.0, 0.0, 2)
