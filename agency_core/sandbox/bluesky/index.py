"""The index over all servers, which counts what people did with a post; it may learn of a post some seconds late."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy import Connection, func, select
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.audience import Shown, audience
from agency_core.sandbox.bluesky.guard import COLLECTION, admitted, invalid, parameter, refusal
from agency_core.sandbox.bluesky.identities import did_of, handle_of, profile_of
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.following import followers
from agency_core.sandbox.tables import POSTS

_MOST = 25


def posts(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET app.bsky.feed.getPosts?uris=`, passed on by the account's server; what is not there is left out."""
    admitted(call, desk, tx)
    uris = [value for name, value in parse_qsl(call.query) if name in {"uris", "uris[]"}]
    if not uris or len(uris) > _MOST or not all(uri.startswith("at://") for uri in uris):
        raise invalid("Invalid app.bsky.feed.getPosts params: uris holds 1 to 25 at-uris")
    late = call.suffers("slow_processing")
    rows = [] if late else [row for row in (_living(uri, tx) for uri in uris) if row is not None]
    return json_reply(200, {"posts": [_view(row, desk) for row in rows]})


def profile(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET app.bsky.actor.getProfile?actor=`."""
    admitted(call, desk, tx)
    found = profile_of(parameter(call, "actor"))
    if not found:
        raise refusal(400, "InvalidRequest", "Profile not found")
    mine = (POSTS.c.platform == Platform.BLUESKY, POSTS.c.author == did_of(found), POSTS.c.deleted_at.is_(None))
    count = tx.execute(select(func.count()).select_from(POSTS).where(*mine)).scalar_one()
    crowd = followers(Platform.BLUESKY, did_of(found), desk, tx)
    told = {"did": did_of(found), "handle": handle_of(found), "followersCount": crowd, "followsCount": 0, "postsCount": count}
    return json_reply(200, told)


def _living(uri: str, tx: Connection) -> Row[Any] | None:
    author, _, name = uri.removeprefix("at://").partition(f"/{COLLECTION}/")
    mine = (POSTS.c.platform == Platform.BLUESKY, POSTS.c.id == name, POSTS.c.author == author)
    return tx.execute(select(POSTS).where(*mine, POSTS.c.deleted_at.is_(None))).first()


def _view(row: Row[Any], desk: Desk) -> dict[str, Any]:
    moment = datetime.fromtimestamp(row.created_at, UTC)
    crowd = audience(Shown(Platform.BLUESKY, row.author, row.id, row.kind, moment), desk.moment())
    return {
        "uri": f"at://{row.author}/{COLLECTION}/{row.id}",
        "cid": row.details["cid"],
        "author": {"did": row.author, "handle": handle_of(profile_of(row.author))},
        "record": row.details["record"],
        "likeCount": crowd.likes,
        "replyCount": crowd.comments,
        "repostCount": crowd.shares,
        "quoteCount": crowd.shares // 4,
        "bookmarkCount": crowd.saves,
        "indexedAt": f"{moment:%Y-%m-%dT%H:%M:%S}.000Z",
    }
