"""Google's resumable upload: one address for a whole file, which also tells how much of it has arrived.

The call that brings the last byte makes the video; every other call here can be repeated without harm.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from agency_core.domain.publishing import Failure, Media, Phase, PlatformError, PublishState, Shaped
from agency_core.http_client import Answer, Call
from agency_core.platforms.base import Context
from agency_core.platforms.files import piece_of, size_of
from agency_core.platforms.reading import identifier
from agency_core.platforms.wire import UPLOAD_SECONDS, Ask, body_of, refused, send
from agency_core.platforms.youtube.calls import answered, bearer, may_see_token, upload_api
from agency_core.platforms.youtube.errors import classified
from agency_core.platforms.youtube.facts import FOR_KIDS, PRIVACY
from agency_core.platforms.youtube.parts import video_of

GRAIN = 256 * 1024
CHUNK = 32 * GRAIN
INCOMPLETE, UNFIT = 308, 416
UNFINISHED = frozenset({INCOMPLETE, UNFIT})
GONE = frozenset({404, 410})
_MOST_DOUBTS = 5
_ARRIVED = re.compile(r"bytes=0-(\d{1,15})")
_CATEGORY_PEOPLE = "22"


def video_body(shaped: Shaped) -> dict[str, Any]:
    """The video resource. Without a privacy status YouTube would make everything public, so it is always there."""
    chosen = shaped.options
    return {
        "snippet": {"title": shaped.title.strip(), "description": shaped.text, "categoryId": _CATEGORY_PEOPLE},
        "status": {
            "privacyStatus": chosen.get(PRIVACY.name, PRIVACY.default),
            "selfDeclaredMadeForKids": chosen.get(FOR_KIDS.name, FOR_KIDS.default) == "yes",
        },
    }


def upload_step(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """The next call that brings the file up; ARMED when only the last piece is missing."""
    media = video_of(shaped)
    if "session" not in state.handles:
        return _begun(state, shaped, media, ctx)
    asked = probe(state.handles, ctx) if state.handles.get("doubts") else _piece(state, media, ctx)
    try:
        answer = send(ctx.http, asked)
        return _arrived(state, asked, answer, ctx)
    except PlatformError as error:
        if error.failure is not Failure.TRANSIENT:
            raise
        return _doubted(state, error, ctx)


def last_piece(state: PublishState, shaped: Shaped, ctx: Context) -> Ask:
    """The irreversible call: what is left of the file."""
    return replace(_piece(state, video_of(shaped), ctx), commit=True)


def probe(handles: Mapping[str, str], ctx: Context) -> Ask:
    """The question how much has arrived; the answer is the video when everything has. It changes nothing."""
    return _to_session(handles["session"], f"bytes */{handles['size']}", b"", ctx)


def incomplete(state: PublishState, answer: Answer, ctx: Context) -> PublishState:
    """Going on after a 308, from where YouTube says; after a 416, which does not say it, by asking.

    Raises:
        PlatformError: MEDIA_EXPIRED when it keeps forgetting what was sent.
    """
    if answer.status == UNFIT:
        return state.at(Phase.MEDIA_UPLOADING, doubts="1")
    found = _ARRIVED.fullmatch(answer.headers.get("range", "").replace(" ", ""))
    size = int(state.handles["size"])
    arrived = min(int(found[1]) + 1, size) if found else 0
    stuck = arrived <= int(state.handles["offset"])
    setbacks = int(state.handles.get("setbacks", "0")) + 1 if stuck else 0
    if setbacks > _MOST_DOUBTS:
        raise PlatformError(Failure.MEDIA_EXPIRED, "YouTube does not keep what is sent.", http_status=answer.status)
    phase = Phase.ARMED if size - arrived <= CHUNK else Phase.MEDIA_UPLOADING
    after = state.at(phase, offset=str(arrived), doubts="", setbacks=str(setbacks))
    return replace(after, not_before=ctx.clock.now() + timedelta(seconds=2**setbacks)) if setbacks else after


def video_id(answer: Answer, asked: Ask) -> str:
    """The id of the video that a finished upload became.

    Raises:
        PlatformError: it is not named, which proves nothing.
    """
    found = identifier(body_of(answer, asked).get("id"))
    if not found:
        failure = Failure.UNKNOWN_OUTCOME if asked.commit else Failure.TRANSIENT
        raise PlatformError(failure, "YouTube took the video without naming it.", http_status=answer.status)
    return found


def _begun(state: PublishState, shaped: Shaped, media: Media, ctx: Context) -> PublishState:
    size = size_of(media)
    headers = {
        **bearer(ctx),
        "Content-Type": "application/json; charset=UTF-8",
        "X-Upload-Content-Type": media.mime,
        "X-Upload-Content-Length": str(size),
    }
    params = {"uploadType": "resumable", "part": "snippet,status"}
    asked = Ask("POST", upload_api(ctx, "videos"), Call(headers, params, json=video_body(shaped)))
    session = answered(ctx, asked).headers.get("location", "")
    if not session.startswith(("https://", "http://")):
        raise PlatformError(Failure.TRANSIENT, "YouTube's answer names no place for the upload.")
    phase = Phase.ARMED if size <= CHUNK else Phase.MEDIA_UPLOADING
    return state.at(phase, session=session, size=str(size), offset="0")


def _piece(state: PublishState, media: Media, ctx: Context) -> Ask:
    first, size = int(state.handles["offset"]), int(state.handles["size"])
    if size_of(media) != size:
        message = "The file is not the one whose upload was begun."
        raise PlatformError(Failure.MEDIA_EXPIRED, message, field="media")
    data = piece_of(media, first, min(CHUNK, size - first))
    said = f"bytes {first}-{first + len(data) - 1}/{size}" if data else f"bytes */{size}"
    return _to_session(state.handles["session"], said, data, ctx)


def _to_session(url: str, content_range: str, data: bytes, ctx: Context) -> Ask:
    headers = {"Content-Range": content_range, "Content-Type": "application/octet-stream"}
    if may_see_token(ctx.account, url):
        headers |= bearer(ctx)
    if not data:
        headers["Content-Length"] = "0"
    return Ask("PUT", url, Call(headers, data=data), seconds=UPLOAD_SECONDS)


def _arrived(state: PublishState, asked: Ask, answer: Answer, ctx: Context) -> PublishState:
    if answer.status in UNFINISHED:
        return incomplete(state, answer, ctx)
    if answer.status in GONE:
        raise PlatformError(Failure.MEDIA_EXPIRED, "The upload was given up.", http_status=answer.status)
    if not answer.ok:
        raise refused(classified(answer, ctx.clock.now()), asked)
    return state.at(Phase.COMMIT_SENT, video_id=video_id(answer, asked))


def _doubted(state: PublishState, error: PlatformError, ctx: Context) -> PublishState:
    """After a lost answer the next call asks how much has arrived."""
    doubts = int(state.handles.get("doubts") or "0") + 1
    if doubts > _MOST_DOUBTS:
        raise error
    after = state.at(Phase.MEDIA_UPLOADING, doubts=str(doubts))
    return replace(after, not_before=ctx.clock.now() + timedelta(seconds=2**doubts))

