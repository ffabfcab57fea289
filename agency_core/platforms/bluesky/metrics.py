"""Bluesky's numbers of a post. Nobody counts views there; what is counted comes from an index that may lag behind."""

from __future__ import annotations

from typing import Any

from agency_core.domain.publishing import Failure, Measurement, PlatformError
from agency_core.platforms.base import Context
from agency_core.platforms.bluesky.calls import answered, fetched, post_uri, query, record_key
from agency_core.platforms.reading import number, objects

_NAMES = {"likeCount": "likes", "replyCount": "comments", "repostCount": "shares", "bookmarkCount": "saves"}
_EXTRA = "quoteCount"


def measured(rkey: str, ctx: Context) -> Measurement:
    """What Bluesky counts for the post now; the account's server passes the question on to the index.

    Raises:
        PlatformError: classified; NOT_FOUND when the post is gone.
    """
    posts = _indexed(rkey, ctx)
    if not posts:
        # Not counted yet, or gone: the account's own server knows.
        answered(ctx, query(ctx, "com.atproto.repo.getRecord", record_key(ctx, rkey)))
        return Measurement(dict.fromkeys(_NAMES.values()))
    quotes = number(posts[0].get(_EXTRA))
    values = {name: number(posts[0].get(key)) for key, name in _NAMES.items()}
    return Measurement(values, {"quotes": quotes} if quotes is not None else {})


def _indexed(rkey: str, ctx: Context) -> list[dict[str, Any]]:
    """The post as the index has it; nothing where the account's server asks no index."""
    try:
        asked = query(ctx, "app.bsky.feed.getPosts", {"uris": post_uri(ctx.account, rkey)})
        return objects(fetched(ctx, asked), "posts")
    except PlatformError as error:
        if error.failure is Failure.CONTENT_REJECTED:
            return []
        raise
