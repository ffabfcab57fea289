"""Reading and removing Instagram's objects: containers by their state, posts by their fields."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.instagram.containers import ERROR, container_of, looked_at
from agency_core.sandbox.instagram.guard import MISSING, USAGE, admitted, invalid, own_node, parameters, refusal, several
from agency_core.sandbox.tables import POSTS

_STORY_SECONDS = 24 * 3600
_PAGE, _LARGEST_PAGE = 25, 100
_TYPES = {"image": "IMAGE", "carousel": "CAROUSEL_ALBUM", "reel": "VIDEO", "story": "IMAGE"}
_PRODUCTS = {"reel": "REELS", "story": "STORY"}
_STATUS = {
    ERROR: "Error: Media upload has failed with error code 2207026",
    "EXPIRED": "Expired: the media container was not published within 24 hours",
}


def one(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /{container}` or `GET /{media}` or `GET /{ig-user}`, with `fields`."""
    token = admitted(call, tx)
    node = call.params["node"]
    container = container_of(node, token.profile_id, tx)
    if container is not None:
        state = looked_at(call, desk, tx, container)
        told: dict[str, Any] = {"status_code": state, "status": _STATUS.get(state, state.title())}
    elif node == token.profile_id:
        told = {"username": f"sandbox_{node}"}
    else:
        told = _post(living(node, token.profile_id, desk, tx), call)
    return json_reply(200, {**_chosen(told, call), "id": node}, USAGE)


def listed(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /{ig-user}/media`: newest first, without stories."""
    owner = own_node(call, admitted(call, tx))
    limit = call.asked().get("limit", str(_PAGE))
    if not limit.isdecimal() or not 1 <= int(limit) <= _LARGEST_PAGE:
        raise invalid("limit is a number from 1 to 100")
    hidden = call.fault.seconds if call.fault is not None and call.suffers("slow_processing") else 0.0
    mine = select(POSTS).where(
        POSTS.c.platform == Platform.INSTAGRAM, POSTS.c.author == owner, POSTS.c.deleted_at.is_(None),
        POSTS.c.kind != "story", POSTS.c.created_at <= desk.now() - hidden,
    )
    rows = tx.execute(mine.order_by(POSTS.c.created_at.desc()).limit(int(limit)))
    return json_reply(200, {"data": [{**_chosen(_post(row, call), call), "id": row.id} for row in rows]}, USAGE)


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
    if row is None or (row.kind == "story" and desk.now() > row.created_at + _STORY_SECONDS):
        raise refusal(MISSING)
    return row


def _post(row: Row[Any], call: Incoming) -> dict[str, Any]:
    moment = datetime.fromtimestamp(row.created_at, UTC)
    return {
        "caption": row.text,
        "media_type": _TYPES[row.kind],
        "media_product_type": _PRODUCTS.get(row.kind, "FEED"),
        "timestamp": f"{moment:%Y-%m-%dT%H:%M:%S}+0000",
        "permalink": f"{call.base}/p/{row.id}/",
    }


def _chosen(told: dict[str, Any], call: Incoming) -> dict[str, Any]:
    asked = [name for name in several(call.asked().get("fields", "")) if name != "id"]
    unknown = [name for name in asked if name not in told]
    if unknown:
        raise invalid(f"Tried accessing nonexisting field ({unknown[0]})")
    return {name: told[name] for name in asked}
