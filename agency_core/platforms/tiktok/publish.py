"""From a shaped variant to a post on TikTok: ask what is allowed, announce, send, and wait until it is published.

What makes a post is the piece that completes a video's file, and for photos, which TikTok fetches itself, the announcement.
After it the state stays COMMIT_SENT with `handed_over` among its handles: the steps that follow only ask.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from agency_core.domain.publishing import Failure, Phase, PlatformError, PublishState, Shaped
from agency_core.platforms.base import Context
from agency_core.platforms.polling import ask_again
from agency_core.platforms.reading import identifier
from agency_core.platforms.rules import is_video
from agency_core.platforms.tiktok import video
from agency_core.platforms.tiktok.calls import asking, data_of, post_url
from agency_core.platforms.tiktok.creator import ask_creator
from agency_core.platforms.tiktok.errors import publish_failure
from agency_core.platforms.tiktok.status import COMPLETE, FAILED, Status, fetched_status

_MOST_LOOKS = 40
"""About half an hour."""
_HERE = frozenset({None, "localhost", "127.0.0.1", "::1"})


def step(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """One call further."""
    if state.phase in {Phase.ARMED, Phase.CONFIRMED}:
        return state
    if state.phase is Phase.COMMIT_SENT:
        return _follow(state, ctx) if "handed_over" in state.handles else _commit(state, shaped, ctx)
    if "creator" not in state.handles:
        _demand_public_addresses(shaped, ctx)
        asked = ask_creator(state, shaped, ctx)
        return asked if _is_film(shaped) else asked.at(Phase.ARMED)
    return video.upload_step(state, shaped, ctx) if _is_film(shaped) else state.at(Phase.ARMED)


def settled(state: PublishState, status: Status, ctx: Context) -> PublishState:
    """The publication as TikTok's answer has it: confirmed, or still to be asked for.

    Raises:
        PlatformError: it failed, or takes too long to be believed.
    """
    if status.word == FAILED:
        raise publish_failure(status.reason)
    if status.word == COMPLETE:
        name = status.post or state.handles["publish_id"]
        return state.confirmed(name, post_url(ctx.account, state.handles.get("author", ""), status.post))
    if int(state.handles.get("polls", "0")) >= _MOST_LOOKS:
        raise PlatformError(Failure.UNKNOWN_OUTCOME, "TikTok has the post and does not say what becomes of it.")
    return replace(ask_again(state, ctx.clock.now()), phase=Phase.COMMIT_SENT)


def _commit(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    if _is_film(shaped):
        return _handed_over(video.last_piece(state, shaped, ctx), ctx)
    asked = asking(ctx, "post/publish/content/init/", photo_body(state, shaped), commit=True)
    publish_id = identifier(data_of(ctx, asked).get("publish_id"))
    if not publish_id:
        raise PlatformError(Failure.UNKNOWN_OUTCOME, "TikTok took the photos without naming the publication.")
    return _handed_over(state.at(Phase.COMMIT_SENT, publish_id=publish_id), ctx)


def _handed_over(state: PublishState, ctx: Context) -> PublishState:
    return replace(ask_again(state, ctx.clock.now(), handed_over="1"), phase=Phase.COMMIT_SENT)


def _follow(state: PublishState, ctx: Context) -> PublishState:
    """Ask what became of it. That it cannot be asked is no failure of the post."""
    try:
        status = fetched_status(state.handles["publish_id"], ctx, commit=True)
    except PlatformError as error:
        if error.failure is Failure.RATE_LIMITED:
            later = error.retry_at or ctx.clock.now() + timedelta(minutes=1)
            return replace(state, not_before=later)
        if error.failure is not Failure.AUTH_EXPIRED:
            error.failure = Failure.UNKNOWN_OUTCOME
        raise
    return settled(state, status, ctx)


def photo_body(state: PublishState, shaped: Shaped) -> dict[str, Any]:
    """The announcement of photos, with the addresses from which TikTok fetches them."""
    allowed = json.loads(state.handles.get("creator", "{}"))
    return {
        "post_info": {
            **({"title": shaped.title} if shaped.title else {}),
            "description": shaped.text,
            "privacy_level": allowed.get("privacy_level", ""),
            "disable_comment": allowed.get("disable_comment", False),
            "auto_add_music": False,
        },
        "source_info": {
            "source": "PULL_FROM_URL",
            "photo_images": [media.url for media in shaped.media],
            "photo_cover_index": 0,
        },
        "post_mode": "DIRECT_POST",
        "media_type": "PHOTO",
    }


def _demand_public_addresses(shaped: Shaped, ctx: Context) -> None:
    """TikTok fetches photos from outside."""
    if ctx.account.is_sandbox or _is_film(shaped):
        return
    for media in shaped.media:
        parts = urlsplit(media.url)
        if parts.scheme != "https" or parts.hostname in _HERE:
            message = "TikTok fetches photos itself and cannot reach this address."
            remedy = "Set AGENCY_PUBLIC_URL to a public https address whose domain is verified with TikTok."
            raise PlatformError(Failure.MEDIA_REJECTED, message, field="media", remedy=remedy)


def _is_film(shaped: Shaped) -> bool:
    return any(is_video(media) for media in shaped.media)
