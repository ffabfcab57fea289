"""Sending a video to TikTok in pieces, in their order, to an address that lives for an hour."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from agency_core.domain.publishing import Failure, Media, Phase, PlatformError, PublishState, Shaped
from agency_core.http_client import Answer, Call
from agency_core.platforms.base import Context
from agency_core.platforms.files import piece_of, size_of
from agency_core.platforms.reading import identifier
from agency_core.platforms.tiktok.calls import asking, data_of
from agency_core.platforms.tiktok.errors import classified, publish_failure
from agency_core.platforms.tiktok.pieces import cut
from agency_core.platforms.tiktok.status import FAILED, UPLOADING, fetched_status
from agency_core.platforms.wire import UPLOAD_SECONDS, Ask, refused, send

PARTIAL = 206
_GONE = frozenset({403, 404, 410})
_UNFIT = 416
_MOST_DOUBTS = 5


def upload_step(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """Announce the video, then send piece after piece; ARMED when only the last one is missing."""
    if "publish_id" not in state.handles:
        return _announced(state, shaped, ctx)
    if state.handles.get("doubts"):
        return _resumed(state, ctx)
    asked = _piece(state, shaped.media[0])
    try:
        _demand_taken(send(ctx.http, asked), asked, ctx)
    except PlatformError as error:
        if error.failure is not Failure.TRANSIENT and error.http_status != _UNFIT:
            raise
        return _doubted(state, error, ctx)
    return _at_piece(state.at(state.phase, lost=""), int(state.handles["next"]) + 1)


def last_piece(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """The irreversible call: the piece that completes the file.

    Raises:
        PlatformError: classified; MEDIA_EXPIRED when the address is gone and nothing was published.
    """
    asked = replace(_piece(state, shaped.media[0]), commit=True)
    answer = send(ctx.http, asked)
    if answer.status in _GONE:
        return _seen_through(state, answer, ctx)
    if answer.status in {PARTIAL, _UNFIT}:
        message = "TikTok says that the file is not complete, or that it was before."
        raise PlatformError(Failure.UNKNOWN_OUTCOME, message, http_status=answer.status)
    _demand_taken(answer, asked, ctx)
    return state


def _announced(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    whole = cut(size_of(shaped.media[0]))
    body = {
        "post_info": {"title": shaped.text, **json.loads(state.handles["creator"])},
        "source_info": {
            "source": "FILE_UPLOAD",
            "video_size": whole.size,
            "chunk_size": whole.piece,
            "total_chunk_count": whole.count,
        },
    }
    data = data_of(ctx, asking(ctx, "post/publish/video/init/", body))
    publish_id, url = identifier(data.get("publish_id")), identifier(data.get("upload_url"))
    if not publish_id or not url.startswith(("https://", "http://")):
        raise PlatformError(Failure.TRANSIENT, "TikTok's answer names no place for the upload.")
    found = {"publish_id": publish_id, "upload_url": url, "size": str(whole.size)}
    return _at_piece(state.at(Phase.MEDIA_UPLOADING, **found), 0)


def _at_piece(state: PublishState, place: int) -> PublishState:
    last = place + 1 >= cut(int(state.handles["size"])).count
    return state.at(Phase.ARMED if last else Phase.MEDIA_UPLOADING, next=str(place), doubts="")


def _piece(state: PublishState, media: Media) -> Ask:
    whole = cut(int(state.handles["size"]))
    if size_of(media) != whole.size:
        raise PlatformError(Failure.MEDIA_EXPIRED, "The file is not the one whose upload was begun.", field="media")
    first, last = whole.span(int(state.handles["next"]))
    headers = {"Content-Range": f"bytes {first}-{last}/{whole.size}", "Content-Type": media.mime}
    data = piece_of(media, first, last - first + 1)
    return Ask("PUT", state.handles["upload_url"], Call(headers, data=data), seconds=UPLOAD_SECONDS)


def _demand_taken(answer: Answer, asked: Ask, ctx: Context) -> None:
    if answer.status in _GONE:
        message = "TikTok no longer takes this upload."
        raise PlatformError(Failure.MEDIA_EXPIRED, message, http_status=answer.status)
    if not answer.ok:
        raise refused(classified(answer, ctx.clock.now()), asked)


def _doubted(state: PublishState, error: PlatformError, ctx: Context) -> PublishState:
    """After a lost answer the next call asks how much has arrived."""
    doubts = int(state.handles.get("lost") or "0") + 1
    if doubts > _MOST_DOUBTS:
        raise error
    after = state.at(Phase.MEDIA_UPLOADING, doubts="1", lost=str(doubts))
    return replace(after, not_before=ctx.clock.now() + timedelta(seconds=2**doubts))


def _resumed(state: PublishState, ctx: Context) -> PublishState:
    """Go on after the last whole piece that arrived; a new upload where TikTok does not say."""
    status = fetched_status(state.handles["publish_id"], ctx)
    whole = cut(int(state.handles["size"]))
    if status.word == FAILED:
        raise publish_failure(status.reason)
    if status.word != UPLOADING or (status.arrived or 0) >= whole.size:
        return state.at(Phase.COMMIT_SENT, handed_over="1")
    place, rest = divmod(status.arrived if status.arrived is not None else 1, whole.piece)
    if rest or place >= whole.count:
        raise PlatformError(Failure.MEDIA_EXPIRED, "TikTok does not say how much of the video has arrived.")
    return _at_piece(state, place)


def _seen_through(state: PublishState, answer: Answer, ctx: Context) -> PublishState:
    """What it means that the address is gone: it also goes when the file was complete before."""
    try:
        status = fetched_status(state.handles["publish_id"], ctx)
    except PlatformError as error:
        if error.failure is Failure.AUTH_EXPIRED:
            raise
        message = f"The upload's address is gone, and: {error.message}"
        raise PlatformError(Failure.UNKNOWN_OUTCOME, message, http_status=answer.status) from None
    if status.word == FAILED:
        raise publish_failure(status.reason)
    if status.word == UPLOADING and status.arrived is None:
        raise PlatformError(Failure.UNKNOWN_OUTCOME, "The upload's address is gone.", http_status=answer.status)
    if status.word == UPLOADING and (status.arrived or 0) < int(state.handles["size"]):
        message = "The upload's hour was over before it was complete."
        raise PlatformError(Failure.MEDIA_EXPIRED, message, http_status=answer.status)
    return state
