"""Threads' numbers of a post."""

from __future__ import annotations

from agency_core.domain.publishing import Measurement
from agency_core.platforms.base import Context
from agency_core.platforms.graph.insights import insights
from agency_core.platforms.threads.calls import GRAPH

_NAMES = {"views": "views", "likes": "likes", "replies": "comments"}
_SHARED = {"reposts": "reposts", "quotes": "quotes", "shares": "sends"}


def measured(post: str, ctx: Context) -> Measurement:
    """What Threads counts for the post now; passing it on in any of three ways is a share.

    Raises:
        PlatformError: classified; NOT_FOUND when the post is gone.
    """
    found = insights(GRAPH, post, (*_NAMES, *_SHARED), ctx)
    values: dict[str, float | None] = {_NAMES[name]: value for name, value in found.items() if name in _NAMES}
    passed_on = {ours: found[name] for name, ours in _SHARED.items() if name in found}
    return Measurement({**values, **({"shares": sum(passed_on.values())} if passed_on else {})}, passed_on)
