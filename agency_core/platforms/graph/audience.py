"""How many follow a Page or a professional account: a field of the object itself."""

from __future__ import annotations

from agency_core.platforms.base import Context
from agency_core.platforms.graph.calls import Graph, node
from agency_core.platforms.reading import whole

_FOLLOWERS = "followers_count"


def followers(graph: Graph, ctx: Context) -> int | None:
    """The followers of the account.

    Raises:
        PlatformError: classified.
    """
    told = graph.fetched(ctx, graph.reading(ctx, node(ctx.account.external_id), {"fields": _FOLLOWERS}))
    return whole(told.get(_FOLLOWERS))
