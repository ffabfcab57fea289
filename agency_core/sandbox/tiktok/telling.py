"""Who a token acts for, the public posts, and their numbers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.audience import Shown, audience
from agency_core.sandbox.exchange import Desk, Incoming, Reply
from agency_core.sandbox.tables import POSTS
from agency_core.sandbox.tiktok.guard import admitted, good, invalid, json_body, only, refusal

_USER = {"open_id", "union_id", "avatar_url", "display_name"}
_POST = {
    "id", "title", "video_description", "create_time", "share_url", "view_count", "like_count", "comment_count", "share_count",
}  # fmt: skip
_MOST = 20
_WITH_A_SCOPE = {"follower_count", "following_count", "likes_count", "video_count"}
"""Told to those who were granted `user.info.stats`, which no token here was."""


def user(call: Incoming, desk: Desk, tx: Connection) -> Reply:  # noqa: ARG001 - every handler is asked the same way
    """`GET /v2/user/info/?fields=`."""
    owner = admitted(call, tx).profile_id
    if _WITH_A_SCOPE & set(call.asked().get("fields", "").split(",")):
        raise refusal(401, "scope_not_authorized", "The user did not authorize the scope required for completing this request.")
    told = {"open_id": owner, "union_id": owner, "avatar_url": "", "display_name": f"Sandbox {owner}"}
    return good({"user": {name: told[name] for name in _fields(call, _USER)}})


def listed(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /v2/video/list/?fields=`: public posts, newest first; when ordered to be slow, without the latest."""
    owner = admitted(call, tx).profile_id
    fields, body = _fields(call, _POST), json_body(call)
    only(body, {"max_count": int, "cursor": int})
    size = body.get("max_count", 10)
    if not 1 <= size <= _MOST:
        raise invalid("max_count is a number from 1 to 20")
    hidden = call.fault.seconds if call.fault is not None and call.suffers("slow_processing") else 0.0
    rows = [row for row in _shown(owner, tx) if row.created_at <= desk.now() - hidden]
    videos = [_told(row, fields, call, desk) for row in rows[:size]]
    return good({"videos": videos, "cursor": 0, "has_more": len(rows) > size})


def queried(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /v2/video/query/?fields=` with up to 20 ids."""
    owner = admitted(call, tx).profile_id
    fields, body = _fields(call, _POST), json_body(call)
    only(body, {"filters": dict}, ("filters",))
    only(body["filters"], {"video_ids": list}, ("video_ids",))
    ids = body["filters"]["video_ids"]
    if not 1 <= len(ids) <= _MOST:
        raise invalid("video_ids are 1 to 20 ids")
    return good({"videos": [_told(row, fields, call, desk) for row in _shown(owner, tx) if row.id in ids]})


def _fields(call: Incoming, known: set[str]) -> list[str]:
    fields = [name for name in call.asked().get("fields", "").split(",") if name]
    if not fields or not set(fields) <= known:
        raise invalid("fields is missing, or names one that does not exist")
    return fields


def _shown(owner: str, tx: Connection) -> list[Row[Any]]:
    mine = (POSTS.c.platform == Platform.TIKTOK, POSTS.c.author == owner, POSTS.c.deleted_at.is_(None))
    rows = tx.execute(select(POSTS).where(*mine).order_by(POSTS.c.created_at.desc())).all()
    return [row for row in rows if row.details["shown"] and row.details["privacy"] == "PUBLIC_TO_EVERYONE"]


def _told(row: Row[Any], fields: list[str], call: Incoming, desk: Desk) -> dict[str, Any]:
    created = datetime.fromtimestamp(row.created_at, UTC)
    crowd = audience(Shown(Platform.TIKTOK, row.author, row.id, row.kind, created), desk.moment())
    told = {
        "id": row.id,
        "title": row.text,
        "video_description": row.text,
        "create_time": int(row.created_at),
        "share_url": f"{call.base}/@{row.author}/video/{row.id}",
        "view_count": crowd.impressions,
        "like_count": crowd.likes,
        "comment_count": crowd.comments,
        "share_count": crowd.shares,
    }
    return {name: told[name] for name in fields}
