"""TikTok's numbers of a post. They exist for public posts only, and only once the post has an id of its own."""

from __future__ import annotations

from agency_core.domain.publishing import Failure, Measurement, PlatformError
from agency_core.platforms.base import Context
from agency_core.platforms.reading import number, objects
from agency_core.platforms.tiktok.calls import asking, data_of
from agency_core.platforms.tiktok.status import fetched_status

_NAMES = {"view_count": "views", "like_count": "likes", "comment_count": "comments", "share_count": "shares"}
_FIELDS = ",".join(["id", *_NAMES])


def measured(external_id: str, ctx: Context) -> Measurement:
    """What TikTok counts now; nothing while the post has no public id.

    Raises:
        PlatformError: classified; NOT_FOUND when the post is gone.
    """
    post = external_id if external_id.isdecimal() else fetched_status(external_id, ctx).post
    if not post:
        return Measurement({})
    data = data_of(ctx, asking(ctx, "video/query/", {"filters": {"video_ids": [post]}}, fields=_FIELDS))
    if not isinstance(data.get("videos"), list):
        raise PlatformError(Failure.TRANSIENT, "TikTok's answer holds no list of posts.")
    found = objects(data, "videos")
    if not found:
        raise PlatformError(Failure.NOT_FOUND, "TikTok does not show the post (any more).")
    return Measurement({ours: number(found[0].get(theirs)) for theirs, ours in _NAMES.items()})
