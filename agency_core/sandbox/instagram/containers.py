"""Instagram's containers: made from an address of media that the simulator fetches itself, ready after some looks."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import Row

from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.graph.guard import (
    USAGE,
    GraphError,
    admitted,
    invalid,
    only,
    own_node,
    parameters,
    refusal,
    several,
)
from agency_core.sandbox.graph.media import Demands, Fetched, fetched
from agency_core.sandbox.graph.states import EXPIRED, FINISHED, IN_PROGRESS, REFUSALS, container_of, new_container, state_of

_JPEG = frozenset({"JPEG"})
_POST = Demands(_JPEG, (0.8, 1.91), 320, 300_000_000)
_STORY = Demands(_JPEG, (0.1, 10.0), 320, 100_000_000)
_CAPTION, _HASHTAGS, _MENTIONS = 2200, 30, 20
_FEWEST, _MOST = 2, 10
_TYPES = {"", "IMAGE", "CAROUSEL", "REELS", "STORIES", "VIDEO"}
_SOURCES = frozenset({"image_url", "video_url"})
_FIELDS = _SOURCES | {
    "media_type", "caption", "alt_text", "user_tags", "location_id", "collaborators", "is_carousel_item", "children",
    "share_to_feed", "cover_url", "thumb_offset", "audio_name", "trial_params", "is_ai_generated", "is_paid_partnership",
}  # fmt: skip

def with_media(call: Incoming, desk: Desk) -> Fetched:
    """Fetch the media, before the transaction."""
    sent = parameters(call)
    source = next((name for name in sorted(_SOURCES) if sent.get(name)), None)
    if source is None:
        return Fetched()
    return fetched(desk.http, source, sent[source], _STORY if sent.get("media_type") == "STORIES" else _POST)


def create(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /{ig-user}/media`."""
    owner = own_node(call, admitted(call, tx))
    sent = parameters(call)
    kind = _kind(sent)
    _check_caption(sent, kind)
    media: Fetched = call.prepared
    children = _children(call, owner, desk, tx) if kind == "CAROUSEL" else []
    if media.error is not None:
        raise refusal(media.error)
    details = {
        "type": kind,
        "caption": sent.get("caption", ""),
        "child": _is_child(sent),
        "children": children,
        "media_url": sent.get("video_url") or sent.get("image_url", ""),
        "alt_text": sent.get("alt_text", ""),
        "video": "video_url" in sent,
    }
    return json_reply(200, {"id": new_container(call, desk, tx, (owner, details, media))}, USAGE)


def _kind(sent: dict[str, str]) -> str:
    only(sent, _FIELDS)
    kind = sent.get("media_type", "")
    if kind not in _TYPES:
        raise invalid("media_type is none of the known ones", 2207023)
    sources = [name for name in sorted(_SOURCES) if sent.get(name)]
    if (kind == "CAROUSEL" and sources) or (kind != "CAROUSEL" and len(sources) != 1):
        raise invalid("exactly one of image_url and video_url is expected, and none for a carousel", 2207023)
    return _fitting(sent, kind, sources)


def _fitting(sent: dict[str, str], kind: str, sources: list[str]) -> str:
    child = _is_child(sent)
    wants = {"REELS": ["video_url"], "VIDEO": ["video_url"], "": ["image_url"], "IMAGE": ["image_url"]}.get(kind)
    if (wants is not None and sources != wants) or (kind == "VIDEO" and not child):
        raise invalid(f"media_type {kind or 'IMAGE'} does not fit {', '.join(sources)}", 2207023)
    if child and kind in {"CAROUSEL", "REELS", "STORIES"}:
        raise invalid("a carousel holds pictures and videos only", 2207023)
    if sent.get("caption") and (child or kind == "STORIES"):
        raise invalid("caption belongs to the carousel, and a story has none")
    return "IMAGE" if kind == "" else kind


def _is_child(sent: dict[str, str]) -> bool:
    return sent.get("is_carousel_item", "").lower() == "true"


def _check_caption(sent: dict[str, str], kind: str) -> None:
    caption = sent.get("caption", "")
    if len(caption) > _CAPTION:
        raise refusal(GraphError(36004, 2207010, f"The caption of this {kind} is too long"))
    if len(re.findall(r"(?<![\w&])#\w+", caption)) > _HASHTAGS or len(re.findall(r"(?<![\w.@])@[\w.]+", caption)) > _MENTIONS:
        raise invalid("too many tags", 2207040)


def _children(call: Incoming, owner: str, desk: Desk, tx: Connection) -> list[str]:
    ids = several(parameters(call).get("children", ""))
    if not _FEWEST <= len(ids) <= _MOST:
        raise invalid("a carousel has 2 to 10 children", 2207028)
    for child in ids:
        _demand_child(container_of(call, child, owner, tx), desk)
    return ids


def _demand_child(row: Row[Any] | None, desk: Desk) -> None:
    if row is None or not row.details["child"]:
        raise refusal(GraphError(24, 2207008, "The child does not exist"))
    state = state_of(row, desk)
    if state in {IN_PROGRESS, EXPIRED}:
        raise refusal(REFUSALS[state])
    if state != FINISHED:
        raise refusal(GraphError(24, 2207006, "The child cannot be used"))
