"""Videos of a Page: sent in pieces that must join without a gap, or fetched from an address; shown when finished."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.errors import Invalid
from agency_core.http_client import AnswerLost, NothingSent
from agency_core.sandbox.exchange import Desk, Incoming, Refusal, Reply, json_reply
from agency_core.sandbox.facebook.feed import publish
from agency_core.sandbox.graph.guard import USAGE, GraphError, admitted, invalid, only, own_node, parameters, refusal
from agency_core.sandbox.graph.multipart import uploaded
from agency_core.sandbox.store import new_number
from agency_core.sandbox.tables import ASSETS

VIDEO, REEL = "video", "reel"
UPLOADING, READY, SHOWN, FAILED = "UPLOADING", "READY", "SHOWN", "FAILED"
_PIECE = 1_000_000
_MOST_BYTES = 10_000_000_000
_SECONDS = 15.0
_ID_BITS = 16
_SESSION_SECONDS = 24 * 3600
_ROUTES = {"start": "container", "transfer": "upload", "finish": "commit"}
_WORDS = frozenset({"title", "description", "published"})
_FIELDS = {
    "start": frozenset({"file_size"}),
    "transfer": frozenset({"upload_session_id", "start_offset"}),
    "finish": _WORDS | {"upload_session_id"},
    "": _WORDS | {"file_url"},
}
_GONE = GraphError(6000, 1363041, "The upload session has expired")


def route(call: Incoming) -> str:
    """What a call does, by its phase; without one it does everything at once."""
    return _ROUTES.get(parameters(call).get("upload_phase", "finish"), "upload")


def with_media(call: Incoming, desk: Desk) -> bool:
    """Whether the address sent leads to a video, asked before the transaction."""
    url = parameters(call).get("file_url", "")
    if not url:
        return False
    try:
        answer = desk.http.request("HEAD", url, deadline=_SECONDS)
    except (NothingSent, AnswerLost, Invalid):
        return False  # what cannot be fetched is no video
    return answer.status == 200 and answer.headers.get("content-type", "").startswith("video/")


def create(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /{page}/videos` with upload_phase, or file_url and no phase."""
    page = own_node(call, admitted(call, tx))
    sent = parameters(call)
    phase = sent.pop("upload_phase", "")
    if phase not in _FIELDS:
        raise invalid("upload_phase is start, transfer or finish")
    only(sent, _FIELDS[phase])
    match phase:
        case "start":
            return _started(sent, desk, tx, page)
        case "transfer":
            return _taken(call, _session(sent, desk, tx, page), sent, tx)
        case "finish":
            return _finished(call, _session(sent, desk, tx, page), sent, desk, tx)
        case _:
            if call.prepared is not True:
                raise refusal(GraphError(389, 1363019, "(#389) Unable to fetch video file from URL."))
            video = new_video(desk, tx, page, {"kind": VIDEO, "size": 0, "taken": 0})
            shown(desk, tx, _row(video, page, tx), sent)
            return json_reply(200, {"id": video}, USAGE)


def new_video(desk: Desk, tx: Connection, page: str, details: dict[str, Any]) -> str:
    """The id of a new video that waits for its bytes."""
    video = new_number(desk.now(), _ID_BITS)
    row = {"id": video, "platform": Platform.FACEBOOK, "owner": page, "kind": details["kind"], "state": UPLOADING}
    tx.execute(ASSETS.insert().values(**row, looks=0, created_at=desk.now(), details={**details, "post": ""}))
    return video


def video_of(video: str, page: str, tx: Connection) -> Row[Any] | None:
    """The video with this id, when it belongs to `page`."""
    mine = (ASSETS.c.platform == Platform.FACEBOOK, ASSETS.c.id == video, ASSETS.c.owner == page)
    return tx.execute(select(ASSETS).where(*mine, ASSETS.c.kind.in_((VIDEO, REEL)))).first()


def shown(desk: Desk, tx: Connection, row: Row[Any], sent: dict[str, str]) -> str:
    """The id of the post that shows the video."""
    words = {"text": sent.get("description", ""), "title": sent.get("title", "")}
    post = publish(desk, tx, row.owner, {"kind": row.kind, "media": [], "video": row.id, **words})
    tx.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(state=SHOWN, details={**row.details, "post": post}))
    return post


def _started(sent: dict[str, str], desk: Desk, tx: Connection, page: str) -> Reply:
    size = sent.get("file_size", "")
    if not size.isdecimal() or not 0 < int(size) <= _MOST_BYTES:
        raise invalid("file_size is a number of bytes")
    video = new_video(desk, tx, page, {"kind": VIDEO, "size": int(size), "taken": 0})
    told = {"video_id": video, "upload_session_id": f"9{video}", "start_offset": "0", "end_offset": str(min(_PIECE, int(size)))}
    return json_reply(200, told, USAGE)


def _session(sent: dict[str, str], desk: Desk, tx: Connection, page: str) -> Row[Any]:
    row = video_of(sent.get("upload_session_id", "")[1:], page, tx)
    if row is None or row.state == SHOWN or desk.now() > row.created_at + _SESSION_SECONDS:
        raise refusal(_GONE)
    return row


def _row(video: str, page: str, tx: Connection) -> Row[Any]:
    row = video_of(video, page, tx)
    if row is None:
        raise refusal(_GONE)
    return row


def _taken(call: Incoming, row: Row[Any], sent: dict[str, str], tx: Connection) -> Reply:
    size, taken = row.details["size"], row.details["taken"]
    piece = uploaded(call).files.get("video_file_chunk", b"")
    if sent.get("start_offset") != str(taken):
        raise _wrong_offset(taken, size)
    if not 0 < len(piece) <= min(_PIECE, size - taken):
        raise refusal(GraphError(6000, 1363030, "The piece has another size than was asked for", transient=True))
    taken += len(piece)
    state = FAILED if call.suffers("processing_failure") else READY if taken == size else UPLOADING
    tx.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(state=state, details={**row.details, "taken": taken}))
    return json_reply(200, _next(taken, size), USAGE)


def _finished(call: Incoming, row: Row[Any], sent: dict[str, str], desk: Desk, tx: Connection) -> Reply:
    if row.details["taken"] != row.details["size"]:
        raise _wrong_offset(row.details["taken"], row.details["size"])
    if row.state == FAILED or call.suffers("processing_failure"):
        raise refusal(GraphError(6000, 1363024, "The video file you selected is in a format that we don't support."))
    shown(desk, tx, row, sent)
    return json_reply(200, {"success": True}, USAGE)


def _next(taken: int, size: int) -> dict[str, str]:
    return {"start_offset": str(taken), "end_offset": str(min(taken + _PIECE, size))}


def _wrong_offset(taken: int, size: int) -> Refusal:
    """The refusal names the piece that is wanted."""
    error = {"message": "Invalid offset", "type": "OAuthException", "code": 6001, "error_subcode": 1363037, "fbtrace_id": "A"}
    return Refusal(json_reply(400, {"error": {**error, "is_transient": False, "error_data": _next(taken, size)}}, USAGE))
