"""How many follow a profile, as the index over all servers counts them."""

from __future__ import annotations

from agency_core.platforms.base import Context
from agency_core.platforms.bluesky.calls import fetched, query
from agency_core.platforms.reading import whole


def followers(ctx: Context) -> int | None:
    """The followers of the account; its server passes the question on to the index.

    Raises:
        PlatformError: classified.
    """
    asked = query(ctx, "app.bsky.actor.getProfile", {"actor": ctx.account.external_id})
    return whole(fetched(ctx, asked).get("followersCount"))
