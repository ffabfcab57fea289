"""Instagram's irreversible call, and the quota on it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, update
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.graph.guard import USAGE, GraphError, admitted, invalid, own_node, parameters, refusal
from agency_core.sandbox.graph.states import DAY, PUBLISHED, REFUSALS, container_of, posts_of_a_day, state_at_commit
from agency_core.sandbox.store import new_number
from agency_core.sandbox.tables import ASSETS, POSTS

_KINDS = {"IMAGE": "image", "CAROUSEL": "carousel", "REELS": "reel", "STORIES": "story"}
_ID_BITS = 18


def publish(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /{ig-user}/media_publish` with creation_id: once a container."""
    owner = own_node(call, admitted(call, tx))
    sent = parameters(call)
    if set(sent) != {"creation_id"}:
        raise invalid("creation_id, and nothing else, is expected")
    row = container_of(call, sent["creation_id"], owner, tx)
    if row is None:
        raise refusal(GraphError(24, 2207006, "The requested resource does not exist", "Die Medien wurden nicht gefunden."))
    if row.details["child"]:
        raise invalid("a child of a carousel cannot be published on its own")
    state = state_at_commit(call, desk, row)
    if state in REFUSALS:
        raise refusal(REFUSALS[state])
    if len(posts_of_a_day(call, desk, tx, owner)) >= desk.manner.daily_posts:
        raise refusal(GraphError(9, 2207042, "You have reached the maximum number of posts for today", status=403))
    media = _written(row, desk, tx, owner)
    return json_reply(200, {"id": media}, USAGE)


def limit(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /{ig-user}/content_publishing_limit`."""
    owner = own_node(call, admitted(call, tx))
    config = {"quota_total": desk.manner.daily_posts, "quota_duration": DAY}
    return json_reply(200, {"data": [{"quota_usage": len(posts_of_a_day(call, desk, tx, owner)), "config": config}]}, USAGE)


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
