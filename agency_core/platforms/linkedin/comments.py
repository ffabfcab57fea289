"""Comments below a post of ours: how LinkedIn carries what follows a post. They are plain text, so nothing is escaped."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from agency_core.domain.publishing import (
    Failure,
    Measurement,
    Outcome,
    Parent,
    PlatformError,
    PublishState,
    Shaped,
    Verdict,
)
from agency_core.platforms.base import Context
from agency_core.platforms.linkedin.calls import answered, ask, fetched, is_person, urn_in_url, web_base
from agency_core.platforms.linkedin.facts import FACTS
from agency_core.platforms.reading import an_object, identifier, number, objects

_PAGE = 100
_SLACK = timedelta(seconds=60)
_COMMENT = re.compile(r"urn:li:comment:\((urn:li:[A-Za-z]+:\d+),(\d+)\)")


def is_comment(urn: str) -> bool:
    """Whether this is the id of a comment."""
    return _COMMENT.fullmatch(urn) is not None


def commit_comment(state: PublishState, shaped: Shaped, parent: Parent, ctx: Context) -> PublishState:
    """Write the comment below the first post of its thread.

    Raises:
        PlatformError: classified; UNKNOWN_OUTCOME when LinkedIn does not name it.
    """
    post = parent.root or parent.external_id
    body = {"actor": ctx.account.external_id, "object": post, "message": {"text": shaped.text}}
    answer = answered(ctx, ask(ctx, "POST", f"socialActions/{urn_in_url(post)}/comments", body, commit=True))
    number_of_it = answer.headers.get("x-restli-id", "")
    if not number_of_it.isdecimal():
        message = "LinkedIn took the comment but did not name it."
        raise PlatformError(Failure.UNKNOWN_OUTCOME, message, http_status=answer.status)
    urn = f"urn:li:comment:({post},{number_of_it})"
    return state.confirmed(urn, _url(ctx, post, urn))


def reconcile_comment(state: PublishState, shaped: Shaped, parent: Parent, ctx: Context) -> Outcome:
    """Look through the post's comments for this very text of ours, written since the intent was saved.

    Raises:
        PlatformError: AUTH_EXPIRED or AUTH_REVOKED, because fresh tokens make the question answerable.
    """
    if is_person(ctx.account):
        return Outcome(Verdict.UNKNOWN, why="LinkedIn lets nobody read the comments below a personal profile's posts.")
    if state.committed_at is None:
        return Outcome(Verdict.UNKNOWN, why="It is not known when the comment was sent.")
    post = parent.root or parent.external_id
    try:
        elements = _comments(post, ctx)
    except PlatformError as error:
        if error.failure in {Failure.AUTH_EXPIRED, Failure.AUTH_REVOKED}:
            raise
        return Outcome(Verdict.UNKNOWN, why=f"LinkedIn could not be asked: {error.message}")
    since = (state.committed_at - _SLACK).timestamp()
    found = [each for each in elements if _is_ours(each, shaped.text, ctx.account.external_id) and _moment(each) >= since]
    if found:
        urn = f"urn:li:comment:({post},{identifier(min(found, key=_moment)['id'])})"
        return Outcome(Verdict.PUBLISHED, urn, _url(ctx, post, urn), "The same text is among the comments.")
    if ctx.clock.now() < state.committed_at + timedelta(seconds=FACTS.capabilities.settling_seconds):
        return Outcome(Verdict.UNKNOWN, why="Not there yet; LinkedIn may show a comment some seconds late.")
    if len(elements) >= _PAGE:
        return Outcome(Verdict.UNKNOWN, why="There are too many comments to be sure.")
    return Outcome(Verdict.NOT_PUBLISHED, why="The text is not among the post's comments.")


def measured_comment(urn: str, ctx: Context) -> Measurement:
    """What is counted for a comment: likes and answers, for organizations only.

    Raises:
        PlatformError: classified; NOT_FOUND when the comment is gone.
    """
    if is_person(ctx.account):
        return Measurement({"likes": None, "comments": None})
    told = fetched(ctx, ask(ctx, "GET", _path(urn)))
    return Measurement(
        {
            "likes": number(an_object(told, "likesSummary").get("totalLikes")),
            "comments": number(an_object(told, "commentsSummary").get("aggregatedTotalComments")),
        }
    )


def remove_comment(urn: str, ctx: Context) -> None:
    """Take a comment down.

    Raises:
        PlatformError: classified.
    """
    answered(ctx, ask(ctx, "DELETE", f"{_path(urn)}?actor={urn_in_url(ctx.account.external_id)}"))


def _comments(post: str, ctx: Context) -> list[dict[str, Any]]:
    body = fetched(ctx, ask(ctx, "GET", f"socialActions/{urn_in_url(post)}/comments?start=0&count={_PAGE}"))
    if not isinstance(body.get("elements"), list):
        raise PlatformError(Failure.TRANSIENT, "the answer holds no list of comments")
    return objects(body, "elements")


def _is_ours(comment: dict[str, Any], text: str, actor: str) -> bool:
    same = str(an_object(comment, "message").get("text", "")).strip() == text.strip()
    return same and comment.get("actor") == actor and identifier(comment.get("id")).isdecimal()


def _moment(comment: dict[str, Any]) -> float:
    """Seconds since 1970; LinkedIn writes milliseconds."""
    return (number(an_object(comment, "created").get("time")) or 0.0) / 1000


def _path(urn: str) -> str:
    found = _COMMENT.fullmatch(urn)
    if found is None:
        raise PlatformError(Failure.NOT_FOUND, "This is not a comment on LinkedIn.")
    return f"socialActions/{urn_in_url(found[1])}/comments/{found[2]}"


def _url(ctx: Context, post: str, urn: str) -> str:
    return f"{web_base(ctx.account)}/feed/update/{post}/?commentUrn={quote(urn, safe='')}"
