"""How many follow an account, as its own server counts them."""

from __future__ import annotations

from agency_core.platforms.base import Context
from agency_core.platforms.mastodon.calls import fetched, reading
from agency_core.platforms.reading import whole


def followers(ctx: Context) -> int | None:
    """The followers of the account of this token.

    Raises:
        PlatformError: classified.
    """
    return whole(fetched(ctx, reading(ctx, "/api/v1/accounts/verify_credentials")).get("followers_count"))
