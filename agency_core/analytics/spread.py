"""Quantiles from the logarithmic buckets in which the rollups keep how posts are spread."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate

from agency_core.analytics.rollup import GAMMA, ZERO


def edges(bucket: int) -> tuple[float, float]:
    """The values between which a bucket lies: above the first, up to the second."""
    return (0.0, 0.0) if bucket == ZERO else (GAMMA ** (bucket - 1), GAMMA**bucket)


def quantile(counted: Sequence[tuple[int, int]], share: float) -> float:
    """The value below which `share` of the posts lie, off by at most 4.8 % of the one at that place.

    Args:
        counted: (bucket, posts) by bucket; at least one post.
        share: from 0 to 1.
    """
    seen = list(accumulate(posts for _, posts in counted))
    bucket = counted[bisect_right(seen, int(share * (seen[-1] - 1)))][0]
    # halfway in the sense of relative error: as far from the lower edge as from the upper one
    return 0.0 if bucket == ZERO else 2 * GAMMA**bucket / (GAMMA + 1)


def spread_of(found: Mapping[int, int]) -> tuple[tuple[float, float, float], tuple[tuple[float, float, int], ...]]:
    """(p10, p50, p90) and the bars (from, to, posts) of posts by bucket."""
    counted = sorted((bucket, posts) for bucket, posts in found.items() if posts)
    p10, p50, p90 = (quantile(counted, share) for share in (0.1, 0.5, 0.9))
    return (p10, p50, p90), tuple((*edges(bucket), posts) for bucket, posts in counted)
