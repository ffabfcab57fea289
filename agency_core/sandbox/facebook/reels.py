"""Reels of a Page: begun, sent to an address of its own, looked at, finished."""

from __future__ import annotations

from sqlalchemy import Connection, func, select, update

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.facebook.videos import FAILED, READY, REEL, SHOWN, UPLOADING, new_video, shown, video_of
from agency_core.sandbox.graph.guard import USAGE, GraphError, admitted, invalid, only, own_node, parameters, refusal
from agency_core.sandbox.tables import ASSETS, POSTS

_A_DAY = 30
_DAY = 24 * 3600
_STARTED = frozenset({"upload_phase"})
_FINISHED = frozenset({"upload_phase", "video_id", "video_state", "description", "title"})


def route(call: Incoming) -> str:
    """What a call does, by its phase."""
    return "commit" if parameters(call).get("upload_phase") == "finish" else "container"


def create(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /{page}/video_reels` with upload_phase start or finish."""
    page = own_node(call, admitted(call, tx))
    sent = parameters(call)
    match sent.get("upload_phase"):
        case "start":
            only(sent, _STARTED)
            video = new_video(desk, tx, page, {"kind": REEL, "size": 0, "taken": 0})
            address = f"{call.base}/video-upload/{call.params['version']}/{video}"
            return json_reply(200, {"video_id": video, "upload_url": address}, USAGE)
        case "finish":
            only(sent, _FINISHED)
            return _finished(call, sent, desk, tx, page)
        case _:
            raise invalid("upload_phase is start or finish")


def receive(call: Incoming, desk: Desk, tx: Connection) -> Reply:  # noqa: ARG001 - every handler is asked the same way
    """`POST /video-upload/{version}/{video}`: the whole file, with offset and file_size in the headers."""
    token = admitted(call, tx)
    if not call.headers.get("authorization", "").startswith("OAuth "):
        raise invalid("the scheme of this address is OAuth")
    row = video_of(call.params["video"], token.profile_id, tx)
    if row is None or row.kind != REEL or row.state != UPLOADING:
        raise refusal(GraphError(6000, 1363041, "The upload session has expired"))
    if call.headers.get("offset") != "0" or call.headers.get("file_size") != str(len(call.body)) or not call.body:
        raise invalid("offset and file_size do not fit the file")
    state = FAILED if call.suffers("processing_failure") else READY
    tx.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(state=state, details={**row.details, "size": len(call.body)}))
    return json_reply(200, {"success": True}, USAGE)


def _finished(call: Incoming, sent: dict[str, str], desk: Desk, tx: Connection, page: str) -> Reply:
    if sent.get("video_state") != "PUBLISHED":
        raise invalid("the sandbox knows the video_state PUBLISHED only")
    row = video_of(sent.get("video_id", ""), page, tx)
    if row is None or row.kind != REEL:
        raise invalid("video_id is no reel of this Page")
    if row.state == SHOWN:
        raise invalid("The video was published already")
    if row.state == FAILED or call.suffers("processing_failure"):
        raise refusal(GraphError(6000, 1363024, "The video file you selected is in a format that we don't support."))
    if row.state != READY:
        raise refusal(GraphError(6000, 1363030, "The video is not uploaded yet", transient=True))
    mine = (POSTS.c.platform == Platform.FACEBOOK, POSTS.c.author == page, POSTS.c.kind == REEL)
    today = tx.execute(select(func.count()).select_from(POSTS).where(*mine, POSTS.c.created_at > desk.now() - _DAY)).scalar_one()
    if today >= _A_DAY:
        raise refusal(GraphError(613, message="(#613) Calls to this api have exceeded the rate limit."))
    post = shown(desk, tx, row, sent)
    return json_reply(200, {"success": True, "post_id": post.rpartition("_")[2]}, USAGE)
