"""Bringing a video up: an upload begins, Facebook names the next piece it wants until there is none; finishing publishes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from agency_core.domain.publishing import Failure, Media, Phase, PlatformError, PublishState, Shaped
from agency_core.http_client import Call
from agency_core.platforms.base import Context
from agency_core.platforms.facebook.calls import GRAPH, video_host
from agency_core.platforms.facebook.errors import BAD_OFFSET
from agency_core.platforms.facebook.video_state import confirmed_as
from agency_core.platforms.graph.calls import node, token_header
from agency_core.platforms.graph.errors import said
from agency_core.platforms.graph.files import bytes_of, size_of
from agency_core.platforms.graph.usage import noted
from agency_core.platforms.reading import an_object, identifier
from agency_core.platforms.wire import UPLOAD_SECONDS, Ask, body_of, refused, send

_MOST_BYTES = 64 * 1024 * 1024


def video_step(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """The next call that brings the video up: begin, then each piece; ARMED when no piece is wanted any more."""
    media = shaped.media[0]
    if "session" not in state.handles:
        return _begun(state, media, ctx)
    first, end = (int(state.handles[name]) for name in ("first", "end"))
    return state.at(Phase.ARMED) if first >= end else _piece(state, media, (first, end), ctx)


def finish_video(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """The irreversible call; the video has had its id since the upload began."""
    form = {"upload_phase": "finish", "upload_session_id": state.handles["session"], "description": shaped.text}
    if shaped.title:
        form["title"] = shaped.title
    call = Call(token_header(ctx.account), data=form)
    body = GRAPH.fetched(ctx, Ask("POST", _address(ctx), call, commit=True))
    if body.get("success") is not True:
        raise PlatformError(Failure.UNKNOWN_OUTCOME, "Facebook did not say whether it took the video.")
    return confirmed_as(state, state.handles["video"], ctx)


def _begun(state: PublishState, media: Media, ctx: Context) -> PublishState:
    form = {"upload_phase": "start", "file_size": str(size_of(media))}
    body = GRAPH.fetched(ctx, Ask("POST", _address(ctx), Call(token_header(ctx.account), data=form)))
    found = {"session": identifier(body.get("upload_session_id")), "video": identifier(body.get("video_id"))}
    if not all(found.values()):
        raise PlatformError(Failure.TRANSIENT, "Facebook's answer names no place for the upload.")
    return state.at(Phase.MEDIA_UPLOADING, **found, **_wanted(body))


def _piece(state: PublishState, media: Media, span: tuple[int, int], ctx: Context) -> PublishState:
    first, end = span
    form = {"upload_phase": "transfer", "upload_session_id": state.handles["session"], "start_offset": str(first)}
    chunk = {"video_file_chunk": (Path(media.path).name, bytes_of(media, first, end), "application/octet-stream")}
    asked = Ask("POST", _address(ctx), Call(token_header(ctx.account), data=form, files=chunk), seconds=UPLOAD_SECONDS)
    answer = send(ctx.http, asked)
    noted(answer, ctx)
    if answer.ok and not said(answer):
        body = body_of(answer, asked)
    else:
        body = an_object(said(answer), "error_data")
        if said(answer).get("error_subcode") != BAD_OFFSET or not body:
            raise refused(GRAPH.failed(ctx, answer), asked)
    return state.at(Phase.MEDIA_UPLOADING, **_wanted(body))


def _wanted(body: dict[str, Any]) -> dict[str, str]:
    """The piece that Facebook wants next: from where up to where, equal when it has everything."""
    first, end = (identifier(body.get(key)) for key in ("start_offset", "end_offset"))
    if not first.isdecimal() or not end.isdecimal() or int(end) - int(first) > _MOST_BYTES:
        raise PlatformError(Failure.TRANSIENT, "Facebook's answer does not say which piece of the video it wants.")
    return {"first": first, "end": end}


def _address(ctx: Context) -> str:
    return GRAPH.address(ctx, node(ctx.account.external_id, "videos"), video_host(ctx.account))
