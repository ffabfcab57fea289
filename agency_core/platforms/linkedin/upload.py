"""Sending pictures and videos to LinkedIn, one call a step; what came back is kept in the handles."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from agency_core.domain.publishing import Failure, Media, Phase, PlatformError, PublishState, Shaped
from agency_core.http_client import Answer, Call
from agency_core.platforms.base import Context
from agency_core.platforms.files import piece_of, size_of
from agency_core.platforms.linkedin.calls import answered, ask, fetched, headers, is_person, may_see_token, urn_in_url
from agency_core.platforms.polling import ask_again
from agency_core.platforms.reading import an_object, identifier, number, objects
from agency_core.platforms.wire import UPLOAD_SECONDS, Ask

MEMBERS_WAIT = timedelta(seconds=20)
_USABLE = {"video": "Use an MP4 of 3 seconds to 30 minutes.", "document": "Use a PDF of at most 300 pages and 100 MB."}
_GONE = frozenset({404, 410})


def image_step(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """The next call that brings the pictures up: announce one, send its bytes, and so on; ARMED after the last."""
    for place, media in enumerate(shaped.media):
        if f"image_{place}" not in state.handles:
            return _announce_image(state, place, ctx)
        if f"sent_{place}" not in state.handles:
            put(ctx, state.handles[f"upload_{place}"], piece_of(media, 0, size_of(media)))
            last = place + 1 == len(shaped.media)
            return state.at(Phase.ARMED if last else Phase.MEDIA_UPLOADING, **{f"sent_{place}": "1"})
    return state.at(Phase.ARMED)


def image_urns(handles: Mapping[str, str], count: int) -> list[str]:
    """The network's ids of the pictures sent, in their order."""
    return [handles[f"image_{place}"] for place in range(count)]


def video_step(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """The next call that brings the video up: announce, each part, finish, then poll until it is ready."""
    if "video" not in state.handles:
        return _announce_video(state, shaped.media[0], ctx)
    parts: list[tuple[str, int, int]] = json.loads(state.handles["parts"])
    for place, (url, first, last) in enumerate(parts):
        if f"etag_{place}" not in state.handles:
            etag = put(ctx, url, piece_of(shaped.media[0], first, last - first + 1)).headers.get("etag", "")
            if not etag:
                raise PlatformError(Failure.TRANSIENT, "LinkedIn took a part of the video without naming its ETag.")
            return state.at(Phase.MEDIA_UPLOADING, **{f"etag_{place}": etag})
    if "finished" not in state.handles:
        return _finish_video(state, len(parts), ctx)
    return look_again(state, ("videos", "video"), ctx)


def _announce_image(state: PublishState, place: int, ctx: Context) -> PublishState:
    body = {"initializeUploadRequest": {"owner": ctx.account.external_id}}
    value = an_object(fetched(ctx, ask(ctx, "POST", "images?action=initializeUpload", body)), "value")
    found = {f"image_{place}": identifier(value.get("image")), f"upload_{place}": identifier(value.get("uploadUrl"))}
    return state.at(Phase.MEDIA_UPLOADING, **complete(found))


def _announce_video(state: PublishState, media: Media, ctx: Context) -> PublishState:
    request = {
        "owner": ctx.account.external_id,
        "fileSizeBytes": size_of(media),
        "uploadCaptions": False,
        "uploadThumbnail": False,
    }
    asked = ask(ctx, "POST", "videos?action=initializeUpload", {"initializeUploadRequest": request})
    value = an_object(fetched(ctx, asked), "value")
    parts = [_part(instruction) for instruction in objects(value, "uploadInstructions")]
    known = bool(parts) and all(url for url, _, _ in parts)
    found = complete({"video": identifier(value.get("video")), "parts": json.dumps(parts) if known else ""})
    return state.at(Phase.MEDIA_UPLOADING, upload_token=identifier(value.get("uploadToken")), **found)


def _part(instruction: dict[str, Any]) -> tuple[str, int, int]:
    first, last = (int(number(instruction.get(key)) or 0) for key in ("firstByte", "lastByte"))
    return identifier(instruction.get("uploadUrl")), first, last


def _finish_video(state: PublishState, count: int, ctx: Context) -> PublishState:
    request = {
        "video": state.handles["video"],
        "uploadToken": state.handles["upload_token"],
        "uploadedPartIds": [state.handles[f"etag_{place}"] for place in range(count)],
    }
    try:
        answered(ctx, ask(ctx, "POST", "videos?action=finalizeUpload", {"finalizeUploadRequest": request}))
    except PlatformError as error:
        if error.failure is Failure.CONTENT_REJECTED:  # finished before, and the answer was lost: nothing says so for certain
            error.failure = Failure.MEDIA_EXPIRED
        raise
    if is_person(ctx.account):
        waiting = state.at(Phase.MEDIA_PROCESSING, finished="1")
        return replace(waiting, not_before=ctx.clock.now() + MEMBERS_WAIT)
    return ask_again(state, ctx.clock.now(), finished="1")


def look_again(state: PublishState, what: tuple[str, str], ctx: Context) -> PublishState:
    """Ask whether a medium is ready: `what` names its resource and its handle.

    Raises:
        PlatformError: classified; MEDIA_REJECTED when LinkedIn cannot use it.
    """
    resource, handle = what
    if is_person(ctx.account):
        return state.at(Phase.ARMED)  # a member's token may not ask: after a wait, posting tells whether it is too early
    status = fetched(ctx, ask(ctx, "GET", f"{resource}/{urn_in_url(state.handles[handle])}")).get("status")
    if status == "AVAILABLE":
        return state.at(Phase.ARMED)
    if status == "PROCESSING_FAILED":
        message = f"LinkedIn could not process the {handle}."
        raise PlatformError(Failure.MEDIA_REJECTED, message, field="media", remedy=_USABLE[handle])
    return ask_again(state, ctx.clock.now())


def put(ctx: Context, url: str, data: bytes) -> Answer:
    """Send bytes to an address that LinkedIn handed out.

    Raises:
        PlatformError: classified; MEDIA_EXPIRED when the address is no longer good.
    """
    sent = {"Content-Type": "application/octet-stream"}
    if may_see_token(ctx.account, url):
        sent["Authorization"] = headers(ctx.account)["Authorization"]
    try:
        return answered(ctx, Ask("PUT", url, Call(sent, data=data), seconds=UPLOAD_SECONDS))
    except PlatformError as error:
        if error.http_status in _GONE:
            error.failure = Failure.MEDIA_EXPIRED
        elif error.failure is Failure.CONTENT_REJECTED:
            error.failure = Failure.MEDIA_REJECTED
        raise


def complete(found: dict[str, str]) -> dict[str, str]:
    """`found`, when nothing in it is empty.

    Raises:
        PlatformError: TRANSIENT, the answer was not whole.
    """
    if not all(found.values()):
        raise PlatformError(Failure.TRANSIENT, "LinkedIn's answer names no place for the upload.")
    return found
