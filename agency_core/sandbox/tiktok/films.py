"""Videos on TikTok: announced with their size and how they are cut, then sent piece after piece to an address of an hour."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Desk, Incoming, Refusal, Reply
from agency_core.sandbox.tables import ASSETS
from agency_core.sandbox.tiktok.creator import PHOTO_ONLY, post_info
from agency_core.sandbox.tiktok.guard import admitted, good, invalid, json_body, metered, only, units
from agency_core.sandbox.tiktok.publications import OPEN, announced, handed_over, keep, new_key

_PER_MINUTE = 6
_TEXT = 2200
_MOST_BYTES = 4 * 1024**3
_LEAST_PIECE, _MOST_PIECE, _MOST_LAST, _MOST_PIECES = 5_000_000, 64_000_000, 128_000_000, 1000
_URL_SECONDS = 3600
_SOURCE = {"source": str, "video_size": int, "chunk_size": int, "total_chunk_count": int}
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
_TYPES = ("video/mp4", "video/quicktime", "video/webm")


def announce(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /v2/post/publish/video/init/`."""
    owner = admitted(call, tx).profile_id
    metered(desk, tx, owner, "init", _PER_MINUTE)
    body = json_body(call)
    only(body, {"post_info": dict, "source_info": dict}, ("post_info", "source_info"))
    info = post_info(body, PHOTO_ONLY, owner, desk, tx)
    if units(info.get("title", "")) > _TEXT:
        raise invalid("The title is too long")
    size, piece, count = _cut(body["source_info"])
    details = {"kind": "video", "text": info.get("title", ""), "privacy": info["privacy_level"]}
    key = new_key()
    cut = {"size": size, "piece": piece, "count": count, "key": key}
    publish_id = announced(desk, tx, owner, "v_pub_file", {**details, **cut})
    return good({"publish_id": publish_id, "upload_url": f"{call.base}/upload?upload_id={publish_id}&upload_token={key}"})


def kind_of_call(call: Incoming) -> str:
    """Whether a call brings a piece, or the last one."""
    found = _RANGE.fullmatch(call.headers.get("content-range", ""))
    return "upload" if found is None or int(found[2]) + 1 < int(found[3]) else "commit"


def receive(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`PUT` to the address of the upload, which needs no token: it is its own key."""
    row = _upload(call, desk, tx)
    first, last, size = _range(call)
    details = row.details
    if first != details["arrived"] or size != details["size"]:
        raise _refused(416, f"expected from byte {details['arrived']} of {details['size']}")
    place = first // details["piece"]
    whole_last = size - 1 if place + 1 >= details["count"] else first + details["piece"] - 1
    if last != whole_last or len(call.body) != last - first + 1:
        raise _refused(416, f"piece {place} ends with byte {whole_last}")
    if not call.headers.get("content-type", "").startswith(_TYPES):
        raise _refused(400, "Content-Type is none of a video's")
    if last + 1 < size:
        keep(row, tx, OPEN, arrived=last + 1)
        return Reply(206, headers={"content-range": f"bytes 0-{last}/{size}"})
    handed_over(row.id, desk, tx)
    return Reply(201)


def _cut(source: dict[str, Any]) -> tuple[int, int, int]:
    """Size, size of a piece, number of pieces: rounded down, the last piece taking what remains."""
    only(source, _SOURCE, _SOURCE)
    size, piece, count = (int(source[name]) for name in ("video_size", "chunk_size", "total_chunk_count"))
    if source["source"] != "FILE_UPLOAD":
        raise invalid("This simulator takes videos by FILE_UPLOAD only")
    if not 0 < size <= _MOST_BYTES or piece <= 0:
        raise invalid("video_size or chunk_size is invalid")
    whole = count == 1 and piece == size <= _MOST_PIECE
    fits = _LEAST_PIECE <= piece <= _MOST_PIECE and count == size // piece and size - (count - 1) * piece <= _MOST_LAST
    if not (whole or fits) or not 1 <= count <= _MOST_PIECES:
        raise invalid("The total chunk count is invalid")
    return size, piece, count


def _upload(call: Incoming, desk: Desk, tx: Connection) -> Row[Any]:
    asked = call.asked()
    mine = (ASSETS.c.platform == Platform.TIKTOK, ASSETS.c.id == asked.get("upload_id", ""))
    row = tx.execute(select(ASSETS).where(*mine, ASSETS.c.kind == "publication")).first()
    if row is None or row.details.get("key") != asked.get("upload_token") or row.state != OPEN:
        raise _refused(404, "no such upload")
    if desk.now() > row.created_at + _URL_SECONDS or call.suffers("expire_token") or call.suffers("revoke_token"):
        raise _refused(403, "the upload_url has expired")
    return row


def _range(call: Incoming) -> tuple[int, int, int]:
    found = _RANGE.fullmatch(call.headers.get("content-range", ""))
    if found is None:
        raise _refused(400, "Content-Range is missing or malformed")
    return int(found[1]), int(found[2]), int(found[3])


def _refused(status: int, why: str) -> Refusal:
    return Refusal(Reply(status, why.encode(), {"content-type": "text/plain"}))
