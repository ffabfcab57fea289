"""Asking YouTube, reading only, what became of an upload whose last answer was lost: the upload's address itself knows."""

from __future__ import annotations

from datetime import timedelta

from agency_core.domain.publishing import Failure, Outcome, PlatformError, PublishState, Shaped, Verdict
from agency_core.http_client import Answer
from agency_core.platforms.base import Context
from agency_core.platforms.wire import Ask, send
from agency_core.platforms.youtube import comments
from agency_core.platforms.youtube.calls import video_url
from agency_core.platforms.youtube.errors import classified
from agency_core.platforms.youtube.facts import FACTS
from agency_core.platforms.youtube.publish import upload_failure
from agency_core.platforms.youtube.session import GONE, INCOMPLETE, probe, video_id
from agency_core.platforms.youtube.uploads import upload_like


def reconcile(state: PublishState, shaped: Shaped, ctx: Context) -> Outcome:
    """Whether the upload became a video, or the comment is there.

    Raises:
        PlatformError: AUTH_EXPIRED or AUTH_REVOKED, because fresh tokens make the question answerable.
    """
    try:
        if shaped.parent is not None:
            return comments.reconcile(state, shaped, ctx)
        if "video_id" in state.handles:
            return _known(state.handles["video_id"], ctx)
        if "session" not in state.handles or state.committed_at is None:
            return Outcome(Verdict.UNKNOWN, why="It is not known which upload was sent, or when.")
        return _probed(state, shaped, ctx)
    except PlatformError as error:
        if error.failure in {Failure.AUTH_EXPIRED, Failure.AUTH_REVOKED}:
            raise
        return Outcome(Verdict.UNKNOWN, why=f"YouTube could not be asked: {error.message}")


def _known(video: str, ctx: Context) -> Outcome:
    """The video is there, unless YouTube says that it will never be watched."""
    try:
        _, failure = upload_failure(video, ctx)
    except PlatformError:
        failure = None  # its id proves that it is there
    if failure is not None:
        return Outcome(Verdict.NOT_PUBLISHED, why=failure.message)
    return Outcome(Verdict.PUBLISHED, video, video_url(ctx.account, video), "YouTube named the video.")


def _probed(state: PublishState, shaped: Shaped, ctx: Context) -> Outcome:
    asked = probe(state.handles, ctx)
    answer = send(ctx.http, asked)
    if answer.status == INCOMPLETE:
        return _absent(state, ctx, "YouTube waits for the rest of the file.")
    if answer.status in GONE:
        return _searched(state, shaped, ctx)
    return _finished(answer, asked, ctx)


def _finished(answer: Answer, asked: Ask, ctx: Context) -> Outcome:
    if not answer.ok:
        raise classified(answer, ctx.clock.now())
    video = video_id(answer, asked)
    return Outcome(Verdict.PUBLISHED, video, video_url(ctx.account, video), "The upload became a video.")


def _searched(state: PublishState, shaped: Shaped, ctx: Context) -> Outcome:
    """The upload's address is gone: look among the account's uploads."""
    since = state.committed_at or ctx.clock.now()
    found = upload_like(shaped.title, since, ctx)
    if len(found) > 1:
        return Outcome(Verdict.UNKNOWN, why="Several uploads have this title.")
    if found:
        return Outcome(Verdict.PUBLISHED, found[0], video_url(ctx.account, found[0]), "It is among the uploads.")
    return _absent(state, ctx, "The upload's address is gone, and no upload has this title.")


def _absent(state: PublishState, ctx: Context, why: str) -> Outcome:
    settled = (state.committed_at or ctx.clock.now()) + timedelta(seconds=FACTS.capabilities.settling_seconds)
    if ctx.clock.now() < settled:
        return Outcome(Verdict.UNKNOWN, why="Not there yet; the last piece may still be on its way.")
    return Outcome(Verdict.NOT_PUBLISHED, why=why)
