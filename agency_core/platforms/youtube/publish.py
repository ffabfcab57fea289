"""From a shaped variant to a video on YouTube: bring the file up, its last piece at the time; then wait for processing.

The call with the last piece is the irreversible one. After it the state stays COMMIT_SENT with the video's id among its
handles: the steps that follow set the thumbnail and ask how processing goes, and none of them can make a second video.
"""

from __future__ import annotations

from dataclasses import replace

from agency_core.domain.publishing import Failure, Phase, PlatformError, PublishState, Shaped
from agency_core.http_client import Call
from agency_core.platforms.base import Context
from agency_core.platforms.files import piece_of, size_of
from agency_core.platforms.polling import ask_again
from agency_core.platforms.reading import an_object, identifier, objects
from agency_core.platforms.wire import UPLOAD_SECONDS, Ask, refused, send
from agency_core.platforms.youtube import comments
from agency_core.platforms.youtube.calls import answered, bearer, fetched, reading, upload_api, video_url
from agency_core.platforms.youtube.errors import classified
from agency_core.platforms.youtube.parts import thumbnail_of
from agency_core.platforms.youtube.session import GONE, UNFINISHED, incomplete, last_piece, upload_step, video_id
from agency_core.platforms.youtube.uploads import upload_like

_MOST_POLLS = 6
"""About a minute: what is refused at once is known by then, and a long video may take hours."""


def step(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """One call further."""
    if state.phase in {Phase.ARMED, Phase.CONFIRMED}:
        return state
    if shaped.parent is not None:
        return comments.step(state, shaped, ctx)
    if state.phase is not Phase.COMMIT_SENT:
        return upload_step(state, shaped, ctx)
    if "video_id" not in state.handles:
        return _commit(state, shaped, ctx)
    if thumbnail_of(shaped) is not None and "thumbnail" not in state.handles:
        return state.at(Phase.COMMIT_SENT, thumbnail=_thumbnail(state.handles["video_id"], shaped, ctx))
    return _poll(state, ctx)


def upload_failure(video: str, ctx: Context) -> tuple[str, PlatformError | None]:
    """YouTube's word for the state of an uploaded video, and why it will never be watched, where that is so.

    Raises:
        PlatformError: classified; YouTube could not be asked.
    """
    found = objects(fetched(ctx, reading(ctx, "videos", {"part": "status", "id": video})), "items")
    status = an_object(found[0], "status") if found else {}
    word = identifier(status.get("uploadStatus"))
    if word == "failed":
        message = f"YouTube could not process the video: {identifier(status.get('failureReason')) or 'no reason given'}."
        return word, PlatformError(Failure.MEDIA_REJECTED, message, field="media", remedy="Use an MP4 with H.264 and AAC.")
    if word == "rejected":
        message = f"YouTube rejected the video: {identifier(status.get('rejectionReason')) or 'no reason given'}."
        return word, PlatformError(Failure.CONTENT_REJECTED, message, field="media", remedy="See YouTube Studio.")
    return word, None


def _commit(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    asked = last_piece(state, shaped, ctx)
    answer = send(ctx.http, asked)
    if answer.status in UNFINISHED:
        return incomplete(state, answer, ctx)
    if answer.status in GONE:
        raise _seen_through(state, shaped, ctx)
    if not answer.ok:
        raise refused(classified(answer, ctx.clock.now()), asked)
    return ask_again_sent(state.at(Phase.COMMIT_SENT, video_id=video_id(answer, asked)), ctx)


def ask_again_sent(state: PublishState, ctx: Context) -> PublishState:
    """The state that polls later, and from which nothing is sent again."""
    return replace(ask_again(state, ctx.clock.now()), phase=Phase.COMMIT_SENT)


def _seen_through(state: PublishState, shaped: Shaped, ctx: Context) -> PlatformError:
    """What it means that the upload's address is gone: it also goes, in time, when the upload became a video."""
    since = state.committed_at or ctx.clock.now()
    try:
        found = upload_like(shaped.title, since, ctx)
    except PlatformError as error:
        return PlatformError(Failure.UNKNOWN_OUTCOME, f"The upload's address is gone, and: {error.message}")
    if found:
        return PlatformError(Failure.DUPLICATE_CONTENT, "This upload became a video before.", existing=found[0])
    return PlatformError(Failure.MEDIA_EXPIRED, "The upload was given up before it was complete.")


def _thumbnail(video: str, shaped: Shaped, ctx: Context) -> str:
    """Set the thumbnail; the video is out, so a refusal is only written down."""
    media = thumbnail_of(shaped)
    try:
        if media is not None:
            headers = {**bearer(ctx), "Content-Type": media.mime}
            call = Call(headers, {"videoId": video}, data=piece_of(media, 0, size_of(media)))
            answered(ctx, Ask("POST", upload_api(ctx, "thumbnails/set"), call, seconds=UPLOAD_SECONDS))
    except PlatformError as error:
        return f"not set: {error.message}"[:300]
    return "set"


def _poll(state: PublishState, ctx: Context) -> PublishState:
    video = state.handles["video_id"]
    confirmed = state.confirmed(video, video_url(ctx.account, video))
    try:
        word, failure = upload_failure(video, ctx)
    except PlatformError:
        return confirmed  # the video has its id and is there, whether or not we can ask how processing goes
    if failure is not None:
        raise failure
    if word == "uploaded" and int(state.handles.get("polls", "0")) < _MOST_POLLS:
        return ask_again_sent(state, ctx)
    return confirmed
