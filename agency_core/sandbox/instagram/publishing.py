"""Instagram's irreversible call, and the quota on it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.instagram.containers import (
    ERROR,
    EXPIRED,
    FINISHED,
    GONE,
    IN_PROGRESS,
    NOT_READY,
    PUBLISHED,
    container_of,
    state_of,
)
from agency_core.sandbox.instagram.guard import USAGE, GraphError, admitted, invalid, own_node, parameters, refusal
from agency_core.sandbox.store import new_number
from agency_core.sandbox.tables import ASSETS, POSTS

_DAY = 24 * 3600
_KINDS = {"IMAGE": "image", "CAROUSEL": "carousel", "REELS": "reel", "STORIES": "story"}
_ID_BITS = 18
_REFUSALS = {
    IN_PROGRESS: NOT_READY,
    EXPIRED: GONE,
    ERROR: GraphError(-1, 2207032, "Create media failed, please try to re-create media"),
    PUBLISHED: GraphError(100, message="(#100) This container was published already"),
}


def publish(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /{ig-user}/media_publish` with creation_id: once a container."""
    owner = own_node(call, admitted(call, tx))
    sent = parameters(call)
    if set(sent) != {"creation_id"}:
        raise invalid("creation_id, and nothing else, is expected")
    row = container_of(sent["creation_id"], owner, tx)
    if row is None:
        raise refusal(GraphError(24, 2207006, "The requested resource does not exist", "Die Medien wurden nicht gefunden."))
    if row.details["child"]:
        raise invalid("a child of a carousel cannot be published on its own")
    state = _state(call, desk, row)
    if state in _REFUSALS:
        raise refusal(_REFUSALS[state])
    if _used(owner, desk, tx) >= desk.manner.daily_posts:
        raise refusal(GraphError(9, 2207042, "You have reached the maximum number of posts for today", status=403))
    media = _written(row, desk, tx, owner)
    return json_reply(200, {"id": media}, USAGE)


def limit(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /{ig-user}/content_publishing_limit`."""
    owner = own_node(call, admitted(call, tx))
    config = {"quota_total": desk.manner.daily_posts, "quota_duration": _DAY}
    return json_reply(200, {"data": [{"quota_usage": _used(owner, desk, tx), "config": config}]}, USAGE)


def _state(call: Incoming, desk: Desk, row: Row[Any]) -> str:
    state = state_of(row, desk)
    if state == FINISHED and call.suffers("slow_processing"):
        return IN_PROGRESS
    return ERROR if state == FINISHED and call.suffers("processing_failure") else state


def _written(row: Row[Any], desk: Desk, tx: Connection, owner: str) -> str:
    media = new_number(desk.now(), _ID_BITS)
    details = row.details
    pictures = details["children"] or [row.id]
    tx.execute(
        POSTS.insert().values(
            id=media, platform=Platform.INSTAGRAM, author=owner, kind=_KINDS[details["type"]], text=details["caption"],
            sent_text=details["caption"], created_at=desk.now(),
            details={"media": pictures, "container": row.id, "url": details["media_url"]},
        )
    )
    tx.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(state=PUBLISHED))
    return media


def _used(owner: str, desk: Desk, tx: Connection) -> int:
    mine = (POSTS.c.platform == Platform.INSTAGRAM, POSTS.c.author == owner, POSTS.c.created_at > desk.now() - _DAY)
    return int(tx.execute(select(func.count()).select_from(POSTS).where(*mine)).scalar_one())
