"""Bringing pictures up unpublished, one call a picture: the post that shows them is then a single short call."""

from __future__ import annotations

from pathlib import Path

from agency_core.domain.publishing import Failure, Media, Phase, PlatformError, PublishState, Shaped
from agency_core.http_client import Call
from agency_core.platforms.base import Context
from agency_core.platforms.facebook.calls import GRAPH
from agency_core.platforms.graph.calls import node, token_header
from agency_core.platforms.graph.files import bytes_of
from agency_core.platforms.reading import identifier
from agency_core.platforms.wire import UPLOAD_SECONDS, Ask


def photo_step(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """The next picture; ARMED after the last."""
    for place, media in enumerate(shaped.media):
        if _handle(place) not in state.handles:
            return state.at(Phase.MEDIA_UPLOADING, **{_handle(place): _sent(media, ctx)})
    return state.at(Phase.ARMED)


def photo_ids(state: PublishState, count: int) -> list[str]:
    """Facebook's ids of the pictures sent, in their order."""
    return [state.handles[_handle(place)] for place in range(count)]


def _handle(place: int) -> str:
    return f"image_{place}"


def _sent(media: Media, ctx: Context) -> str:
    form = {"published": "false", "temporary": "true"}
    if media.alt_text:
        form["alt_text_custom"] = media.alt_text
    source = {"source": (Path(media.path).name, bytes_of(media), media.mime)} if media.path else None
    if source is None:
        form["url"] = media.url
    address = GRAPH.address(ctx, node(ctx.account.external_id, "photos"))
    call = Call(token_header(ctx.account), data=form, files=source)
    photo = identifier(GRAPH.fetched(ctx, Ask("POST", address, call, seconds=UPLOAD_SECONDS)).get("id"))
    if not photo:
        raise PlatformError(Failure.TRANSIENT, "Facebook took a picture without naming it.")
    return photo
