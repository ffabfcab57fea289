"""Threads' containers: words, one medium that the simulator fetches itself, or a row of 2 to 20 of them."""

from __future__ import annotations

from sqlalchemy import Connection, select

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.graph.guard import USAGE, GraphError, admitted, invalid, only, own_node, parameters, refusal, several
from agency_core.sandbox.graph.media import Demands, Fetched, fetched
from agency_core.sandbox.graph.states import EXPIRED, FINISHED, IN_PROGRESS, REFUSALS, container_of, new_container, state_of
from agency_core.sandbox.tables import POSTS
from agency_core.sandbox.threads.text import different_links, size

_DEMANDS = Demands(frozenset({"JPEG", "PNG"}), (0.1, 10.0), 1, 1_000_000_000)
_TEXT, _LINKS = 500, 5
_FEWEST, _MOST = 2, 20
_WANTED: dict[str, set[str]] = {"TEXT": set(), "CAROUSEL": set(), "IMAGE": {"image_url"}, "VIDEO": {"video_url"}}
_SOURCES = frozenset({"image_url", "video_url"})
_CONTROLS = frozenset({"everyone", "accounts_you_follow", "mentioned_only", "parent_post_author_only", "followers_only"})
_FIELDS = _SOURCES | {
    "media_type", "text", "alt_text", "is_carousel_item", "children", "reply_to_id", "reply_control", "link_attachment",
    "topic_tag", "quote_post_id",
}  # fmt: skip


def with_media(call: Incoming, desk: Desk) -> Fetched:
    """Fetch the media, before the transaction."""
    sent = parameters(call)
    source = next((name for name in sorted(_SOURCES) if sent.get(name)), None)
    return fetched(desk.http, source, sent[source], _DEMANDS) if source else Fetched()


def create(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /{user}/threads`."""
    owner = own_node(call, admitted(call, tx))
    sent = parameters(call)
    only(sent, _FIELDS)
    kind, child = _kind(sent), sent.get("is_carousel_item", "").lower() == "true"
    _check_words(sent, kind, child=child)
    children = _children(call, owner, desk, tx) if kind == "CAROUSEL" else []
    replied = sent.get("reply_to_id", "")
    if replied and not _is_post(replied, tx):
        raise invalid("reply_to_id is no post")
    media: Fetched = call.prepared
    if media.error is not None:
        raise refusal(media.error)
    details = {
        "type": kind, "text": sent.get("text", ""), "child": child, "children": children, "video": kind == "VIDEO",
        "reply_to": replied, "alt_text": sent.get("alt_text", ""), "link": sent.get("link_attachment", ""),
    }  # fmt: skip
    return json_reply(200, {"id": new_container(call, desk, tx, (owner, details, media))}, USAGE)


def _kind(sent: dict[str, str]) -> str:
    kind = sent.get("media_type", "")
    if kind not in _WANTED:
        raise invalid(f"media_type must be one of {', '.join(_WANTED)}")
    if {name for name in _SOURCES if sent.get(name)} != _WANTED[kind]:
        raise invalid(f"media_type {kind} needs {', '.join(_WANTED[kind]) or 'no address of media'}")
    if sent.get("link_attachment") and kind != "TEXT":
        raise invalid("link_attachment belongs to TEXT")
    if sent.get("reply_control", "everyone") not in _CONTROLS:
        raise invalid("reply_control is none of the known ones")
    return kind


def _check_words(sent: dict[str, str], kind: str, *, child: bool) -> None:
    text = sent.get("text", "")
    if kind == "TEXT" and not text.strip():
        raise invalid("text is required")
    if child and (text or kind in {"TEXT", "CAROUSEL"}):
        raise invalid("a carousel holds pictures and videos only, and the text belongs to it")
    if size(text) > _TEXT:
        raise invalid(f"Param text must be at most {_TEXT} characters long.")
    link = sent.get("link_attachment", "")
    if different_links(f"{text} {link}") > _LINKS:
        raise refusal(GraphError(100, message="(#100) THREADS_API__LINK_LIMIT_EXCEEDED"))


def _children(call: Incoming, owner: str, desk: Desk, tx: Connection) -> list[str]:
    ids = several(parameters(call).get("children", ""))
    if not _FEWEST <= len(ids) <= _MOST:
        raise invalid("a carousel has 2 to 20 children")
    for child in ids:
        row = container_of(call, child, owner, tx)
        if row is None or not row.details["child"]:
            raise refusal(GraphError(24, 2207008, "The child does not exist"))
        state = state_of(row, desk)
        if state in {IN_PROGRESS, EXPIRED}:
            raise refusal(REFUSALS[state])
        if state != FINISHED:
            raise refusal(GraphError(24, 2207006, "The child cannot be used"))
    return ids


def _is_post(post: str, tx: Connection) -> bool:
    """Whether there is such a post; anybody's can be replied to."""
    found = select(POSTS.c.id).where(POSTS.c.platform == Platform.THREADS, POSTS.c.id == post, POSTS.c.deleted_at.is_(None))
    return tx.execute(found).first() is not None
