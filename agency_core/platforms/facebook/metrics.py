"""Facebook's numbers of a post: insights by their present names, and what people did with it."""

from __future__ import annotations

from agency_core.domain.publishing import Failure, Measurement, PlatformError
from agency_core.platforms.base import Context
from agency_core.platforms.facebook.calls import GRAPH
from agency_core.platforms.graph.calls import node
from agency_core.platforms.graph.errors import names_wrong_parameter
from agency_core.platforms.graph.insights import insights
from agency_core.platforms.reading import an_object, number

_NAMES = {"post_media_view": "views", "post_total_media_view_unique": "reach", "post_clicks": "clicks"}
_ENGAGED = "reactions.summary(total_count).limit(0),comments.summary(total_count).limit(0)"
_SHARED = f"{_ENGAGED},shares"


def measured(post: str, ctx: Context) -> Measurement:
    """What Facebook counts for the post now. What people did counts even where insights are kept from us.

    Raises:
        PlatformError: classified; NOT_FOUND when the post is gone.
    """
    counted = _engagement(post, ctx)
    try:
        seen = insights(GRAPH, post, tuple(_NAMES), ctx)
    except PlatformError as error:
        if error.failure is not Failure.PERMISSION_DENIED:
            raise
        seen = {}
    return Measurement({**{_NAMES[name]: value for name, value in seen.items() if name in _NAMES}, **counted})


def _engagement(post: str, ctx: Context) -> dict[str, float | None]:
    try:
        told = GRAPH.fetched(ctx, GRAPH.reading(ctx, node(post), {"fields": _SHARED}))
    except PlatformError as error:
        if not names_wrong_parameter(error):
            raise
        told = GRAPH.fetched(ctx, GRAPH.reading(ctx, node(post), {"fields": _ENGAGED}))  # a comment or video has no shares
    counts = {name: an_object(an_object(told, name), "summary").get("total_count") for name in ("reactions", "comments")}
    shares = an_object(told, "shares").get("count")
    return {"likes": number(counts["reactions"]), "comments": number(counts["comments"]), "shares": number(shares)}
