"""Instagram's numbers of a post. What does not exist for its kind is left out."""

from __future__ import annotations

from agency_core.domain.content import ContentType
from agency_core.domain.publishing import Measurement, PlatformError
from agency_core.platforms.base import Context
from agency_core.platforms.graph.insights import insights
from agency_core.platforms.instagram.calls import GRAPH
from agency_core.platforms.instagram.facts import FACTS

_FEED = ("views", "reach", "saved", "likes", "comments", "shares", "total_interactions")
_REEL = (*_FEED, "ig_reels_avg_watch_time", "ig_reels_video_view_total_time")
_STORY = ("views", "reach", "shares", "total_interactions", "replies", "navigation", "follows", "profile_visits")
_BY_TYPE: dict[str, tuple[str, ...]] = {
    ContentType.REEL: _REEL,
    ContentType.VIDEO_POST: _REEL,
    ContentType.STORY: _STORY,
}
_RENAMED = {"saved": "saves"}
_TOO_FEW_VIEWERS = "10"


def measured(media_id: str, content_type: str, ctx: Context) -> Measurement:
    """What Instagram counts for the post now.

    Raises:
        PlatformError: classified; NOT_FOUND when the post is gone.
    """
    names = _BY_TYPE.get(content_type, _FEED)
    try:
        found = insights(GRAPH, media_id, names, ctx)
    except PlatformError as error:
        if content_type == ContentType.STORY and error.network_code == _TOO_FEW_VIEWERS:
            return Measurement({})  # Instagram keeps a story's numbers to itself below five viewers
        raise
    known = {_RENAMED.get(name, name): value for name, value in found.items()}
    kept = set(FACTS.capabilities.metrics)
    values: dict[str, float | None] = {name: value for name, value in known.items() if name in kept}
    return Measurement(values, {name: value for name, value in known.items() if name not in kept})
