"""Comments below posts, on Facebook and Instagram. A comment is public, so it is remembered like a post."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.graph.fields import chosen
from agency_core.sandbox.graph.guard import MISSING, USAGE, admitted, invalid, only, parameters, platform_of, refusal
from agency_core.sandbox.store import new_number
from agency_core.sandbox.tables import POSTS

COMMENT = "comment"
_LONGEST = {Platform.INSTAGRAM: 300, Platform.FACEBOOK: 8000}
_PAGE, _LARGEST_PAGE = 25, 100
_ID_BITS = 16
_ORDERS = frozenset({"reverse_chronological", "chronological"})
_LISTED = frozenset({"fields", "limit", "filter", "order", "after", "summary"})


def comment(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /{post}/comments` with message."""
    token = admitted(call, tx)
    sent = parameters(call)
    only(sent, frozenset({"message"}))
    name = platform_of(call)
    if not sent.get("message", "").strip() or len(sent["message"]) > _LONGEST[name]:
        raise invalid(f"message has 1 to {_LONGEST[name]} characters")
    post = _commented(call, token.profile_id, tx)
    number = new_number(desk.now(), _ID_BITS)
    made = f"{post.id.rpartition('_')[2]}_{number}" if name is Platform.FACEBOOK else number
    tx.execute(
        POSTS.insert().values(
            id=made, platform=name, author=token.profile_id, kind=COMMENT, text=sent["message"], sent_text=sent["message"],
            created_at=desk.now(), details={"media": [], "parent": post.id},
        )
    )
    return json_reply(200, {"id": made}, USAGE)


def listed(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /{post}/comments`: Instagram tells the newest first, Facebook when `order` says so."""
    token = admitted(call, tx)
    post = _commented(call, token.profile_id, tx)
    asked, facebook = call.asked(), platform_of(call) is Platform.FACEBOOK
    only(parameters(call), _LISTED)
    if asked.get("order", "chronological") not in _ORDERS:
        raise invalid("order is chronological or reverse_chronological")
    below = select(POSTS).where(
        POSTS.c.platform == platform_of(call), POSTS.c.kind == COMMENT, POSTS.c.deleted_at.is_(None),
        POSTS.c.details["parent"].as_string() == post.id, POSTS.c.created_at <= desk.now() - hidden_for(call),
    )
    newest = not facebook or asked.get("order") == "reverse_chronological"
    rows = tx.execute(below.order_by(POSTS.c.created_at.desc() if newest else POSTS.c.created_at).limit(page_size(call))).all()
    data = [{**chosen(_told(row, facebook), call), "id": row.id} for row in rows]
    return json_reply(200, {"data": data}, USAGE)


def page_size(call: Incoming) -> int:
    """How many entries a list may have.

    Raises:
        Refusal: `limit` is no number from 1 to 100.
    """
    limit = call.asked().get("limit", str(_PAGE))
    if not limit.isdecimal() or not 1 <= int(limit) <= _LARGEST_PAGE:
        raise invalid("limit is a number from 1 to 100")
    return int(limit)


def hidden_for(call: Incoming) -> float:
    """For how many seconds a list does not show what was just made, when it was ordered to be slow."""
    return call.fault.seconds if call.fault is not None and call.suffers("slow_processing") else 0.0


def timestamp(row: Row[Any]) -> str:
    """When a post was made, as the Graph interface writes it."""
    return f"{datetime.fromtimestamp(row.created_at, UTC):%Y-%m-%dT%H:%M:%S}+0000"


def _commented(call: Incoming, owner: str, tx: Connection) -> Row[Any]:
    mine = (POSTS.c.platform == platform_of(call), POSTS.c.id == call.params["node"], POSTS.c.author == owner)
    row = tx.execute(select(POSTS).where(*mine, POSTS.c.deleted_at.is_(None))).first()
    if row is None or row.kind == COMMENT:
        raise refusal(MISSING)
    return row


def _told(row: Row[Any], facebook: bool) -> dict[str, Any]:
    text, at = ("message", "created_time") if facebook else ("text", "timestamp")
    return {text: row.text, at: timestamp(row), "from": {"id": row.author}}
