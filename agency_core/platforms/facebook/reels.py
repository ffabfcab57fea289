"""Bringing a reel up: begin, send the file, wait until Facebook has it; finishing publishes it."""

from __future__ import annotations

from agency_core.domain.publishing import Failure, Media, Phase, PlatformError, PublishState, Shaped
from agency_core.http_client import Call
from agency_core.platforms.base import Context
from agency_core.platforms.facebook.calls import GRAPH, may_see_token
from agency_core.platforms.facebook.video_state import confirmed_as, status_of
from agency_core.platforms.graph.calls import node, token_header
from agency_core.platforms.graph.files import bytes_of, size_of
from agency_core.platforms.polling import ask_again
from agency_core.platforms.reading import an_object, identifier, objects
from agency_core.platforms.wire import UPLOAD_SECONDS, Ask

_SENT = "sent"
_BYTES_A_SECOND = 1_000_000
_LONGEST = 80.0
"""Seconds: within the lease of a delivery."""


def reel_step(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """The next call that brings the reel up."""
    if "video" not in state.handles:
        return _begun(state, ctx)
    if _SENT not in state.handles:
        return _uploaded(state, shaped.media[0], ctx)
    return _looked(state, ctx)


def finish_reel(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """The irreversible call."""
    form = {"upload_phase": "finish", "video_id": state.handles["video"], "video_state": "PUBLISHED", "description": shaped.text}
    if shaped.title:
        form["title"] = shaped.title
    body = GRAPH.fetched(ctx, GRAPH.writing(ctx, _edge(ctx), form, commit=True))
    post = identifier(body.get("post_id"))
    if not post or body.get("success") is not True:
        raise PlatformError(Failure.UNKNOWN_OUTCOME, "Facebook took the reel but did not name its post.")
    return confirmed_as(state, state.handles["video"], ctx, post)


def _begun(state: PublishState, ctx: Context) -> PublishState:
    body = GRAPH.fetched(ctx, GRAPH.writing(ctx, _edge(ctx), {"upload_phase": "start"}))
    found = {"video": identifier(body.get("video_id")), "upload_url": identifier(body.get("upload_url"))}
    if not all(found.values()):
        raise PlatformError(Failure.TRANSIENT, "Facebook's answer names no place for the upload.")
    return state.at(Phase.MEDIA_UPLOADING, **found)


def _uploaded(state: PublishState, media: Media, ctx: Context) -> PublishState:
    url = state.handles["upload_url"]
    if not may_see_token(ctx.account, url):
        raise PlatformError(Failure.MEDIA_EXPIRED, "Facebook named an address for the upload that is not its own.")
    size = size_of(media)
    headers = {**token_header(ctx.account, "OAuth"), "offset": "0", "file_size": str(size)}
    headers["Content-Type"] = "application/octet-stream"
    seconds = min(max(UPLOAD_SECONDS, size / _BYTES_A_SECOND), _LONGEST)
    body = GRAPH.fetched(ctx, Ask("POST", url, Call(headers, data=bytes_of(media)), seconds=seconds))
    if body.get("success") is not True:
        raise PlatformError(Failure.TRANSIENT, "Facebook did not say whether it took the file.")
    return ask_again(state, ctx.clock.now(), **{_SENT: "1"})


def _looked(state: PublishState, ctx: Context) -> PublishState:
    status = status_of(state.handles["video"], ctx)
    phases = [an_object(status, name) for name in ("uploading_phase", "processing_phase")]
    words = [identifier(status.get("video_status")), *(identifier(phase.get("status")) for phase in phases)]
    if "error" in words:
        reasons = [identifier(error.get("message")) for phase in phases for error in objects(phase, "errors")]
        message, remedy = "Facebook could not use the video.", "Use an upright MP4 of 3 to 90 seconds."
        raise PlatformError(Failure.MEDIA_REJECTED, next(filter(None, reasons), message), field="media", remedy=remedy)
    return state.at(Phase.ARMED) if words[1] == "complete" else ask_again(state, ctx.clock.now())


def _edge(ctx: Context) -> str:
    return node(ctx.account.external_id, "video_reels")
