"""YouTube's videos: read, counted, given a thumbnail, removed; processing ends after some looks or some time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.audience import Shown, audience
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.pictures import looked_at
from agency_core.sandbox.tables import POSTS, THUMBS
from agency_core.sandbox.youtube.guard import admitted, bad_request, parts_of, query_of, refusal

UPLOADED, PROCESSED, FAILED = "uploaded", "processed", "failed"
PARTS = ("id", "snippet", "status", "statistics", "processingDetails")
_PROCESSING = {UPLOADED: "processing", PROCESSED: "succeeded", FAILED: "failed"}
_THUMBNAIL_BYTES = 52_428_800
_MOST_IDS = 50
_VIDEO_LIST = {"id", "maxResults", "hl"}


def listed(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /youtube/v3/videos?part=...&id=...`; what is not there is left out."""
    owner = admitted(call, tx).profile_id
    asked = query_of(call, _VIDEO_LIST)
    parts, ids = parts_of(asked, PARTS), [name for name in asked.get("id", "").split(",") if name]
    if not 0 < len(ids) <= _MOST_IDS:
        raise bad_request("missingRequiredParameter", "No filter selected. Expected one of: id")
    rows = [row for name in ids if (row := _seen(name, owner, tx)) is not None]
    items = [_told(_looked_at(call, row, desk, tx) if "status" in parts else row, parts, desk) for row in rows]
    return json_reply(200, {"kind": "youtube#videoListResponse", "items": items})


def kind_of_read(call: Incoming) -> str:
    """Whether a read is for the numbers or for the state."""
    return "metrics" if "statistics" in call.asked().get("part", "") else "poll"


def remove(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`DELETE /youtube/v3/videos?id=`."""
    owner = admitted(call, tx).profile_id
    row = video_row(query_of(call, (), ("id",))["id"], owner, tx)
    if row is None:
        raise refusal(404, "videoNotFound", "The video that you are trying to delete cannot be found.", "youtube.video")
    tx.execute(update(POSTS).where(POSTS.c.id == row.id).values(deleted_at=desk.now()))
    return Reply(204)


def set_thumbnail(call: Incoming, desk: Desk, tx: Connection) -> Reply:  # noqa: ARG001 - every handler is asked the same way
    """`POST /upload/youtube/v3/thumbnails/set?videoId=`: a JPEG or PNG, kept as a small copy."""
    owner = admitted(call, tx).profile_id
    asked = query_of(call, ("uploadType", "onBehalfOfContentOwner"), ("videoId",))
    row = video_row(asked["videoId"], owner, tx)
    if row is None:
        raise refusal(404, "videoNotFound", "The video that you are trying to set a thumbnail for cannot be found.")
    picture = looked_at(call.body) if len(call.body) <= _THUMBNAIL_BYTES else None
    if picture is None or picture.format not in {"JPEG", "PNG"}:
        raise bad_request("invalidImage", "The provided image content is invalid.")
    tx.execute(THUMBS.delete().where(THUMBS.c.id == row.id))
    tx.execute(THUMBS.insert().values(id=row.id, picture=picture.thumb))
    _keep(row, tx, media=[row.id])
    sizes = {"default": {"url": f"{call.base}/thumb/{row.id}", "width": 120, "height": 90}}
    return json_reply(200, {"kind": "youtube#thumbnailSetResponse", "items": [sizes]})


def video_row(video: str, owner: str, tx: Connection) -> Row[Any] | None:
    """The video with this id, when it is `owner`'s and still there."""
    row = _any_row(video, owner, tx)
    return row if row is not None and row.deleted_at is None else None


def resource_of(row: Row[Any], parts: list[str]) -> dict[str, Any]:
    """The parts of a video that do not depend on the time."""
    details = row.details
    status = {**details["status"], "uploadStatus": details["state"]}
    if details["state"] == FAILED:
        status["failureReason"] = "conversion"
    told: dict[str, Any] = {
        "snippet": {**details["snippet"], "channelId": row.author, "publishedAt": written(row.created_at)},
        "status": status,
        "processingDetails": {"processingStatus": _PROCESSING[details["state"]]},
    }
    return {"kind": "youtube#video", "id": row.id, **{part: told[part] for part in parts if part in told}}


def written(seconds: float) -> str:
    """A time as YouTube writes it."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _seen(video: str, owner: str, tx: Connection) -> Row[Any] | None:
    """The video as its owner sees it: one that could not be processed is shown to nobody else."""
    row = _any_row(video, owner, tx)
    return row if row is not None and (row.deleted_at is None or row.details["state"] == FAILED) else None


def _any_row(video: str, owner: str, tx: Connection) -> Row[Any] | None:
    mine = (POSTS.c.platform == Platform.YOUTUBE, POSTS.c.id == video, POSTS.c.author == owner, POSTS.c.kind == "video")
    return tx.execute(select(POSTS).where(*mine)).first()


def _told(row: Row[Any], parts: list[str], desk: Desk) -> dict[str, Any]:
    told = resource_of(row, parts)
    if "statistics" not in parts:
        return told
    created = datetime.fromtimestamp(row.created_at, UTC)
    crowd = audience(Shown(Platform.YOUTUBE, row.author, row.id, row.kind, created), desk.moment())
    counts = {"viewCount": crowd.impressions, "likeCount": crowd.likes, "favoriteCount": 0, "commentCount": crowd.comments}
    return {**told, "statistics": {name: str(count) for name, count in counts.items()}}


def _looked_at(call: Incoming, row: Row[Any], desk: Desk, tx: Connection) -> Row[Any]:
    """The video after one more look at its state."""
    details = row.details
    if details["state"] != UPLOADED:
        return row
    looks = details["looks"] + 1
    ready = looks > desk.manner.video_looks or desk.now() >= row.created_at + desk.manner.ready_after.total_seconds()
    state = PROCESSED if ready and not call.suffers("slow_processing") else UPLOADED
    if call.suffers("processing_failure"):
        state = FAILED
        tx.execute(update(POSTS).where(POSTS.c.id == row.id).values(deleted_at=desk.now()))
    return _keep(row, tx, looks=looks, state=state)


def _keep(row: Row[Any], tx: Connection, **changes: Any) -> Row[Any]:  # noqa: ANN401 - plain JSON
    tx.execute(update(POSTS).where(POSTS.c.id == row.id).values(details={**row.details, **changes}))
    return tx.execute(select(POSTS).where(POSTS.c.id == row.id)).one()
