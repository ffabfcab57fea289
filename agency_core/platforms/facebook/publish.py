"""From a shaped variant to a post of a Page."""

from __future__ import annotations

import json
from datetime import timedelta

from agency_core.domain.content import ContentType
from agency_core.domain.publishing import Failure, Phase, PlatformError, PublishState, Shaped
from agency_core.platforms.base import Context
from agency_core.platforms.facebook.calls import GRAPH
from agency_core.platforms.facebook.facts import FACTS
from agency_core.platforms.facebook.photos import photo_ids, photo_step
from agency_core.platforms.facebook.reels import finish_reel, reel_step
from agency_core.platforms.facebook.videos import finish_video, video_step
from agency_core.platforms.graph.calls import node
from agency_core.platforms.graph.comments import Comments
from agency_core.platforms.reading import identifier

SETTLING = timedelta(seconds=FACTS.capabilities.settling_seconds)
COMMENTS = Comments(
    GRAPH, "message", "created_time", "from", SETTLING, (("filter", "stream"), ("order", "reverse_chronological"))
)
_SITE = "https://www.facebook.com"
_PREPARING = {ContentType.IMAGE_POST: photo_step, ContentType.VIDEO_POST: video_step, ContentType.REEL: reel_step}
_FINISHING = {ContentType.VIDEO_POST: finish_video, ContentType.REEL: finish_reel}


def step(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """One call further; what has no media needs none before the post itself."""
    if shaped.parent is not None:
        return COMMENTS.step(state, shaped, ctx)
    if state.phase in {Phase.ARMED, Phase.CONFIRMED}:
        return state
    kind = ContentType(shaped.content_type)
    if state.phase is Phase.COMMIT_SENT:
        return _FINISHING.get(kind, _post)(state, shaped, ctx)
    preparing = _PREPARING.get(kind)
    return preparing(state, shaped, ctx) if preparing else state.at(Phase.ARMED)


def post_url(post: str, ctx: Context) -> str:
    """Where people see the post."""
    host = ctx.account.base_url.rstrip("/") if ctx.account.is_sandbox else _SITE
    return f"{host}/{post}"


def _post(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    form = {"message": shaped.text} if shaped.text else {}
    if shaped.link and not shaped.media:
        form["link"] = shaped.link
    if shaped.media:
        form["attached_media"] = json.dumps([{"media_fbid": photo} for photo in photo_ids(state, len(shaped.media))])
    asked = GRAPH.writing(ctx, node(ctx.account.external_id, "feed"), form, commit=True)
    post = identifier(GRAPH.fetched(ctx, asked).get("id"))
    if not post:
        raise PlatformError(Failure.UNKNOWN_OUTCOME, "Facebook took the post but did not name it.")
    return state.confirmed(post, post_url(post, ctx))
