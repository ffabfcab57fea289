"""How many follow a user. Reading it costs as much as reading a post."""

from __future__ import annotations

from agency_core.platforms.base import Context
from agency_core.platforms.reading import an_object, whole
from agency_core.platforms.x.calls import ask, fetched


def followers(ctx: Context) -> int | None:
    """The followers of the user whose token it is.

    Raises:
        PlatformError: classified.
    """
    user = an_object(fetched(ctx, ask(ctx, "GET", "users/me?user.fields=public_metrics")), "data")
    return whole(an_object(user, "public_metrics").get("followers_count"))
