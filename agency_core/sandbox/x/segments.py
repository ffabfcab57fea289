"""X's uploads in segments, for GIFs and videos: announced, sent piece by piece, finished, and processed for a while."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import Row

from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.meters import Window
from agency_core.sandbox.x.guard import Admitted, admitted, invalid, json_body, problem
from agency_core.sandbox.x.media_states import (
    FAILED,
    LIFETIME_SECONDS,
    PROCESSING,
    SUCCEEDED,
    UPLOADING,
    change,
    looked_after,
    medium,
    new_medium,
)
from agency_core.sandbox.x.posts import QUARTER_HOUR, media_key
from agency_core.sandbox.x.schema import INITIALIZE, SEGMENT, demand
from agency_core.sandbox.x.uploads import received

_SEGMENTS = Window("segments", 1875, QUARTER_HOUR)
_LOOKING = Window("status", 1000, QUARTER_HOUR)
_SEGMENT_BYTES = 5 * 1024 * 1024
_SORTS = {
    "tweet_video": ("video", frozenset({"video/mp4", "video/quicktime", "video/webm", "video/mp2t"}), 512 * 1024 * 1024),
    "tweet_gif": ("gif", frozenset({"image/gif"}), 15 * 1024 * 1024),
    "tweet_image": ("image", frozenset({"image/jpeg", "image/png", "image/webp"}), 5 * 1024 * 1024),
}
_CHECK_AFTER = 1


def initialize(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /2/media/upload/initialize`."""
    caller = admitted(call, desk, tx, _SEGMENTS)
    body = json_body(call)
    demand(body, INITIALIZE)
    category = body.get("media_category", "")
    if category not in _SORTS:
        raise invalid("media_category", category, f"One of {', '.join(_SORTS)} goes into a post")
    kind, types, most = _SORTS[category]
    if body["media_type"] not in types:
        raise invalid("media_type", body["media_type"], f"{category} is one of {', '.join(sorted(types))}")
    if body["total_bytes"] > most:
        raise problem(400, "Invalid Request", "File size exceeds the limit.", "invalid-request")
    name = new_medium(desk, tx, caller.user, kind, total=body["total_bytes"], segments={})
    told = {"id": name, "media_key": media_key(name, kind), "expires_after_secs": LIFETIME_SECONDS}
    return json_reply(200, {"data": told}, caller.headers)


def append(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /2/media/upload/{id}/append`: the next segment, or one that came before, again."""
    caller = admitted(call, desk, tx, _SEGMENTS)
    row = _open(call, caller, desk, tx)
    fields, data = received(call, SEGMENT)
    index, segments = fields["segment_index"], row.details["segments"]
    if len(data) > _SEGMENT_BYTES:
        raise problem(413, "Payload Too Large", "A segment has at most 5 MB.", "payload-too-large")
    if index > len(segments):
        raise invalid("segment_index", index, f"Segment {len(segments)} is expected")
    grown = {**segments, str(index): len(data)}
    if sum(grown.values()) > row.details["total"]:
        raise invalid("media", len(data), "More bytes than total_bytes announced")
    change(tx, row, UPLOADING, segments=grown)
    return json_reply(200, {"data": {"expires_at": int(row.created_at) + LIFETIME_SECONDS}}, caller.headers)


def finalize(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /2/media/upload/{id}/finalize`: all bytes are there; asked again, it says the same."""
    caller = admitted(call, desk, tx, _SEGMENTS)
    row = _own(call.params["id"], caller, desk, tx)
    if row.state == UPLOADING:
        came = sum(row.details["segments"].values())
        if came != row.details["total"]:
            raise invalid("total_bytes", came, f"{row.details['total']} bytes were announced")
        state = FAILED if call.suffers("processing_failure") else PROCESSING
        change(tx, row, state, finished_at=desk.now())
        row = _own(call.params["id"], caller, desk, tx)
    return json_reply(200, {"data": _told(row, row.state)}, caller.headers)


def status(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /2/media/upload?command=STATUS&media_id=`."""
    caller = admitted(call, desk, tx, _LOOKING)
    asked = call.asked()
    if asked.get("command", "STATUS") != "STATUS":
        raise invalid("command", asked["command"], "command is STATUS")
    row = _own(asked.get("media_id", ""), caller, desk, tx)
    if row.state == UPLOADING:
        raise invalid("media_id", row.id, "The upload is not finished")
    return json_reply(200, {"data": _told(row, looked_after(row, call, desk, tx))}, caller.headers)


def _open(call: Incoming, caller: Admitted, desk: Desk, tx: Connection) -> Row[Any]:
    row = _own(call.params["id"], caller, desk, tx)
    if row.state != UPLOADING or "total" not in row.details:
        raise invalid("id", row.id, "The upload is finished")
    return row


def _own(name: str, caller: Admitted, desk: Desk, tx: Connection) -> Row[Any]:
    row = medium(name, caller.user, desk, tx)
    if row is None:
        raise problem(404, "Not Found Error", f"Could not find media with id: [{name}].", "resource-not-found")
    return row


def _told(row: Row[Any], state: str) -> dict[str, Any]:
    processing: dict[str, Any] = {"state": state}
    if state == PROCESSING:
        processing |= {"check_after_secs": _CHECK_AFTER, "progress_percent": min(90, 30 * (row.looks + 1))}
    if state == FAILED:
        processing["error"] = {"code": 1, "name": "InvalidMedia", "message": "Unsupported video format"}
    if state == SUCCEEDED:
        processing["progress_percent"] = 100
    told = {"id": row.id, "media_key": media_key(row.id, row.kind), "expires_after_secs": LIFETIME_SECONDS}
    return {**told, "size": row.details.get("total", 0), "processing_info": processing}
