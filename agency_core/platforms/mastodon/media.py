"""Sending pictures and videos to a server, one call a step, until each is ready to be attached."""

from __future__ import annotations

from pathlib import Path

from agency_core.domain.publishing import Failure, Media, Phase, PlatformError, PublishState, Shaped
from agency_core.http_client import Call
from agency_core.platforms.base import Context
from agency_core.platforms.files import piece_of, size_of
from agency_core.platforms.mastodon.calls import address, answered, headers, reading
from agency_core.platforms.polling import ask_again
from agency_core.platforms.reading import identifier
from agency_core.platforms.rules import mime_of
from agency_core.platforms.wire import UPLOAD_SECONDS, Ask, body_of

_TAKEN_IN, _IN_WORK = 202, 206


def media_step(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState | None:
    """The next call that brings the media up; None when all are ready."""
    for place, media in enumerate(shaped.media):
        if f"media_{place}" not in state.handles:
            return _uploaded(state, place, media, ctx)
        if f"ready_{place}" not in state.handles:
            return _looked_at(state, place, ctx)
    return None


def media_ids(state: PublishState, shaped: Shaped) -> list[str]:
    """The server's ids of the media sent, in their order."""
    return [state.handles[f"media_{place}"] for place in range(len(shaped.media))]


def _uploaded(state: PublishState, place: int, media: Media, ctx: Context) -> PublishState:
    fields = {"description": media.alt_text} if media.alt_text else None
    files = {"file": (Path(media.path).name or "media", piece_of(media, 0, size_of(media)), mime_of(media))}
    call = Call(headers(ctx), data=fields, files=files)
    asked = Ask("POST", address(ctx, "/api/v2/media"), call, seconds=UPLOAD_SECONDS)
    try:
        answer = answered(ctx, asked)
    except PlatformError as error:
        raise _of_medium(error) from None
    name = identifier(body_of(answer, asked).get("id"))
    if not name:
        raise PlatformError(Failure.TRANSIENT, "The server took a medium without naming it.")
    if answer.status == _TAKEN_IN:
        return ask_again(state, ctx.clock.now(), **{f"media_{place}": name})
    return state.at(Phase.MEDIA_UPLOADING, **{f"media_{place}": name, f"ready_{place}": "1"})


def _looked_at(state: PublishState, place: int, ctx: Context) -> PublishState:
    try:
        answer = answered(ctx, reading(ctx, "/api/v1/media", state.handles[f"media_{place}"]))
    except PlatformError as error:
        raise _of_medium(error) from None
    if answer.status == _IN_WORK:
        return ask_again(state, ctx.clock.now())
    return state.at(Phase.MEDIA_UPLOADING, **{f"ready_{place}": "1", "polls": "0"})


def _of_medium(error: PlatformError) -> PlatformError:
    """`error` as it counts for a medium: one that is gone is sent anew, one that is refused needs another file."""
    if error.failure is Failure.NOT_FOUND:
        error.failure = Failure.MEDIA_EXPIRED
    elif error.failure is Failure.CONTENT_REJECTED:
        error.failure, error.field = Failure.MEDIA_REJECTED, "media"
        error.remedy = "Use another file: the server cannot work with this one."
    return error
