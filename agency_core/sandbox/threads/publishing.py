"""Threads' irreversible call, and the quotas on it: so many posts and so many replies a day."""

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

POSTS_A_DAY, REPLIES_A_DAY = 250, 1000
_KINDS = {"TEXT": "text", "IMAGE": "image", "VIDEO": "video", "CAROUSEL": "carousel"}
_ID_BITS = 18


def publish(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /{user}/threads_publish` with creation_id: once a container."""
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
    posts, replies = _used(call, desk, tx, owner)
    if replies >= REPLIES_A_DAY if row.details["reply_to"] else posts >= POSTS_A_DAY:
        raise refusal(GraphError(9, 2207042, "You have reached the maximum number of posts for today", status=403))
    return json_reply(200, {"id": _written(row, desk, tx, owner)}, USAGE)


def limit(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /{user}/threads_publishing_limit`."""
    owner = own_node(call, admitted(call, tx))
    posts, replies = _used(call, desk, tx, owner)
    told = {
        "quota_usage": posts,
        "config": {"quota_total": POSTS_A_DAY, "quota_duration": DAY},
        "reply_quota_usage": replies,
        "reply_config": {"quota_total": REPLIES_A_DAY, "quota_duration": DAY},
    }
    return json_reply(200, {"data": [told]}, USAGE)


def _used(call: Incoming, desk: Desk, tx: Connection, owner: str) -> tuple[int, int]:
    """How many posts and how many replies the last 24 hours have seen."""
    today = posts_of_a_day(call, desk, tx, owner)
    replies = len([row for row in today if row.details["reply_to"]])
    return len(today) - replies, replies


def _written(row: Row[Any], desk: Desk, tx: Connection, owner: str) -> str:
    post, details = new_number(desk.now(), _ID_BITS), row.details
    media = details["children"] or ([] if details["type"] == "TEXT" else [row.id])
    tx.execute(
        POSTS.insert().values(
            id=post, platform=Platform.THREADS, author=owner, kind=_KINDS[details["type"]], text=details["text"],
            sent_text=details["text"], created_at=desk.now(),
            details={
                "media": media, "container": row.id, "reply_to": details["reply_to"], "link": details["link"],
                "parent": details["reply_to"],
            },
        )
    )
    tx.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(state=PUBLISHED))
    return post
