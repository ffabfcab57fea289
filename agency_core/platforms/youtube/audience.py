"""How many subscribed. YouTube rounds the number down to three digits, and an owner may hide it."""

from __future__ import annotations

from agency_core.platforms.base import Context
from agency_core.platforms.reading import an_object, identifier, objects
from agency_core.platforms.youtube.calls import fetched, reading


def followers(ctx: Context) -> int | None:
    """The subscribers of the profile that the token acts for; None where they are hidden.

    Raises:
        PlatformError: classified.
    """
    found = objects(fetched(ctx, reading(ctx, "channels", {"part": "statistics", "mine": "true"})), "items")
    own = next((each for each in found if each.get("id") == ctx.account.external_id), {})
    counted = an_object(own, "statistics")
    text = identifier(counted.get("subscriberCount"))
    known = text.isascii() and text.isdigit() and len(text) <= 15 and counted.get("hiddenSubscriberCount") is not True
    return int(text) if known else None
