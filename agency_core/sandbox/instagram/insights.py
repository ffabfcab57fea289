"""Instagram's insights, told from the audience that the sandbox imagines. One wrong metric spoils the whole call."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection

from agency_core.domain.platform import Platform
from agency_core.sandbox.audience import Audience, Shown, audience
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.graph.comments import COMMENT
from agency_core.sandbox.graph.guard import MISSING, USAGE, admitted, invalid, refusal, several
from agency_core.sandbox.instagram.nodes import living

_ALWAYS = ("views", "reach", "shares", "total_interactions")
_FEED = (*_ALWAYS, "saved", "likes", "comments", "follows", "profile_visits", "profile_activity")
_REEL = (*_ALWAYS, "saved", "likes", "comments", "ig_reels_avg_watch_time", "ig_reels_video_view_total_time")
_STORY = (*_ALWAYS, "replies", "navigation", "follows", "profile_visits", "profile_activity")
_VALID = {"reel": _REEL, "story": _STORY}
_AVERAGE_WATCH_MS = 6_400


def told(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /{media}/insights?metric=...`."""
    token = admitted(call, tx)
    row = living(call.params["node"], token.profile_id, desk, tx)
    if row.kind == COMMENT:
        raise refusal(MISSING)
    valid = _VALID.get(row.kind, _FEED)
    asked = several(call.asked().get("metric", ""))
    for place, name in enumerate(asked):
        if name not in valid:
            raise invalid(f"metric[{place}] must be one of the following values: {', '.join(valid)}")
    if not asked:
        raise invalid("metric is required")
    created = datetime.fromtimestamp(row.created_at, UTC)
    crowd = audience(Shown(Platform.INSTAGRAM, row.author, row.id, row.kind, created), desk.moment())
    values = _values(crowd)
    data = [
        {"name": name, "period": "lifetime", "values": [{"value": values[name]}], "id": f"{row.id}/insights/{name}/lifetime"}
        for name in asked
    ]
    return json_reply(200, {"data": data}, USAGE)


def _values(crowd: Audience) -> dict[str, int]:
    return {
        "views": crowd.impressions,
        "reach": crowd.reach,
        "saved": crowd.saves,
        "likes": crowd.likes,
        "comments": crowd.comments,
        "shares": crowd.shares,
        "total_interactions": crowd.interactions,
        "follows": crowd.clicks // 20,
        "profile_visits": crowd.clicks,
        "profile_activity": crowd.clicks // 4,
        "replies": crowd.comments,
        "navigation": crowd.impressions // 2,
        "ig_reels_avg_watch_time": _AVERAGE_WATCH_MS if crowd.impressions else 0,
        "ig_reels_video_view_total_time": _AVERAGE_WATCH_MS * crowd.impressions,
    }
