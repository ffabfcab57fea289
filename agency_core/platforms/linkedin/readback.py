"""Asking LinkedIn, reading only, whether a post whose answer was lost is there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from agency_core.domain.publishing import Failure, Outcome, PlatformError, PublishState, Shaped, Verdict
from agency_core.platforms.base import Context
from agency_core.platforms.linkedin.calls import ask, fetched, is_person, urn_in_url
from agency_core.platforms.linkedin.comments import reconcile_comment
from agency_core.platforms.linkedin.facts import FACTS
from agency_core.platforms.linkedin.publish import post_url
from agency_core.platforms.linkedin.text import escaped, plain
from agency_core.platforms.reading import identifier, number, objects

_PAGE = 100
_SLACK = timedelta(seconds=60)


def reconcile(state: PublishState, shaped: Shaped, ctx: Context) -> Outcome:
    """Look through the author's latest posts for this very text, written since the intent was saved.

    Raises:
        PlatformError: AUTH_EXPIRED or AUTH_REVOKED, because fresh tokens make the question answerable.
    """
    if shaped.parent is not None:
        return reconcile_comment(state, shaped, shaped.parent, ctx)
    if is_person(ctx.account):
        return Outcome(Verdict.UNKNOWN, why="LinkedIn lets nobody read the posts of a personal profile.")
    if state.committed_at is None:
        return Outcome(Verdict.UNKNOWN, why="It is not known when the post was sent.")
    try:
        elements = _latest(ctx)
    except PlatformError as error:
        if error.failure in {Failure.AUTH_EXPIRED, Failure.AUTH_REVOKED}:
            raise
        return Outcome(Verdict.UNKNOWN, why=f"LinkedIn could not be asked: {error.message}")
    since = state.committed_at - _SLACK
    found = [post for post in elements if _is_ours(post, escaped(shaped.text), since)]
    if found:
        urn = str(min(found, key=lambda post: _moment(post, "createdAt"))["id"])
        return Outcome(Verdict.PUBLISHED, urn, post_url(ctx.account, urn), "The same text is on the page.")
    return _absent(elements, state.committed_at, ctx.clock.now())


def _latest(ctx: Context) -> list[dict[str, Any]]:
    author = urn_in_url(ctx.account.external_id)
    asked = ask(ctx, "GET", f"posts?author={author}&q=author&count={_PAGE}&sortBy=LAST_MODIFIED")
    body = fetched(ctx, asked)
    if not isinstance(body.get("elements"), list):
        raise PlatformError(Failure.TRANSIENT, "the answer holds no list of posts")
    return objects(body, "elements")


def _is_ours(post: dict[str, Any], commentary: str, since: datetime) -> bool:
    same = plain(str(post.get("commentary", ""))) == plain(commentary)
    return same and bool(identifier(post.get("id"))) and _moment(post, "createdAt") >= since.timestamp()


def _absent(elements: list[dict[str, Any]], committed_at: datetime, now: datetime) -> Outcome:
    if now < committed_at + timedelta(seconds=FACTS.capabilities.settling_seconds):
        return Outcome(Verdict.UNKNOWN, why="Not there yet; LinkedIn may show a post some seconds late.")
    oldest = min((_moment(post, "lastModifiedAt") for post in elements), default=0.0)
    if len(elements) >= _PAGE and oldest > (committed_at - _SLACK).timestamp():
        return Outcome(Verdict.UNKNOWN, why="Too many posts since to be sure.")
    return Outcome(Verdict.NOT_PUBLISHED, why="The text is not among the page's latest posts.")


def _moment(post: dict[str, Any], key: str) -> float:
    """Seconds since 1970; LinkedIn writes milliseconds."""
    return (number(post.get(key)) or 0.0) / 1000
