"""Resumable uploads: begun with the resource, fed in pieces in order, done with the last byte, which makes the video."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select, update
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Desk, Incoming, Refusal, Reply, json_reply
from agency_core.sandbox.tables import ASSETS, POSTS
from agency_core.sandbox.youtube.guard import admitted, bad_request, json_body, parts_of, query_of, refusal
from agency_core.sandbox.youtube.resource import WRITABLE, checked
from agency_core.sandbox.youtube.videos import UPLOADED, resource_of, video_row

GRAIN = 256 * 1024
MOST_BYTES = 274_877_906_944
_LIFETIME = 7 * 24 * 3600
_PACIFIC = ZoneInfo("America/Los_Angeles")
_KINDS = ("video/", "application/octet-stream")
_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+)")
_INSERT = {
    "uploadType", "autoLevels", "notifySubscribers", "stabilize", "onBehalfOfContentOwner", "onBehalfOfContentOwnerChannel",
}  # fmt: skip


def begin(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /upload/youtube/v3/videos?uploadType=resumable&part=...`: one of the day's inserts."""
    owner = admitted(call, tx).profile_id
    asked = query_of(call, _INSERT)
    if asked.get("uploadType") != "resumable":
        raise bad_request("wrongUploadType", "This simulator takes resumable uploads only")
    sent = checked(json_body(call), parts_of(asked, WRITABLE))
    size = _announced_size(call)
    if _inserts_today(owner, desk, tx) >= desk.manner.daily_posts:
        message = "The request cannot be completed because you have exceeded your quota."
        raise refusal(403, "quotaExceeded", message, "youtube.quota")
    session = secrets.token_urlsafe(24)
    details = {"resource": sent, "size": size, "arrived": 0, "video": ""}
    row = {"id": session, "platform": Platform.YOUTUBE, "owner": owner, "kind": "upload", "state": "open"}
    tx.execute(ASSETS.insert().values(**row, looks=0, created_at=desk.now(), details=details))
    location = f"{call.base}/upload/youtube/v3/videos?uploadType=resumable&upload_id={session}"
    return Reply(200, headers={"location": location, "x-guploader-uploadid": session})


def kind_of_call(call: Incoming) -> str:
    """Whether a call to an upload asks, brings a piece, or brings the last one."""
    found = _RANGE.fullmatch(call.headers.get("content-range", ""))
    if found is None or found[1] is None:
        return "read"
    return "commit" if int(found[2]) + 1 >= int(found[3]) else "upload"


def receive(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`PUT` to the upload's own address: a piece in order, or the question how much has arrived."""
    owner = admitted(call, tx).profile_id
    row = _session(call, owner, desk, tx)
    if row.details["video"]:
        return _resource(row.details["video"], owner, tx)
    first, last, size = _range(call, row)
    arrived = row.details["arrived"]
    if first is None:
        return _incomplete(arrived)
    if first > arrived:
        raise _unfit(f"{first} does not follow {arrived}")
    if last + 1 < size and (last + 1 - first) % GRAIN:
        raise bad_request("badRequest", "Every piece but the last is a multiple of 256 KiB")
    arrived = max(arrived, _kept(call, first, last))
    if arrived < size:
        _remember(row, tx, arrived=arrived)
        return _incomplete(arrived)
    return _made(row, desk, tx)


def _announced_size(call: Incoming) -> int:
    kind, size = call.headers.get("x-upload-content-type", ""), call.headers.get("x-upload-content-length", "")
    if not kind.startswith(_KINDS):
        raise bad_request("badContent", f"Media type {kind or 'unknown'} is not supported. Valid media types: [video/*]")
    if not size.isdecimal() or not 0 < int(size) <= MOST_BYTES:
        raise bad_request("mediaBodyRequired", "The request does not say how large the video is.")
    return int(size)


def _inserts_today(owner: str, desk: Desk, tx: Connection) -> int:
    """Uploads begun since midnight in California, where the day of the quota begins."""
    midnight = datetime.combine(desk.moment().astimezone(_PACIFIC).date(), time(), _PACIFIC).astimezone(UTC).timestamp()
    mine = (ASSETS.c.platform == Platform.YOUTUBE, ASSETS.c.owner == owner, ASSETS.c.kind == "upload")
    counted = select(func.count()).select_from(ASSETS).where(*mine, ASSETS.c.created_at >= midnight)
    return int(tx.execute(counted).scalar_one())


def _session(call: Incoming, owner: str, desk: Desk, tx: Connection) -> Row[Any]:
    named = call.asked().get("upload_id", "")
    mine = (ASSETS.c.platform == Platform.YOUTUBE, ASSETS.c.id == named, ASSETS.c.owner == owner, ASSETS.c.kind == "upload")
    row = tx.execute(select(ASSETS).where(*mine)).first()
    if row is None:
        raise Refusal(Reply(404, b"Not Found", {"content-type": "text/plain"}))
    if desk.now() > row.created_at + _LIFETIME or (call.suffers("processing_failure") and not row.details["video"]):
        raise Refusal(Reply(410, b"Gone", {"content-type": "text/plain"}))
    return row


def _range(call: Incoming, row: Row[Any]) -> tuple[int | None, int, int]:
    """First and last byte of the piece and the size of all; no first byte when only asked."""
    size = int(row.details["size"])
    found = _RANGE.fullmatch(call.headers.get("content-range", ""))
    if found is None:
        raise bad_request("badRequest", "Content-Range is missing or malformed")
    if int(found[3]) != size:
        raise bad_request("badRequest", f"The upload was announced with {size} bytes, not {found[3]}")
    if found[1] is None:
        return (None, 0, size)
    first, last = int(found[1]), int(found[2])
    if not first <= last < size or len(call.body) != last - first + 1:
        raise bad_request("badRequest", f"bytes {first}-{last}/{size} does not describe a body of {len(call.body)} bytes")
    return first, last, size


def _kept(call: Incoming, first: int, last: int) -> int:
    """How much of the file is there after this piece; when ordered to be slow, YouTube keeps half of one of several grains."""
    half = (last + 1 - first) // 2 // GRAIN * GRAIN
    return first + half if half and call.suffers("slow_processing") else last + 1


def _incomplete(arrived: int) -> Reply:
    return Reply(308, headers={"range": f"bytes=0-{arrived - 1}"} if arrived else {})


def _unfit(why: str) -> Refusal:
    return Refusal(Reply(416, why.encode(), {"content-type": "text/plain"}))


def _remember(row: Row[Any], tx: Connection, **changes: Any) -> None:  # noqa: ANN401 - plain JSON
    tx.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(details={**row.details, **changes}))


def _made(row: Row[Any], desk: Desk, tx: Connection) -> Reply:
    """The last byte is here: the video exists, and YouTube begins to process it."""
    video = secrets.token_urlsafe(8)
    snippet, status = row.details["resource"]["snippet"], row.details["resource"]["status"]
    details = {"media": [], "snippet": snippet, "status": {"privacyStatus": "public", **status}, "state": UPLOADED}
    words = "\n\n".join(filter(None, (snippet["title"], snippet.get("description", ""))))
    tx.execute(
        POSTS.insert().values(
            id=video, platform=Platform.YOUTUBE, author=row.owner, kind="video", text=words, sent_text=words,
            created_at=desk.now(), details={**details, "looks": 0, "bytes": row.details["size"]},
        )
    )
    _remember(row, tx, arrived=row.details["size"], video=video)
    return _resource(video, row.owner, tx)


def _resource(video: str, owner: str, tx: Connection) -> Reply:
    row = video_row(video, owner, tx)
    if row is None:
        raise Refusal(Reply(404, b"Not Found", {"content-type": "text/plain"}))
    return json_reply(200, resource_of(row, ["snippet", "status"]))
