"""Comments below videos."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.audience import Shown, audience
from agency_core.sandbox.exchange import Desk, Incoming, Refusal, Reply, json_reply
from agency_core.sandbox.tables import POSTS
from agency_core.sandbox.youtube.guard import admitted, bad_request, json_body, parts_of, query_of, refusal
from agency_core.sandbox.youtube.videos import video_row, written

_MOST_CHARACTERS = 10_000
_LARGEST_PAGE = 100
_LIST = {"videoId", "order", "maxResults", "textFormat", "pageToken"}


def add(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /youtube/v3/commentThreads?part=snippet`."""
    owner = admitted(call, tx).profile_id
    parts_of(query_of(call, ()), ("id", "snippet", "replies"))
    video, text = _thread(json_body(call))
    if video_row(video, owner, tx) is None:
        raise refusal(404, "videoNotFound", "The video identified by the videoId parameter could not be found.")
    comment = f"Ug{secrets.token_urlsafe(12)}4AaABAg"
    row = {"id": comment, "platform": Platform.YOUTUBE, "author": owner, "kind": "comment", "text": text, "sent_text": text}
    tx.execute(POSTS.insert().values(**row, created_at=desk.now(), details={"media": [], "video": video, "parent": video}))
    return json_reply(200, _told(_row(comment, owner, tx), call))


def listed(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /youtube/v3/commentThreads?part=snippet&videoId=`, newest first; when ordered to be slow, without the latest."""
    admitted(call, tx)
    asked = query_of(call, _LIST, ("part", "videoId"))
    size = asked.get("maxResults", "20")
    if not size.isdecimal() or not 1 <= int(size) <= _LARGEST_PAGE:
        raise bad_request("invalidParameter", "maxResults is a number from 1 to 100")
    hidden = call.fault.seconds if call.fault is not None and call.suffers("slow_processing") else 0.0
    below = (POSTS.c.platform == Platform.YOUTUBE, POSTS.c.kind == "comment", POSTS.c.deleted_at.is_(None))
    found = select(POSTS).where(*below, POSTS.c.created_at <= desk.now() - hidden).order_by(POSTS.c.created_at.desc())
    rows = [row for row in tx.execute(found) if row.details["video"] == asked["videoId"]]
    return json_reply(200, {"kind": "youtube#commentThreadListResponse", "items": [_told(r, call) for r in rows[: int(size)]]})


def one(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /youtube/v3/comments?part=snippet&id=`."""
    owner = admitted(call, tx).profile_id
    asked = query_of(call, ("textFormat",), ("part", "id"))
    try:
        row = _row(asked["id"], owner, tx)
    except Refusal:
        return json_reply(200, {"kind": "youtube#commentListResponse", "items": []})
    comment = _told(row, call)["snippet"]["topLevelComment"]
    created = datetime.fromtimestamp(row.created_at, UTC)
    likes = audience(Shown(Platform.YOUTUBE, row.author, row.id, row.kind, created), desk.moment()).likes
    item = {**comment, "snippet": {**comment["snippet"], "likeCount": likes}}
    return json_reply(200, {"kind": "youtube#commentListResponse", "items": [item]})


def remove(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`DELETE /youtube/v3/comments?id=`."""
    owner = admitted(call, tx).profile_id
    row = _row(query_of(call, (), ("id",))["id"], owner, tx)
    tx.execute(update(POSTS).where(POSTS.c.id == row.id).values(deleted_at=desk.now()))
    return Reply(204)


def _thread(body: dict[str, Any]) -> tuple[str, str]:
    """The video and the words of a thread that was sent.

    Raises:
        Refusal: anything else is in it, or the words are missing or too many.
    """
    match body:
        case {"snippet": {"videoId": str(video), "topLevelComment": {"snippet": {"textOriginal": str(text)} as inner}}}:
            known = set(body) == {"snippet"} and set(body["snippet"]) <= {"videoId", "topLevelComment", "channelId"}
            if not known or set(inner) != {"textOriginal"}:
                raise bad_request("invalidCommentThreadMetadata", "The comment thread holds unknown fields.")
        case _:
            raise bad_request("invalidCommentThreadMetadata", "The comment thread is incomplete.")
    if not text.strip():
        raise bad_request("commentTextRequired", "The comment resource has no text.")
    if len(text) > _MOST_CHARACTERS:
        raise bad_request("commentTextTooLong", "The comment resource contains too many characters.")
    return video, text


def _row(comment: str, owner: str, tx: Connection) -> Row[Any]:
    mine = (POSTS.c.platform == Platform.YOUTUBE, POSTS.c.id == comment, POSTS.c.author == owner, POSTS.c.kind == "comment")
    row = tx.execute(select(POSTS).where(*mine, POSTS.c.deleted_at.is_(None))).first()
    if row is None:
        raise refusal(404, "commentNotFound", "The comment cannot be found.", "youtube.comment")
    return row


def _told(row: Row[Any], call: Incoming) -> dict[str, Any]:
    plain = call.asked().get("textFormat") == "plainText"
    snippet = {
        "textOriginal": row.text,
        "textDisplay": row.text if plain else row.text.replace("&", "&amp;").replace("<", "&lt;"),
        "authorDisplayName": f"Sandbox {row.author}",
        "authorChannelId": {"value": row.author},
        "videoId": row.details["video"],
        "publishedAt": written(row.created_at),
    }
    comment = {"kind": "youtube#comment", "id": row.id, "snippet": snippet}
    thread = {"videoId": row.details["video"], "topLevelComment": comment, "canReply": True, "isPublic": True}
    return {"kind": "youtube#commentThread", "id": row.id, "snippet": thread}
