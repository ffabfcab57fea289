"""How many follow a profile: one of the insights of the profile, told as a total."""

from __future__ import annotations

from agency_core.platforms.base import Context
from agency_core.platforms.graph.calls import node
from agency_core.platforms.reading import an_object, objects, whole
from agency_core.platforms.threads.calls import GRAPH

_FOLLOWERS = "followers_count"


def followers(ctx: Context) -> int | None:
    """The followers of the profile; None where Threads does not tell them.

    Raises:
        PlatformError: classified.
    """
    path = node(ctx.account.external_id, "threads_insights")
    found = objects(GRAPH.fetched(ctx, GRAPH.reading(ctx, path, {"metric": _FOLLOWERS})), "data")
    told = next((each for each in found if each.get("name") == _FOLLOWERS), {})
    return whole(an_object(told, "total_value").get("value"))
