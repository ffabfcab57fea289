"""Instagram's containers: made from an address of media that the simulator fetches itself, ready after some looks."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Desk, Incoming, Refusal, Reply, json_reply
from agency_core.sandbox.instagram.guard import USAGE, GraphError, admitted, invalid, own_node, parameters, refusal, several
from agency_core.sandbox.instagram.media import Fetched, fetched
from agency_core.sandbox.store import new_number
from agency_core.sandbox.tables import ASSETS, THUMBS

IN_PROGRESS, FINISHED, PUBLISHED, ERROR, EXPIRED = "IN_PROGRESS", "FINISHED", "PUBLISHED", "ERROR", "EXPIRED"
_LIFETIME = 24 * 3600
_CAPTION, _HASHTAGS, _MENTIONS = 2200, 30, 20
_FEWEST, _MOST = 2, 10
_TYPES = {"", "IMAGE", "CAROUSEL", "REELS", "STORIES", "VIDEO"}
_SOURCES = frozenset({"image_url", "video_url"})
_FIELDS = _SOURCES | {
    "media_type", "caption", "alt_text", "user_tags", "location_id", "collaborators", "is_carousel_item", "children",
    "share_to_feed", "cover_url", "thumb_offset", "audio_name", "trial_params", "is_ai_generated", "is_paid_partnership",
}  # fmt: skip
NOT_READY = GraphError(
    9007, 2207027, "The media is not ready for publishing", "Die Medien sind noch nicht bereit. Bitte warte einen Moment."
)
GONE = GraphError(-2, 2207020, "The media container has expired", "Der Container ist abgelaufen.")


def with_media(call: Incoming, desk: Desk) -> Fetched:
    """Fetch the media, before the transaction."""
    sent = parameters(call)
    source = next((name for name in sorted(_SOURCES) if sent.get(name)), None)
    if source is None:
        return Fetched()
    return fetched(desk.http, source, sent[source], story=sent.get("media_type") == "STORIES")


def create(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /{ig-user}/media`."""
    owner = own_node(call, admitted(call, tx))
    sent = parameters(call)
    kind = _kind(sent)
    _check_caption(sent, kind)
    media: Fetched = call.prepared
    children = _children(sent, owner, desk, tx) if kind == "CAROUSEL" else []
    if media.error is not None:
        raise refusal(media.error)
    container = new_number(desk.now(), 16)
    details = {
        "type": kind,
        "caption": sent.get("caption", ""),
        "child": _is_child(sent),
        "children": children,
        "media_url": sent.get("video_url") or sent.get("image_url", ""),
        "alt_text": sent.get("alt_text", ""),
        "video": "video_url" in sent,
    }
    row = {"id": container, "platform": Platform.INSTAGRAM, "owner": owner, "kind": "container"}
    tx.execute(ASSETS.insert().values(**row, state=IN_PROGRESS, looks=0, created_at=desk.now(), details=details))
    if media.thumb:
        tx.execute(THUMBS.insert().values(id=container, picture=media.thumb))
    return json_reply(200, {"id": container}, USAGE)


def container_of(container: str, owner: str, tx: Connection) -> Row[Any] | None:
    """The container with this id, when it belongs to `owner`."""
    mine = (ASSETS.c.platform == Platform.INSTAGRAM, ASSETS.c.id == container, ASSETS.c.owner == owner)
    return tx.execute(select(ASSETS).where(*mine)).first()


def state_of(row: Row[Any], desk: Desk) -> str:
    """The state of a container now, without looking counting as a look."""
    if row.state in {PUBLISHED, ERROR}:
        return str(row.state)
    if desk.now() > row.created_at + _LIFETIME:
        return EXPIRED
    if row.state == FINISHED or desk.now() >= row.created_at + desk.manner.ready_after.total_seconds():
        return FINISHED
    return FINISHED if row.looks >= _looks_needed(row, desk) else IN_PROGRESS


def looked_at(call: Incoming, desk: Desk, tx: Connection, row: Row[Any]) -> str:
    """The state of a container, as told to somebody who asks; each time asked brings it closer to ready."""
    if call.suffers("processing_failure") and row.state not in {PUBLISHED, ERROR}:
        tx.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(state=ERROR))
        return ERROR
    state = state_of(row, desk)
    if call.suffers("slow_processing") and state == FINISHED:
        return IN_PROGRESS
    tx.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(looks=row.looks + 1))
    return state


def _looks_needed(row: Row[Any], desk: Desk) -> int:
    if row.details["video"]:
        return desk.manner.video_looks
    return 0 if row.details["child"] else desk.manner.image_looks


def _kind(sent: dict[str, str]) -> str:
    unknown = sorted(set(sent) - _FIELDS)
    if unknown:
        raise invalid(f"{unknown[0]} is not a known parameter")
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


def _children(sent: dict[str, str], owner: str, desk: Desk, tx: Connection) -> list[str]:
    ids = several(sent.get("children", ""))
    if not _FEWEST <= len(ids) <= _MOST:
        raise invalid("a carousel has 2 to 10 children", 2207028)
    for child in ids:
        _demand_child(container_of(child, owner, tx), desk)
    return ids


def _demand_child(row: Row[Any] | None, desk: Desk) -> None:
    if row is None or not row.details["child"]:
        raise refusal(GraphError(24, 2207008, "The child does not exist"))
    state = state_of(row, desk)
    problems: dict[str, Refusal] = {IN_PROGRESS: refusal(NOT_READY), EXPIRED: refusal(GONE)}
    if state in problems:
        raise problems[state]
    if state != FINISHED:
        raise refusal(GraphError(24, 2207006, "The child cannot be used"))
