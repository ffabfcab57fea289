"""A comment below one of our videos: one call, and a list of comments to find it in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from agency_core.domain.publishing import Failure, Outcome, Phase, PlatformError, PublishState, Shaped, Verdict
from agency_core.http_client import Call
from agency_core.platforms.base import Context
from agency_core.platforms.reading import an_object, identifier, objects
from agency_core.platforms.wire import Ask
from agency_core.platforms.youtube.calls import api, bearer, comment_url, fetched, reading
from agency_core.platforms.youtube.uploads import moment

_BEFORE = timedelta(seconds=60)
_SETTLING = timedelta(minutes=2)
"""Comments come into their list later than videos into theirs."""
_PAGE = "100"
_VIDEO_ID_LENGTH = 11


def is_comment(external_id: str) -> bool:
    """Whether this is the id of a comment and not of a video, whose ids have eleven characters."""
    return external_id.startswith("Ug") and len(external_id) > _VIDEO_ID_LENGTH


def step(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """There is nothing to prepare: the only call is the irreversible one."""
    if state.phase is not Phase.COMMIT_SENT:
        return state.at(Phase.ARMED)
    video = _video(shaped)
    snippet = {"videoId": video, "topLevelComment": {"snippet": {"textOriginal": shaped.text}}}
    call = Call(bearer(ctx), {"part": "snippet"}, json={"snippet": snippet})
    comment = identifier(fetched(ctx, Ask("POST", api(ctx, "commentThreads"), call, commit=True)).get("id"))
    if not comment:
        raise PlatformError(Failure.UNKNOWN_OUTCOME, "YouTube took the comment without naming it.")
    return state.confirmed(comment, comment_url(ctx.account, video, comment))


def reconcile(state: PublishState, shaped: Shaped, ctx: Context) -> Outcome:
    """Look for the comment among the latest below the video.

    Raises:
        PlatformError: classified.
    """
    since = state.committed_at
    if since is None:
        return Outcome(Verdict.UNKNOWN, why="It is not known when the comment was sent.")
    video = _video(shaped)
    params = {"part": "snippet", "videoId": video, "order": "time", "maxResults": _PAGE, "textFormat": "plainText"}
    body = fetched(ctx, reading(ctx, "commentThreads", params))
    if not isinstance(body.get("items"), list):
        return Outcome(Verdict.UNKNOWN, why="The answer holds no list of comments.")
    threads = objects(body, "items")
    found = [thread for thread in threads if _ours(thread, shaped.text, since - _BEFORE, ctx.account.external_id)]
    if found:
        comment = identifier(found[0].get("id"))
        return Outcome(Verdict.PUBLISHED, comment, comment_url(ctx.account, video, comment), "The comment is below the video.")
    if ctx.clock.now() < since + _SETTLING:
        return Outcome(Verdict.UNKNOWN, why="Not there yet; YouTube may show a comment late.")
    if len(threads) >= int(_PAGE):
        return Outcome(Verdict.UNKNOWN, why="Too many comments since to be sure.")
    return Outcome(Verdict.NOT_PUBLISHED, why="The comment is not below the video.")


def _video(shaped: Shaped) -> str:
    """The video at the head of the thread: a comment cannot be commented on here."""
    return (shaped.parent.root or shaped.parent.external_id) if shaped.parent else ""


def _ours(thread: dict[str, Any], text: str, since: datetime, author: str) -> bool:
    comment = an_object(an_object(thread, "snippet"), "topLevelComment")
    snippet = an_object(comment, "snippet")
    made = moment(snippet.get("publishedAt"))
    said = snippet.get("textOriginal") or snippet.get("textDisplay")
    same = identifier(said).strip() == text.strip() and bool(identifier(thread.get("id")))
    by = identifier(an_object(snippet, "authorChannelId").get("value"))
    return same and by == author and made is not None and made >= since
