"""Facebook's insights, told from the audience that the sandbox imagines. Names of former years spoil the whole call."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.audience import Audience, Shown, audience
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.graph.comments import COMMENT
from agency_core.sandbox.graph.guard import MISSING, USAGE, GraphError, admitted, invalid, refusal, several
from agency_core.sandbox.tables import POSTS

_VALID = (
    "post_media_view", "post_total_media_view_unique", "post_clicks", "post_reactions_by_type_total", "post_video_views",
)  # fmt: skip
_WRONG = GraphError(100, message="(#100) The value must be a valid insights metric")


def told(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /{post}/insights?metric=...`."""
    token = admitted(call, tx)
    mine = (POSTS.c.platform == Platform.FACEBOOK, POSTS.c.id == call.params["node"], POSTS.c.author == token.profile_id)
    row = tx.execute(select(POSTS).where(*mine, POSTS.c.deleted_at.is_(None), POSTS.c.kind != COMMENT)).first()
    if row is None:
        raise refusal(MISSING)
    asked = several(call.asked().get("metric", ""))
    if not asked:
        raise invalid("metric is required")
    if set(asked) - set(_VALID):
        raise refusal(_WRONG)
    values = _values(_crowd(row, desk), row.kind)
    data = [
        {"name": name, "period": "lifetime", "values": [{"value": values[name]}], "id": f"{row.id}/insights/{name}/lifetime"}
        for name in asked
        if name in values
    ]
    return json_reply(200, {"data": data}, USAGE)


def engagement(row: Row[Any], desk: Desk) -> dict[str, Any]:
    """What people did with a post, as fields of it."""
    crowd = _crowd(row, desk)
    return {
        "reactions": {"data": [], "summary": {"total_count": crowd.likes}},
        "comments": {"data": [], "summary": {"total_count": crowd.comments}},
        "shares": {"count": crowd.shares} if crowd.shares else None,
    }


def _values(crowd: Audience, kind: str) -> dict[str, Any]:
    values: dict[str, Any] = {
        "post_media_view": crowd.impressions,
        "post_total_media_view_unique": crowd.reach,
        "post_clicks": crowd.clicks,
        "post_reactions_by_type_total": {"like": crowd.likes},
    }
    return {**values, "post_video_views": crowd.reach} if kind in {"video", "reel"} else values


def _crowd(row: Row[Any], desk: Desk) -> Audience:
    created = datetime.fromtimestamp(row.created_at, UTC)
    return audience(Shown(Platform.FACEBOOK, row.author, row.id, row.kind, created), desk.moment())
