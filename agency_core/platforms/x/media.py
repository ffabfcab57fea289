"""Sending media to X, one call a step: pictures whole, videos and GIFs in segments, then what the pictures show, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from agency_core.domain.content import ContentType
from agency_core.domain.publishing import Failure, Media, Phase, PlatformError, PublishState, Shaped
from agency_core.errors import SetupProblem, StorageFailed
from agency_core.http_client import Call
from agency_core.platforms.base import Context
from agency_core.platforms.polling import ask_again
from agency_core.platforms.reading import an_object, identifier, number
from agency_core.platforms.rules import is_video, mime_of
from agency_core.platforms.wire import UPLOAD_SECONDS, Ask, body_of
from agency_core.platforms.x.calls import address, answered, ask, bearer, fetched
from agency_core.platforms.x.facts import GIF
from agency_core.security import kept_files

SEGMENT_BYTES = 4 * 1024 * 1024
_CARRYING = frozenset({ContentType.IMAGE_POST, ContentType.VIDEO_POST})
_LONGEST_LOOK = 60.0


def media_step(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """The next call that brings the media up; ARMED after the last, and without any call when there are none."""
    after = _one_call(state, shaped, ctx)
    return after.at(Phase.ARMED) if _next_place(after, shaped) is None else after


def media_ids(shaped: Shaped, state: PublishState) -> list[str]:
    """X's ids of the media sent, in their order."""
    return [state.handles[f"media_{place}"] for place in range(len(carried(shaped)))]


def carried(shaped: Shaped) -> tuple[Media, ...]:
    """The media that go with this post."""
    return shaped.media if shaped.content_type in _CARRYING else ()


def _in_segments(media: Media) -> bool:
    return is_video(media) or mime_of(media) == GIF


def _next_place(state: PublishState, shaped: Shaped) -> int | None:
    """The first medium that is not up yet, or not described."""
    for place, media in enumerate(carried(shaped)):
        if f"ready_{place}" not in state.handles or (media.alt_text and f"described_{place}" not in state.handles):
            return place
    return None


def _one_call(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    place = _next_place(state, shaped)
    if place is None:
        return state
    media = shaped.media[place]
    if f"ready_{place}" in state.handles:
        return _describe(state, place, media, ctx)
    return _segmented(state, place, media, ctx) if _in_segments(media) else _whole(state, place, media, ctx)


def _whole(state: PublishState, place: int, media: Media, ctx: Context) -> PublishState:
    data = _bytes_of(media, 0, None)
    call = Call(bearer(ctx.account), data={"media_category": "tweet_image"}, files={"media": ("media", data, mime_of(media))})
    found = _media_id(_uploaded(ctx, "media/upload", call, Failure.MEDIA_REJECTED))
    return state.at(Phase.MEDIA_UPLOADING, **{f"media_{place}": found, f"ready_{place}": "1"})


def _segmented(state: PublishState, place: int, media: Media, ctx: Context) -> PublishState:
    """Initialize, each segment, finalize, then ask until X is done with it."""
    if f"media_{place}" not in state.handles:
        return _initialize(state, place, media, ctx)
    sent, size = int(state.handles.get(f"sent_{place}", "0")), int(state.handles[f"bytes_{place}"])
    if sent * SEGMENT_BYTES < size:
        return _append(state, place, media, ctx)
    if f"finished_{place}" not in state.handles:
        path = f"media/upload/{state.handles[f'media_{place}']}/finalize"
        return _judged(state, place, _uploaded(ctx, path, Call(bearer(ctx.account)), Failure.MEDIA_EXPIRED), ctx)
    path = f"media/upload?command=STATUS&media_id={state.handles[f'media_{place}']}"
    return _judged(state, place, an_object(fetched(ctx, ask(ctx, "GET", path)), "data"), ctx)


def _initialize(state: PublishState, place: int, media: Media, ctx: Context) -> PublishState:
    size, mime = _size_of(media), mime_of(media)
    body = {"media_type": mime, "media_category": "tweet_gif" if mime == GIF else "tweet_video", "total_bytes": size}
    found = _media_id(an_object(fetched(ctx, ask(ctx, "POST", "media/upload/initialize", body)), "data"))
    return state.at(Phase.MEDIA_UPLOADING, **{f"media_{place}": found, f"bytes_{place}": str(size)})


def _append(state: PublishState, place: int, media: Media, ctx: Context) -> PublishState:
    sent = int(state.handles.get(f"sent_{place}", "0"))
    data = _bytes_of(media, sent * SEGMENT_BYTES, SEGMENT_BYTES)
    file = ("segment", data, "application/octet-stream")
    call = Call(bearer(ctx.account), data={"segment_index": str(sent)}, files={"media": file})
    _uploaded(ctx, f"media/upload/{state.handles[f'media_{place}']}/append", call, Failure.MEDIA_EXPIRED)
    return state.at(Phase.MEDIA_UPLOADING, **{f"sent_{place}": str(sent + 1)})


def _judged(state: PublishState, place: int, data: dict[str, Any], ctx: Context) -> PublishState:
    """What X says of a medium that it has in full: usable, unusable, or ask again later."""
    processing = an_object(data, "processing_info")
    match processing.get("state"):
        case "failed":
            said = an_object(processing, "error").get("message") or "X could not process the file."
            remedy = "Use an MP4 of half a second to 140 seconds, or a GIF of at most 15 MB."
            raise PlatformError(Failure.MEDIA_REJECTED, str(said), network_code="InvalidMedia", field="media", remedy=remedy)
        case "pending" | "in_progress":
            waiting = ask_again(state, ctx.clock.now(), **{f"finished_{place}": "1"})
            seconds = number(processing.get("check_after_secs"))
            if not seconds or seconds <= 0:
                return waiting
            return replace(waiting, not_before=ctx.clock.now() + timedelta(seconds=min(seconds, _LONGEST_LOOK)))
    _media_id(data)
    return state.at(Phase.MEDIA_UPLOADING, **{f"finished_{place}": "1", f"ready_{place}": "1"})


def _describe(state: PublishState, place: int, media: Media, ctx: Context) -> PublishState:
    body = {"id": state.handles[f"media_{place}"], "metadata": {"alt_text": {"text": media.alt_text}}}
    answered(ctx, ask(ctx, "POST", "media/metadata", body))
    return state.at(Phase.MEDIA_UPLOADING, **{f"described_{place}": "1"})


def _uploaded(ctx: Context, path: str, call: Call, refusal: Failure) -> dict[str, Any]:
    """The data of a successful upload; a refusal of what was uploaded counts as `refusal`."""
    asked = Ask("POST", address(ctx.account, path), call, seconds=UPLOAD_SECONDS)
    try:
        return an_object(body_of(answered(ctx, asked), asked), "data")
    except PlatformError as error:
        if error.failure is Failure.NOT_FOUND:
            error.failure = Failure.MEDIA_EXPIRED
        elif error.failure is Failure.CONTENT_REJECTED:
            error.failure = refusal
        raise


def _media_id(data: dict[str, Any]) -> str:
    found = identifier(data.get("id"))
    if not found:
        raise PlatformError(Failure.TRANSIENT, "X's answer names no medium.")
    return found


def _bytes_of(media: Media, first: int, count: int | None) -> bytes:
    try:
        with kept_files.opened(Path(media.path)) as file:
            file.seek(first)
            return file.read(-1 if count is None else count)
    except (OSError, SetupProblem, StorageFailed):
        raise _unreadable() from None


def _size_of(media: Media) -> int:
    try:
        return kept_files.size_of(Path(media.path))
    except (OSError, SetupProblem, StorageFailed):
        raise _unreadable() from None


def _unreadable() -> PlatformError:
    message = "The file of this medium cannot be read here."
    return PlatformError(Failure.MEDIA_REJECTED, message, field="media", remedy="Upload it again.")
