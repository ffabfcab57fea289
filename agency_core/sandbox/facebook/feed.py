"""A Page's posts: made at once, refused when the last one says the same, listed newest first."""

from __future__ import annotations

import json
import re
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.graph.comments import COMMENT, hidden_for, page_size, timestamp
from agency_core.sandbox.graph.fields import chosen
from agency_core.sandbox.graph.guard import (
    USAGE,
    GraphError,
    admitted,
    invalid,
    only,
    own_node,
    parameters,
    refusal,
)
from agency_core.sandbox.store import new_number
from agency_core.sandbox.tables import ASSETS, POSTS

PHOTO, FREE, USED, FAILED = "photo", "UNPUBLISHED", "PUBLISHED", "FAILED"
_MESSAGE = 63_206
_MOST_PHOTOS = 40
_FIELDS = frozenset({
    "message", "link", "published", "attached_media", "targeting", "place", "tags", "backdated_time", "name", "caption",
    "description", "picture",
})  # fmt: skip
_ATTACHED = re.compile(r"attached_media\[(\d+)\]")
_LISTED = frozenset({"fields", "limit", "since", "until", "after", "summary"})
_ID_BITS = 18
_SAME = GraphError(506, 1455006, "(#506) Duplicate status message", "Dieser Beitrag kann nicht zweimal veröffentlicht werden.")
BAD_PHOTO = GraphError(324, 2069019, "(#324) Missing or invalid image file")


def create(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /{page}/feed`: words, a link, or pictures brought up before."""
    page = own_node(call, admitted(call, tx))
    sent = parameters(call)
    photos = _attached(sent)
    only({name: value for name, value in sent.items() if not _ATTACHED.fullmatch(name)}, _FIELDS)
    if sent.get("published", "true").lower() != "true":
        raise invalid("the sandbox publishes at once")
    message, link = sent.get("message", ""), sent.get("link", "")
    if not message.strip() and not link and not photos:
        raise invalid("Missing message or attachment")
    if link and (photos or not link.startswith(("https://", "http://"))):
        raise refusal(GraphError(100, 1609005, "(#100) The link could not be used"))
    for photo in photos:
        _use(call, tx, page, photo)
    kind = "text" if not photos else "image" if len(photos) == 1 else "carousel"
    post = publish(desk, tx, page, {"kind": "article" if link else kind, "text": message, "media": photos, "link": link})
    return json_reply(200, {"id": post}, USAGE)


def listed(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /{page}/feed`."""
    page = own_node(call, admitted(call, tx))
    asked = parameters(call)
    only(asked, _LISTED)
    since = asked.get("since", "0")
    if not since.isdecimal():
        raise invalid("since is a time in seconds")
    mine = select(POSTS).where(
        POSTS.c.platform == Platform.FACEBOOK, POSTS.c.author == page, POSTS.c.deleted_at.is_(None),
        POSTS.c.kind != COMMENT, POSTS.c.created_at >= float(since), POSTS.c.created_at <= desk.now() - hidden_for(call),
    )
    rows = tx.execute(mine.order_by(POSTS.c.created_at.desc()).limit(page_size(call)))
    return json_reply(200, {"data": [{**chosen(told(row, call), call), "id": row.id} for row in rows]}, USAGE)


def publish(desk: Desk, tx: Connection, page: str, made: dict[str, Any]) -> str:
    """The id of a new post of `page` with the kind, text and media of `made`.

    Raises:
        Refusal: 506 when the Page's last post says the same.
    """
    last = select(POSTS.c.text, POSTS.c.created_at).where(
        POSTS.c.platform == Platform.FACEBOOK, POSTS.c.author == page, POSTS.c.kind != COMMENT, POSTS.c.deleted_at.is_(None)
    )
    row = tx.execute(last.order_by(POSTS.c.created_at.desc()).limit(1)).first()
    since = desk.now() - desk.manner.duplicate_window.total_seconds()
    if row is not None and made["text"].strip() and row.text == made["text"] and row.created_at > since:
        raise refusal(_SAME)
    post = f"{page}_{new_number(desk.now(), _ID_BITS)}"
    details = {name: value for name, value in made.items() if name not in {"kind", "text"}}
    tx.execute(
        POSTS.insert().values(
            id=post, platform=Platform.FACEBOOK, author=page, kind=made["kind"], text=made["text"], sent_text=made["text"],
            created_at=desk.now(), details=details,
        )
    )
    return post


def told(row: Row[Any], call: Incoming) -> dict[str, Any]:
    """A post as the interface tells it; what is not there is None."""
    return {
        "message": row.text or None,
        "created_time": timestamp(row),
        "from": {"id": row.author, "name": f"Sandbox {row.author}"},
        "permalink_url": f"{call.base}/{row.id}",
        "is_published": True,
    }


def _attached(sent: dict[str, str]) -> list[str]:
    """The pictures, in one JSON list or in one field each."""
    entries = {name: value for name, value in sent.items() if _ATTACHED.fullmatch(name)}
    texts = [entries[name] for name in sorted(entries, key=lambda name: int(_ATTACHED.fullmatch(name)[1]))]  # type: ignore[index]
    try:
        listed_here = json.loads(sent["attached_media"]) if sent.get("attached_media") else []
        found = [*listed_here, *(json.loads(text) for text in texts)]
        photos = [str(entry["media_fbid"]) for entry in found]
    except (ValueError, TypeError, KeyError):
        raise invalid("attached_media is a list of objects with media_fbid") from None
    if len(photos) > _MOST_PHOTOS or len(set(photos)) != len(photos):
        raise invalid("attached_media names too many pictures, or one twice")
    return photos


def _use(call: Incoming, tx: Connection, page: str, photo: str) -> None:
    mine = (ASSETS.c.platform == Platform.FACEBOOK, ASSETS.c.id == photo, ASSETS.c.owner == page, ASSETS.c.kind == PHOTO)
    state = tx.execute(select(ASSETS.c.state).where(*mine)).scalar()
    if state is None:
        raise invalid(f"attached_media: {photo} is no picture of this Page")
    if state == FAILED or call.suffers("processing_failure"):
        raise refusal(BAD_PHOTO)
    if state == USED:
        raise refusal(GraphError(1366051, message="(#1366051) These photos were already posted"))
    tx.execute(update(ASSETS).where(ASSETS.c.id == photo).values(state=USED))
