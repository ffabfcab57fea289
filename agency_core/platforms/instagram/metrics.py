"""Instagram's numbers of a post. One metric that does not exist for this kind of post spoils the whole call."""

from __future__ import annotations

from agency_core.domain.content import ContentType
from agency_core.domain.publishing import Failure, Measurement, PlatformError
from agency_core.platforms.base import Context
from agency_core.platforms.instagram.calls import fetched, node, reading
from agency_core.platforms.instagram.errors import GENERIC_PARAMETER
from agency_core.platforms.instagram.facts import FACTS
from agency_core.platforms.reading import identifier, number, objects

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
        found = _asked(media_id, names, ctx)
    except PlatformError as error:
        if content_type == ContentType.STORY and error.network_code == _TOO_FEW_VIEWERS:
            return Measurement({})  # Instagram keeps a story's numbers to itself below five viewers
        if not _names_wrong_metric(error):
            raise
        found = _one_by_one(media_id, names, ctx)
    known = {_RENAMED.get(name, name): value for name, value in found.items()}
    kept = set(FACTS.capabilities.metrics)
    values: dict[str, float | None] = {name: value for name, value in known.items() if name in kept}
    return Measurement(values, {name: value for name, value in known.items() if name not in kept})


def _asked(media_id: str, names: tuple[str, ...], ctx: Context) -> dict[str, float]:
    body = fetched(ctx, reading(ctx, node(media_id, "insights"), {"metric": ",".join(names)}))
    found = {}
    for entry in objects(body, "data"):
        first = next(iter(objects(entry, "values")), {})
        value = number(first.get("value"))
        if value is not None:
            found[identifier(entry.get("name"))] = value
    return found


def _one_by_one(media_id: str, names: tuple[str, ...], ctx: Context) -> dict[str, float]:
    """Each metric in a call of its own: the error's text alone names the offender, and it may be in any language."""
    found: dict[str, float] = {}
    for name in names:
        try:
            found |= _asked(media_id, (name,), ctx)
        except PlatformError as error:
            if not _names_wrong_metric(error):
                raise
    return found


def _names_wrong_metric(error: PlatformError) -> bool:
    return error.failure is Failure.CONTENT_REJECTED and error.network_code.partition("/")[0] == str(GENERIC_PARAMETER)
