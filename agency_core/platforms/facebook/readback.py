"""Asking Facebook, reading only, whether a post whose answer was lost is there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from agency_core.domain.content import ContentType
from agency_core.domain.publishing import Failure, Outcome, PlatformError, PublishState, Shaped, Verdict
from agency_core.platforms.base import Context
from agency_core.platforms.facebook.calls import GRAPH
from agency_core.platforms.facebook.publish import COMMENTS, SETTLING, post_url
from agency_core.platforms.facebook.video_state import reconcile_video
from agency_core.platforms.graph.calls import node
from agency_core.platforms.graph.readback import SLACK, moment, unasked
from agency_core.platforms.reading import an_object, identifier, objects

_PAGE = 100
_VIDEOS = frozenset({ContentType.VIDEO_POST, ContentType.REEL})


def reconcile(state: PublishState, shaped: Shaped, ctx: Context) -> Outcome:
    """Ask the video, which has an id of its own; look for a post or comment by its words and time.

    Raises:
        PlatformError: AUTH_EXPIRED or AUTH_REVOKED, because fresh tokens make the question answerable.
    """
    if shaped.parent is not None:
        return COMMENTS.reconcile(state, shaped, ctx)
    since = state.committed_at
    if since is None:
        return Outcome(Verdict.UNKNOWN, why="It is not known when the post was sent.")
    if shaped.content_type in _VIDEOS:
        return _video(state, since, ctx)
    try:
        latest = _latest(since, ctx)
    except PlatformError as error:
        return unasked(error, GRAPH.name)
    found = [post for post in latest if _is_ours(post, shaped.text, since, ctx.account.external_id)]
    if not found:
        return _absent(latest, since, ctx.clock.now())
    if not shaped.text.strip():
        return Outcome(Verdict.UNKNOWN, why="A post without words is there; it cannot be told apart from others.")
    ours = found[-1]
    url = identifier(ours.get("permalink_url")) or post_url(identifier(ours.get("id")), ctx)
    return Outcome(Verdict.PUBLISHED, identifier(ours.get("id")), url, "The same words are on the Page.")


def _video(state: PublishState, since: datetime, ctx: Context) -> Outcome:
    video = state.handles.get("video", "")
    if not video:
        return Outcome(Verdict.UNKNOWN, why="It is not known which video was sent.")
    return reconcile_video(video, ctx, settled=ctx.clock.now() >= since + SETTLING)


def _latest(since: datetime, ctx: Context) -> list[dict[str, Any]]:
    """The Page's posts since shortly before the intent was saved, newest first."""
    fields = "id,message,created_time,permalink_url,from{id}"
    params = {"fields": fields, "since": str(int((since - SLACK).timestamp())), "limit": str(_PAGE)}
    body = GRAPH.fetched(ctx, GRAPH.reading(ctx, node(ctx.account.external_id, "feed"), params))
    if not isinstance(body.get("data"), list):
        raise PlatformError(Failure.TRANSIENT, "the answer holds no list of posts")
    return objects(body, "data")


def _is_ours(post: dict[str, Any], meant: str, since: datetime, page: str) -> bool:
    at, by = moment(post.get("created_time")), identifier(an_object(post, "from").get("id"))
    same = str(post.get("message") or "").strip() == meant.strip()
    return same and at is not None and at >= since - SLACK and by in {"", page} and bool(identifier(post.get("id")))


def _absent(latest: list[dict[str, Any]], since: datetime, now: datetime) -> Outcome:
    if now < since + SETTLING:
        return Outcome(Verdict.UNKNOWN, why="Not there yet; Facebook may show a post some seconds late.")
    if len(latest) >= _PAGE:
        return Outcome(Verdict.UNKNOWN, why="Too many posts since to be sure.")
    return Outcome(Verdict.NOT_PUBLISHED, why="The words are not among the Page's latest posts.")
