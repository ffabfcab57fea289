"""X's numbers of a post: what everybody sees, and for thirty days what only its author may."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from agency_core.domain.publishing import Failure, Measurement, PlatformError
from agency_core.platforms.base import Context
from agency_core.platforms.reading import an_object, number, objects
from agency_core.platforms.x.calls import ask, fetched

_PUBLIC = {
    "impression_count": "impressions",
    "like_count": "likes",
    "reply_count": "comments",
    "bookmark_count": "saves",
}
_REPOSTS = ("retweet_count", "repost_count")
"""The older and the newer word of the same number."""
_EXTRA = {"quote_count": "quotes"}
_OWN_CLICKS, _OWN_VISITS = "url_link_clicks", "user_profile_clicks"
_OWN_DAYS = timedelta(days=29)
_IDS_SINCE_MS = 1_288_834_974_657
"""An id of X begins with the milliseconds since this moment."""
_ID_BITS = 22


def measured(post_id: str, ctx: Context) -> Measurement:
    """What X counts for the post now.

    Raises:
        PlatformError: classified; NOT_FOUND when the post is gone.
    """
    fields = "public_metrics,non_public_metrics" if _is_young(post_id, ctx.clock.now()) else "public_metrics"
    body = fetched(ctx, ask(ctx, "GET", f"tweets?{urlencode({'ids': post_id, 'tweet.fields': fields})}"))
    posts = objects(body, "data")
    if not posts and any("resource-not-found" in str(error.get("type")) for error in objects(body, "errors")):
        raise PlatformError(Failure.NOT_FOUND, "X no longer has this post.")
    told = an_object(posts[0], "public_metrics") if posts else {}
    own = an_object(posts[0], "non_public_metrics") if posts else {}
    values = {name: number(told.get(key)) for key, name in _PUBLIC.items()}
    reposts = next((count for key in _REPOSTS if (count := number(told.get(key))) is not None), None)
    extra = {name: number(told.get(key)) for key, name in _EXTRA.items()} | {"profile_visits": number(own.get(_OWN_VISITS))}
    given = {name: value for name, value in extra.items() if value is not None}
    return Measurement({**values, "shares": reposts, "clicks": number(own.get(_OWN_CLICKS))}, given)


def _is_young(post_id: str, now: datetime) -> bool:
    """Whether the author's own numbers are still to be had; asking for them later refuses the whole answer."""
    if not (post_id.isdecimal() and len(post_id) <= 19):
        return False
    made = datetime.fromtimestamp(((int(post_id) >> _ID_BITS) + _IDS_SINCE_MS) / 1000, UTC)
    return now - made < _OWN_DAYS
