"""Reading and removing Threads' objects: containers by their state, posts and replies by their fields."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.graph.comments import hidden_for, page_size, timestamp
from agency_core.sandbox.graph.fields import chosen
from agency_core.sandbox.graph.guard import MISSING, USAGE, admitted, invalid, own_node, parameters, refusal
from agency_core.sandbox.graph.people import username
from agency_core.sandbox.graph.states import ERROR, container_of, looked_at
from agency_core.sandbox.tables import POSTS

_TYPES = {"text": "TEXT_POST", "image": "IMAGE", "video": "VIDEO", "carousel": "CAROUSEL_ALBUM"}


def one(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /{container}`, `GET /{post}` or `GET /me`, with `fields`."""
    token = admitted(call, tx)
    node = call.params["node"]
    container = container_of(call, node, token.profile_id, tx)
    if container is not None:
        state = looked_at(call, desk, tx, container)
        told: dict[str, Any] = {"status": state, "error_message": "FAILED_PROCESSING_VIDEO" if state == ERROR else None}
    elif node in {token.profile_id, "me"}:
        node = token.profile_id
        told = {"username": username(node), "name": f"Sandbox {node}"}
    else:
        told = _post(living(node, token.profile_id, tx), call)
    return json_reply(200, {**chosen(told, call), "id": node}, USAGE)


def listed(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /{user}/threads`: newest first, without replies."""
    return _list(call, desk, tx, replies=False)


def replies(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /{user}/replies`: the profile's own replies, newest first."""
    return _list(call, desk, tx, replies=True)


def remove(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`DELETE /{post}`."""
    token = admitted(call, tx)
    if parameters(call):
        raise invalid("a removal has no parameters")
    row = living(call.params["node"], token.profile_id, tx)
    tx.execute(update(POSTS).where(POSTS.c.id == row.id).values(deleted_at=desk.now()))
    return json_reply(200, {"success": True, "deleted_id": row.id}, USAGE)


def living(post: str, owner: str, tx: Connection) -> Row[Any]:
    """The post with this id, when it is `owner`'s and still there.

    Raises:
        Refusal: 100/33.
    """
    mine = (POSTS.c.platform == Platform.THREADS, POSTS.c.id == post, POSTS.c.author == owner)
    row = tx.execute(select(POSTS).where(*mine, POSTS.c.deleted_at.is_(None))).first()
    if row is None:
        raise refusal(MISSING)
    return row


def _list(call: Incoming, desk: Desk, tx: Connection, *, replies: bool) -> Reply:
    owner = own_node(call, admitted(call, tx))
    replied = POSTS.c.details["reply_to"].as_string()
    mine = select(POSTS).where(
        POSTS.c.platform == Platform.THREADS, POSTS.c.author == owner, POSTS.c.deleted_at.is_(None),
        (replied != "") if replies else (replied == ""), POSTS.c.created_at <= desk.now() - hidden_for(call),
    )
    rows = tx.execute(mine.order_by(POSTS.c.created_at.desc()).limit(page_size(call)))
    return json_reply(200, {"data": [{**chosen(_post(row, call), call), "id": row.id} for row in rows]}, USAGE)


def _post(row: Row[Any], call: Incoming) -> dict[str, Any]:
    return {
        "text": row.text or None,
        "media_type": _TYPES[row.kind],
        "timestamp": timestamp(row),
        "permalink": f"{call.base}/@{row.author}/post/{row.id}",
        "username": username(row.author),
        "is_reply": bool(row.details["reply_to"]),
    }
