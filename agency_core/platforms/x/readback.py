"""Asking X, reading only, whether a post whose answer was lost is there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from agency_core.domain.publishing import Failure, Outcome, PlatformError, PublishState, Shaped, Verdict
from agency_core.platforms.base import Context
from agency_core.platforms.reading import an_object, identifier, objects
from agency_core.platforms.x.calls import ask, fetched
from agency_core.platforms.x.facts import FACTS
from agency_core.platforms.x.media import carried
from agency_core.platforms.x.publish import post_url
from agency_core.platforms.x.text import plain, plain_of, sent_text

_PAGE = 100
_SLACK = timedelta(seconds=60)
_FIELDS = "attachments,created_at,entities,note_tweet,referenced_tweets"


def reconcile(state: PublishState, shaped: Shaped, ctx: Context) -> Outcome:
    """Look through the posts of the account since the intent was saved; each one that is there costs a tenth of a cent.

    Raises:
        PlatformError: AUTH_EXPIRED or AUTH_REVOKED, because fresh tokens make the question answerable.
    """
    if state.committed_at is None:
        return Outcome(Verdict.UNKNOWN, why="It is not known when the post was sent.")
    since = state.committed_at - _SLACK
    try:
        posts, more = _latest(ctx, since)
    except PlatformError as error:
        if error.failure in {Failure.AUTH_EXPIRED, Failure.AUTH_REVOKED}:
            raise
        return Outcome(Verdict.UNKNOWN, why=f"X could not be asked: {error.message}")
    found = [post for post in posts if _is_ours(post, shaped, state) and _moment(post) >= since]
    if found:
        post_id = identifier(min(found, key=_moment)["id"])
        return Outcome(Verdict.PUBLISHED, post_id, post_url(ctx.account, post_id), "The same post is on the profile.")
    if ctx.clock.now() < state.committed_at + timedelta(seconds=FACTS.capabilities.settling_seconds):
        return Outcome(Verdict.UNKNOWN, why="Not there yet; X may show a post some seconds late.")
    if more:
        return Outcome(Verdict.UNKNOWN, why="Too many posts since to be sure.")
    return Outcome(Verdict.NOT_PUBLISHED, why="The post is not among those of the profile since then.")


def _latest(ctx: Context, since: datetime) -> tuple[list[dict[str, Any]], bool]:
    """The posts since then, and whether there are more than a page of them."""
    begin = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    query = urlencode({"max_results": _PAGE, "start_time": begin, "tweet.fields": _FIELDS})
    body = fetched(ctx, ask(ctx, "GET", f"users/{ctx.account.external_id}/tweets?{query}"))
    meta = an_object(body, "meta")
    if not isinstance(body.get("data"), list) and meta.get("result_count") != 0:
        raise PlatformError(Failure.TRANSIENT, "the answer holds no list of posts")
    return objects(body, "data"), bool(meta.get("next_token"))


def _is_ours(post: dict[str, Any], shaped: Shaped, state: PublishState) -> bool:
    """The same words, below the same post, with as many media; a medium of ours decides it alone."""
    if not identifier(post.get("id")) or not _same_place(post, shaped):
        return False
    keys = an_object(post, "attachments").get("media_keys")
    held = [str(key).rpartition("_")[2] for key in keys] if isinstance(keys, list) else []
    sent = {state.handles.get(f"media_{place}", "") for place in range(len(carried(shaped)))}
    if sent & set(held):
        return True
    return plain_of(post) == plain(sent_text(shaped)) and len(held) == len(carried(shaped))


def _same_place(post: dict[str, Any], shaped: Shaped) -> bool:
    parents = [identifier(each.get("id")) for each in objects(post, "referenced_tweets") if each.get("type") == "replied_to"]
    return parents == ([shaped.parent.external_id] if shaped.parent is not None else [])


def _moment(post: dict[str, Any]) -> datetime:
    """When the post was made; the beginning of time when X does not say."""
    try:
        return datetime.fromisoformat(str(post.get("created_at"))).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime.fromtimestamp(0, UTC)
