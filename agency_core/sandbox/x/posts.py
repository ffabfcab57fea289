"""X's posts: made and taken down."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.domain.weighted_text import composed, weighted_length
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.meters import Window
from agency_core.sandbox.store import new_number
from agency_core.sandbox.tables import POSTS
from agency_core.sandbox.x.guard import Admitted, admitted, forbidden, invalid, json_body, not_found
from agency_core.sandbox.x.media_states import demand_ready
from agency_core.sandbox.x.schema import POST, demand
from agency_core.sandbox.x.shortening import shown
from agency_core.sandbox.x.wallet import pay_for_post

IDS_SINCE = 1_288_834_974.657
"""Ids of X count from this moment, in seconds since 1970."""
ID_BITS = 22
QUARTER_HOUR = 900.0
_TEXT_LIMIT = 280
_DELETING = Window("delete", 50, QUARTER_HOUR)
_ALONE = frozenset({"gif", "video"})


def create(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /2/tweets`: 201 with the id and the text as X shows it."""
    caller = admitted(call, desk, tx, Window("create", desk.manner.window_posts, QUARTER_HOUR))
    body = json_body(call)
    demand(body, POST)
    text = _checked_text(body)
    parent = _parent(body, tx)
    media = _media(body, call, desk, (tx, caller))
    _refuse_duplicate(text, caller, desk, tx)
    pay_for_post(desk, tx, caller.user, text)
    post_id = new_number(desk.now() - IDS_SINCE, ID_BITS)
    kind = ("carousel" if len(media) > 1 else media[0].kind) if media else "text"
    details = {"media": [row.id for row in media], "parent": parent, "kinds": [row.kind for row in media]}
    tx.execute(
        POSTS.insert().values(
            id=post_id, platform=Platform.X, author=caller.user, kind=kind, text=text, sent_text=text, created_at=desk.now(),
            details=details,
        )
    )
    told, _ = shown(text, post_id, keyed(details))
    data = {"id": post_id, "text": told, "edit_history_tweet_ids": [post_id]}
    return json_reply(201, {"data": data}, caller.headers)


def remove(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`DELETE /2/tweets/{id}`."""
    caller = admitted(call, desk, tx, _DELETING)
    row = living(call.params["id"], tx)
    if row is None:
        raise not_found("id", call.params["id"])
    if row.author != caller.user:
        raise forbidden("You are not authorized to delete this Tweet.")
    tx.execute(update(POSTS).where(POSTS.c.id == row.id).values(deleted_at=desk.now()))
    return json_reply(200, {"data": {"deleted": True}}, caller.headers)


def living(post_id: str, tx: Connection) -> Row[Any] | None:
    """The post with this id, unless it was taken down."""
    mine = (POSTS.c.platform == Platform.X, POSTS.c.id == post_id, POSTS.c.deleted_at.is_(None))
    return tx.execute(select(POSTS).where(*mine)).first()


def keyed(details: dict[str, Any]) -> list[tuple[str, str]]:
    """The keys of a post's media, and whether each is shown as a photo or a video."""
    kinds = zip(details["media"], details["kinds"], strict=True)
    return [(media_key(name, kind), "video" if kind == "video" else "photo") for name, kind in kinds]


def media_key(media_id: str, kind: str) -> str:
    """How a medium is called in a post: its id behind a number for its kind."""
    return f"{ {'image': 3, 'gif': 16}.get(kind, 7)}_{media_id}"


def _checked_text(body: dict[str, Any]) -> str:
    text = composed(str(body.get("text", ""))).strip()
    if not text and "media" not in body and "poll" not in body:
        raise invalid("text", "", "text is required without media")
    if weighted_length(text) > _TEXT_LIMIT:
        raise forbidden("You are not permitted to perform this action.")
    return text


def _parent(body: dict[str, Any], tx: Connection) -> str:
    """The post that this one answers; whom nobody asked may only go on with a thread of their own."""
    post_id = str(body.get("reply", {}).get("in_reply_to_tweet_id", ""))
    if post_id and living(post_id, tx) is None:
        raise forbidden("You attempted to reply to a Tweet that is deleted or not visible to you.")
    return post_id


def _media(body: dict[str, Any], call: Incoming, desk: Desk, owner: tuple[Connection, Admitted]) -> list[Row[Any]]:
    tx, caller = owner
    names = body.get("media", {}).get("media_ids", [])
    rows = [demand_ready(name, caller.user, call, desk, tx) for name in names]
    if len(set(names)) != len(names) or (len(rows) > 1 and _ALONE & {row.kind for row in rows}):
        raise invalid("media.media_ids", names, "Only four photos, one GIF or one video go into a post")
    return rows


def _refuse_duplicate(text: str, caller: Admitted, desk: Desk, tx: Connection) -> None:
    """The same words of the same user, while the first post is there and young, are refused; X does not say which post it is."""
    since = desk.now() - desk.manner.duplicate_window.total_seconds()
    same = select(POSTS.c.id).where(
        POSTS.c.platform == Platform.X, POSTS.c.author == caller.user, POSTS.c.created_at > since,
        POSTS.c.sent_text == text, POSTS.c.deleted_at.is_(None),
    )
    if text and tx.execute(same.limit(1)).scalar():
        raise forbidden("You are not allowed to create a Tweet with duplicate content.")
