"""Asking a server, reading only, whether a post whose answer was lost is there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from agency_core.domain.publishing import Failure, Outcome, PlatformError, PublishState, Shaped, Verdict
from agency_core.http_client import Answer
from agency_core.platforms.base import Context
from agency_core.platforms.mastodon.calls import answered, listed, reading
from agency_core.platforms.mastodon.facts import FACTS
from agency_core.platforms.mastodon.text import as_read, read
from agency_core.platforms.reading import identifier, objects

_PAGE = 40
_SLACK = timedelta(seconds=60)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_MAY_HIDE_A_POST = frozenset({Failure.CONTENT_REJECTED, Failure.NOT_FOUND})
_IN_WORK = 206


def reconcile(state: PublishState, shaped: Shaped, ctx: Context) -> Outcome:
    """Look through the account's latest posts for these very media, or for this text written since the intent was saved.

    Raises:
        PlatformError: AUTH_REVOKED, because only a new connection makes the question answerable.
    """
    if state.committed_at is None:
        return Outcome(Verdict.UNKNOWN, why="It is not known when the post was sent.")
    try:
        posts = _latest(ctx)
    except PlatformError as error:
        if error.failure is Failure.AUTH_REVOKED:
            raise
        return Outcome(Verdict.UNKNOWN, why=f"The server could not be asked: {error.message}")
    since = state.committed_at - _SLACK
    sent = [state.handles[name] for place in range(len(shaped.media)) if (name := f"media_{place}") in state.handles]
    found = [post for post in posts if (_carries(post, sent) if sent else _says(post, shaped, since))]
    if found:
        first = min(found, key=_moment)
        why = "The same media are in a post." if sent else "The same text is among the posts."
        return Outcome(Verdict.PUBLISHED, identifier(first.get("id")), identifier(first.get("url")), why)
    return _absent(posts, state.committed_at, ctx.clock.now())


def seen_through(error: PlatformError, sent: list[str], ctx: Context) -> PlatformError:
    """What a refusal of a post with media really means: media that a post carries already are refused as well.

    A text says nothing of that kind, so its refusal is taken as it is. Texts of errors cannot be read: the server is asked.
    """
    if not sent or error.failure not in _MAY_HIDE_A_POST:
        return error
    try:
        found = [post for post in _latest(ctx) if _carries(post, sent)]
        if found:
            message = "A post carries these media already."
            return PlatformError(Failure.DUPLICATE_CONTENT, message, existing=identifier(found[0].get("id")))
        return _of_media(error, sent, ctx)
    except PlatformError as unread:
        return PlatformError(Failure.UNKNOWN_OUTCOME, error.message, network_code=unread.network_code)


def _of_media(error: PlatformError, sent: list[str], ctx: Context) -> PlatformError:
    """`error`, or what is wrong with the media: not ready, or thrown away because nobody attached them."""
    looks = [_look(name, ctx) for name in sent]
    if None in looks:
        return PlatformError(Failure.MEDIA_EXPIRED, error.message, network_code=error.network_code)
    if any(look is not None and look.status == _IN_WORK for look in looks):
        return PlatformError(Failure.MEDIA_PROCESSING, error.message, network_code=error.network_code)
    return error


def _look(name: str, ctx: Context) -> Answer | None:
    try:
        return answered(ctx, reading(ctx, "/api/v1/media", name))
    except PlatformError as error:
        if error.failure is Failure.NOT_FOUND:
            return None
        raise


def _latest(ctx: Context) -> list[dict[str, Any]]:
    account = quote(ctx.account.external_id, safe="")
    return listed(ctx, reading(ctx, f"/api/v1/accounts/{account}/statuses?limit={_PAGE}&exclude_reblogs=true"))


def _carries(post: dict[str, Any], sent: list[str]) -> bool:
    """Whether these very media are in the post: a medium can be attached once, so this is proof."""
    return [identifier(media.get("id")) for media in objects(post, "media_attachments")] == sent


def _says(post: dict[str, Any], shaped: Shaped, since: datetime) -> bool:
    parent = shaped.parent.external_id if shaped.parent else ""
    answers = identifier(post.get("in_reply_to_id")) == parent
    same = read(str(post.get("content") or "")) == as_read(shaped.text)
    return answers and same and bool(identifier(post.get("id"))) and _moment(post) >= since


def _absent(posts: list[dict[str, Any]], committed_at: datetime, now: datetime) -> Outcome:
    if now < committed_at + timedelta(seconds=FACTS.capabilities.settling_seconds):
        return Outcome(Verdict.UNKNOWN, why="Not there yet; a server may show a post some seconds late.")
    oldest = min((_moment(post) for post in posts), default=_LONG_AGO)
    if len(posts) >= _PAGE and oldest > committed_at - _SLACK:
        return Outcome(Verdict.UNKNOWN, why="Too many posts since to be sure.")
    return Outcome(Verdict.NOT_PUBLISHED, why="It is not among the account's latest posts.")


def _moment(post: dict[str, Any]) -> datetime:
    try:
        moment = datetime.fromisoformat(identifier(post.get("created_at")))
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return _LONG_AGO
