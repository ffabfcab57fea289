"""Reading and removing Facebook's objects: Pages, posts, comments, videos by their phases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.facebook.feed import told
from agency_core.sandbox.facebook.insights import engagement
from agency_core.sandbox.facebook.videos import FAILED, SHOWN, UPLOADING, video_of
from agency_core.sandbox.following import followers
from agency_core.sandbox.graph.comments import COMMENT, timestamp
from agency_core.sandbox.graph.fields import chosen
from agency_core.sandbox.graph.guard import MISSING, PERSON, USAGE, admitted, invalid, parameters, refusal
from agency_core.sandbox.graph.people import page_of
from agency_core.sandbox.tables import ASSETS, POSTS

_ERROR = {"code": 1363024, "message": "The video could not be processed"}


def one(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /{post}`, `GET /{comment}`, `GET /{video}`, `GET /{page}` or `GET /me`, with `fields`."""
    token = admitted(call, tx)
    node, owner = call.params["node"], token.profile_id.removeprefix(PERSON)
    video = video_of(node, owner, tx)
    if video is not None:
        return json_reply(200, {**chosen(_video(call, desk, tx, video), call), "id": node}, USAGE)
    if node in {"me", owner}:
        page = {**page_of(owner), "followers_count": followers(Platform.FACEBOOK, owner, desk, tx)}
        return json_reply(200, {**chosen(page, call), "id": token.profile_id}, USAGE)
    row = living(node, owner, tx)
    body = {**(_comment(row) if row.kind == COMMENT else told(row, call)), **engagement(row, desk)}
    if row.kind == COMMENT:
        del body["shares"]
    return json_reply(200, {**chosen(body, call), "id": row.id}, USAGE)


def remove(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`DELETE /{post}`, also `DELETE /{video}`."""
    token = admitted(call, tx)
    if parameters(call):
        raise invalid("a removal has no parameters")
    video = video_of(call.params["node"], token.profile_id, tx)
    row = living(video.details["post"] if video is not None else call.params["node"], token.profile_id, tx)
    tx.execute(update(POSTS).where(POSTS.c.id == row.id).values(deleted_at=desk.now()))
    return json_reply(200, {"success": True}, USAGE)


def living(post: str, owner: str, tx: Connection) -> Row[Any]:
    """The post or comment with this id, when it is `owner`'s and still there.

    Raises:
        Refusal: 100/33.
    """
    mine = (POSTS.c.platform == Platform.FACEBOOK, POSTS.c.id == post, POSTS.c.author == owner)
    row = tx.execute(select(POSTS).where(*mine, POSTS.c.deleted_at.is_(None))).first()
    if row is None:
        raise refusal(MISSING)
    return row


def _comment(row: Row[Any]) -> dict[str, Any]:
    return {"message": row.text, "created_time": timestamp(row), "from": {"id": row.author}}


def _video(call: Incoming, desk: Desk, tx: Connection, row: Row[Any]) -> dict[str, Any]:
    state = str(row.state)
    if call.suffers("processing_failure") and state != SHOWN:
        state = FAILED
        tx.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(state=FAILED))
    tx.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(looks=row.looks + 1))
    waited = desk.now() >= row.created_at + desk.manner.ready_after.total_seconds()
    ready = (waited or row.looks >= desk.manner.video_looks) and not call.suffers("slow_processing")
    return {
        "status": _status(state, ready=ready),
        "published": state == SHOWN,
        "post_id": row.details["post"].rpartition("_")[2] or None,
        "permalink_url": f"/{row.details['post']}" if row.details["post"] else None,
    }


def _status(state: str, *, ready: bool) -> dict[str, Any]:
    """How far a video is; its pieces count as uploaded only after some looks or some time."""
    if state == FAILED:
        return {
            "video_status": "error",
            "uploading_phase": {"status": "complete"},
            "processing_phase": {"status": "error", "errors": [_ERROR]},
            "publishing_phase": {"status": "not_started"},
        }
    uploaded = state == SHOWN or (state != UPLOADING and ready)
    publishing = {"status": "complete", "publish_status": "published"} if state == SHOWN else {"status": "not_started"}
    return {
        "video_status": "ready" if state == SHOWN and ready else "processing",
        "uploading_phase": {"status": "complete" if uploaded else "in_progress"},
        "processing_phase": {"status": "complete" if state == SHOWN and ready else "not_started"},
        "publishing_phase": publishing,
    }
