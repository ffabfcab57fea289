"""What a server counts for a post. Nobody counts views there."""

from __future__ import annotations

from agency_core.domain.publishing import Measurement
from agency_core.platforms.base import Context
from agency_core.platforms.mastodon.calls import fetched, reading
from agency_core.platforms.reading import number

_COUNTS = {"favourites_count": "likes", "replies_count": "comments", "reblogs_count": "shares"}


def measured(post_id: str, ctx: Context) -> Measurement:
    """The post's numbers now; quotes are an extra where the server knows them.

    Raises:
        PlatformError: classified; NOT_FOUND when the post is gone.
    """
    post = fetched(ctx, reading(ctx, "/api/v1/statuses", post_id))
    quotes = number(post.get("quotes_count"))
    values = {name: number(post.get(count)) for count, name in _COUNTS.items()}
    return Measurement(values, {"quotes": quotes} if quotes is not None else {})
