"""Reading and removing Instagram's objects: containers by their state, posts by their fields."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.following import followers
from agency_core.sandbox.graph.comments import COMMENT, hidden_for, page_size, timestamp
from agency_core.sandbox.graph.fields import chosen
from agency_core.sandbox.graph.guard import MISSING, PERSON, USAGE, admitted, invalid, own_node, parameters, refusal
from agency_core.sandbox.graph.people import page_of, username
from agency_core.sandbox.graph.states import DAY, ERROR, container_of, looked_at
from agency_core.sandbox.tables import POSTS

_TYPES = {"image": "IMAGE", "carousel": "CAROUSEL_ALBUM", "reel": "VIDEO", "story": "IMAGE"}
_UNLISTED = ("story", COMMENT)
_PRODUCTS = {"reel": "REELS", "story": "STORY"}
_STATUS = {
    ERROR: "Error: Media upload has failed with error code 2207026",
    "EXPIRED": "Expired: the media container was not published within 24 hours",
}


def one(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /{container}`, `GET /{media}`, `GET /{ig-user}` or `GET /me`, with `fields`."""
    token = admitted(call, tx)
    node = call.params["node"]
    container = container_of(call, node, token.profile_id, tx)
    if container is not None:
        state = looked_at(call, desk, tx, container)
        told: dict[str, Any] = {"status_code": state, "status": _STATUS.get(state, state.title())}
    elif node in {token.profile_id, "me"}:
        node = token.profile_id.removeprefix(PERSON)
        crowd = followers(Platform.INSTAGRAM, node, desk, tx)
        told = {**page_of(node), "username": username(node), "user_id": node, "followers_count": crowd}
    else:
        told = _post(living(node, token.profile_id, desk, tx), call)
    return json_reply(200, {**chosen(told, call), "id": node}, USAGE)


def listed(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /{ig-user}/media`: newest first, without stories."""
    owner = own_node(call, admitted(call, tx))
    mine = select(POSTS).where(
        POSTS.c.platform == Platform.INSTAGRAM, POSTS.c.author == owner, POSTS.c.deleted_at.is_(None),
        POSTS.c.kind.not_in(_UNLISTED), POSTS.c.created_at <= desk.now() - hidden_for(call),
    )
    rows = tx.execute(mine.order_by(POSTS.c.created_at.desc()).limit(page_size(call)))
    return json_reply(200, {"data": [{**chosen(_post(row, call), call), "id": row.id} for row in rows]}, USAGE)


def remove(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`DELETE /{media}`."""
    token = admitted(call, tx)
    if parameters(call):
        raise invalid("a removal has no parameters")
    row = living(call.params["node"], token.profile_id, desk, tx)
    tx.execute(update(POSTS).where(POSTS.c.id == row.id).values(deleted_at=desk.now()))
    return json_reply(200, {"success": True}, USAGE)


def living(media: str, owner: str, desk: Desk, tx: Connection) -> Row[Any]:
    """The post with this id, when it is `owner`'s and still there; a story is for a day.

    Raises:
        Refusal: 100/33.
    """
    mine = (POSTS.c.platform == Platform.INSTAGRAM, POSTS.c.id == media, POSTS.c.author == owner)
    row = tx.execute(select(POSTS).where(*mine, POSTS.c.deleted_at.is_(None))).first()
    if row is None or (row.kind == "story" and desk.now() > row.created_at + DAY):
        raise refusal(MISSING)
    return row


def _post(row: Row[Any], call: Incoming) -> dict[str, Any]:
    if row.kind == COMMENT:
        return {"text": row.text, "timestamp": timestamp(row)}
    return {
        "caption": row.text,
        "media_type": _TYPES[row.kind],
        "media_product_type": _PRODUCTS.get(row.kind, "FEED"),
        "timestamp": timestamp(row),
        "permalink": f"{call.base}/p/{row.id}/",
    }
