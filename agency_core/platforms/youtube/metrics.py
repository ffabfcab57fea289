"""YouTube's numbers of a video, and of a comment. It writes whole numbers as text, and leaves out what an owner hides."""

from __future__ import annotations

from typing import Any

from agency_core.domain.publishing import Failure, Measurement, PlatformError
from agency_core.platforms.base import Context
from agency_core.platforms.reading import an_object, identifier, number, objects
from agency_core.platforms.youtube.calls import fetched, reading
from agency_core.platforms.youtube.comments import is_comment

_NAMES = {"viewCount": "views", "likeCount": "likes", "commentCount": "comments"}


def measured(external_id: str, ctx: Context) -> Measurement:
    """What YouTube counts now.

    Raises:
        PlatformError: classified; NOT_FOUND when the video is gone.
    """
    if is_comment(external_id):
        snippet = an_object(_one(ctx, "comments", "snippet", external_id), "snippet")
        return Measurement({"likes": number(snippet.get("likeCount"))})
    counts = an_object(_one(ctx, "videos", "statistics", external_id), "statistics")
    return Measurement({ours: _whole(counts.get(theirs)) for theirs, ours in _NAMES.items()})


def _one(ctx: Context, path: str, part: str, resource: str) -> dict[str, Any]:
    body = fetched(ctx, reading(ctx, path, {"part": part, "id": resource}))
    if not isinstance(body.get("items"), list):
        raise PlatformError(Failure.TRANSIENT, "YouTube's answer holds no list.")
    found = objects(body, "items")
    if not found:
        raise PlatformError(Failure.NOT_FOUND, "YouTube does not have it (any more).")
    return found[0]


def _whole(value: object) -> float | None:
    text = identifier(value)
    return float(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None
