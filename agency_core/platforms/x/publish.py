"""From a shaped variant to a post on X."""

from __future__ import annotations

from typing import Any

from agency_core.domain.publishing import Account, Failure, Phase, PlatformError, PublishState, Shaped
from agency_core.platforms.base import Context
from agency_core.platforms.reading import an_object, identifier
from agency_core.platforms.wire import body_of
from agency_core.platforms.x.calls import answered, ask, web_base
from agency_core.platforms.x.facts import EVERYONE
from agency_core.platforms.x.media import media_ids, media_step
from agency_core.platforms.x.text import sent_text


def step(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """One call further; what has no media needs none before the post itself."""
    if state.phase is Phase.COMMIT_SENT:
        return _commit(state, shaped, ctx)
    if state.phase in {Phase.ARMED, Phase.CONFIRMED}:
        return state
    return media_step(state, shaped, ctx)


def post_url(account: Account, post_id: str) -> str:
    """Where people see the post."""
    return f"{web_base(account)}/i/status/{post_id}"


def post_body(shaped: Shaped, state: PublishState) -> dict[str, Any]:
    """The post as X takes it: nothing is sent that was not chosen."""
    text, media = sent_text(shaped), media_ids(shaped, state)
    body: dict[str, Any] = {"text": text} if text else {}
    if media:
        body["media"] = {"media_ids": media}
    if shaped.parent is not None:
        return {**body, "reply": {"in_reply_to_tweet_id": shaped.parent.external_id}}
    repliers = shaped.options.get("reply_settings", EVERYONE)
    return body if repliers == EVERYONE else {**body, "reply_settings": repliers}


def _commit(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    asked = ask(ctx, "POST", "tweets", post_body(shaped, state), commit=True)
    answer = answered(ctx, asked)
    post_id = identifier(an_object(body_of(answer, asked), "data").get("id"))
    if not post_id:
        message = "X took the post but did not name it."
        raise PlatformError(Failure.UNKNOWN_OUTCOME, message, http_status=answer.status)
    return state.confirmed(post_id, post_url(ctx.account, post_id))
