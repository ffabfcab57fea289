"""From a shaped variant to a post on LinkedIn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from agency_core.domain.content import ContentType
from agency_core.domain.publishing import Account, Failure, Phase, PlatformError, PublishState, Shaped
from agency_core.platforms.base import Context
from agency_core.platforms.linkedin.calls import answered, ask, is_person, urn_in_url, web_base
from agency_core.platforms.linkedin.comments import commit_comment
from agency_core.platforms.linkedin.documents import document_step
from agency_core.platforms.linkedin.text import escaped
from agency_core.platforms.linkedin.upload import image_step, image_urns, video_step

_MEDIA_STEPS: dict[str, Callable[[PublishState, Shaped, Context], PublishState]] = {
    ContentType.IMAGE_POST: image_step,
    ContentType.ARTICLE: image_step,
    ContentType.VIDEO_POST: video_step,
    ContentType.DOCUMENT: document_step,
}


def step(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """One call further; what has no media needs none before the post itself."""
    if state.phase is Phase.COMMIT_SENT:
        return commit_comment(state, shaped, shaped.parent, ctx) if shaped.parent else _commit(state, shaped, ctx)
    if state.phase in {Phase.ARMED, Phase.CONFIRMED}:
        return state
    bring_up = _MEDIA_STEPS.get(shaped.content_type)
    return bring_up(state, shaped, ctx) if bring_up and shaped.media and not shaped.parent else state.at(Phase.ARMED)


def post_url(account: Account, urn: str) -> str:
    """Where people see the post."""
    return f"{web_base(account)}/feed/update/{urn}/"


def post_body(author: str, shaped: Shaped, state: PublishState) -> dict[str, Any]:
    """The post as LinkedIn takes it."""
    body: dict[str, Any] = {
        "author": author,
        "commentary": escaped(shaped.text),
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    content = _content(shaped, state)
    return {**body, "content": content} if content else body


def _content(shaped: Shaped, state: PublishState) -> dict[str, Any]:
    if shaped.content_type == ContentType.ARTICLE:
        thumbnail = {"thumbnail": state.handles["image_0"]} if shaped.media else {}
        return {"article": {"source": shaped.link, "title": shaped.title, **thumbnail}}
    if shaped.content_type == ContentType.DOCUMENT:
        return {"media": {"id": state.handles["document"], "title": shaped.title}}
    if shaped.content_type == ContentType.VIDEO_POST:
        titled = {"title": shaped.title} if shaped.title else {}
        return {"media": {"id": state.handles["video"], **titled}}
    if shaped.content_type != ContentType.IMAGE_POST:
        return {}
    images = [
        {"id": urn, **({"altText": media.alt_text} if media.alt_text else {})}
        for urn, media in zip(image_urns(state.handles, len(shaped.media)), shaped.media, strict=True)
    ]
    return {"media": images[0]} if len(images) == 1 else {"multiImage": {"images": images}}


def _commit(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    asked = ask(ctx, "POST", "posts", post_body(ctx.account.external_id, shaped, state), commit=True)
    try:
        answer = answered(ctx, asked)
    except PlatformError as error:
        raise _verified(error, ctx) from None
    urn = answer.headers.get("x-restli-id", "")
    if not urn.startswith("urn:li:"):
        message = "LinkedIn took the post but did not name it."
        raise PlatformError(Failure.UNKNOWN_OUTCOME, message, http_status=answer.status)
    return state.confirmed(urn, post_url(ctx.account, urn))


def _verified(error: PlatformError, ctx: Context) -> PlatformError:
    """`error`, after looking whether the post that a duplicate names is there: LinkedIn goes on naming one taken down.

    For a day or two the same words are refused because of a post that nobody can see any more. Members may not look.
    """
    if error.failure is not Failure.DUPLICATE_CONTENT or not error.existing or is_person(ctx.account):
        return error
    try:
        answered(ctx, ask(ctx, "GET", f"posts/{urn_in_url(error.existing)}"))
    except PlatformError as unread:
        if unread.failure is Failure.NOT_FOUND:
            return PlatformError(
                Failure.CONTENT_REJECTED, f"LinkedIn takes this for {error.existing}, which was taken down.",
                network_code=error.network_code, http_status=error.http_status, field="text",
                remedy="Change the words, or send it again in two days.",
            )
    return error
