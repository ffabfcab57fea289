"""From a shaped variant to a post on LinkedIn."""

from __future__ import annotations

from typing import Any

from agency_core.domain.content import ContentType
from agency_core.domain.publishing import Account, Failure, Phase, PlatformError, PublishState, Shaped
from agency_core.platforms.base import Context
from agency_core.platforms.linkedin.calls import answered, ask, web_base
from agency_core.platforms.linkedin.text import escaped
from agency_core.platforms.linkedin.upload import image_step, image_urns, video_step


def step(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """One call further; what has no media needs none before the post itself."""
    if state.phase is Phase.COMMIT_SENT:
        return _commit(state, shaped, ctx)
    if state.phase in {Phase.ARMED, Phase.CONFIRMED}:
        return state
    if shaped.content_type == ContentType.IMAGE_POST:
        return image_step(state, shaped, ctx)
    if shaped.content_type == ContentType.VIDEO_POST:
        return video_step(state, shaped, ctx)
    return state.at(Phase.ARMED)


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
        return {"article": {"source": shaped.link, "title": shaped.title}}
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
    answer = answered(ctx, asked)
    urn = answer.headers.get("x-restli-id", "")
    if not urn.startswith("urn:li:"):
        message = "LinkedIn took the post but did not name it."
        raise PlatformError(Failure.UNKNOWN_OUTCOME, message, http_status=answer.status)
    return state.confirmed(urn, post_url(ctx.account, urn))
