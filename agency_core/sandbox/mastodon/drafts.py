"""Reading the body of a post as strictly as a server documents it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, exists, select
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.domain.sandbox import SandboxToken
from agency_core.sandbox.exchange import Desk, Incoming
from agency_core.sandbox.mastodon.forms import fields_of
from agency_core.sandbox.mastodon.guard import refusal
from agency_core.sandbox.mastodon.media import ATTACHED, FAILED, READY, media_of, settled
from agency_core.sandbox.mastodon.server import Server, server_of
from agency_core.sandbox.mastodon.words import counted
from agency_core.sandbox.tables import POSTS

_FIELDS = {"status", "media_ids", "visibility", "in_reply_to_id", "sensitive", "spoiler_text", "language"}
_VISIBILITIES = {"public", "unlisted", "private", "direct"}
_TRUE = {True, "true", "1"}


@dataclass(frozen=True)
class Draft:
    """A post that passed every check; `parent` is the post it answers."""

    author: str
    text: str
    visibility: str
    media: list[str]
    kind: str
    parent: str | None
    extra: dict[str, Any]


def read_draft(call: Incoming, desk: Desk, tx: Connection, who: tuple[SandboxToken, dict[str, str]]) -> Draft:
    """The post that was sent.

    Args:
        call: what came.
        desk: the time and the manner.
        tx: where media and posts are.
        who: the token, and the headers that go with every answer.

    Raises:
        Refusal: 422 (400 on a server of other software), 404 for an answer to a post that is not there.
    """
    token, left = who
    server, sent = server_of(token), fields_of(call)
    broken, named = _broken(sent, server)
    names = sent.get("media_ids", [])
    media = [] if broken else [media_of(name, token, tx) for name in names]
    if not broken:
        broken, named = _problem(media, call, desk, tx), ", ".join(names)
    if broken:
        raise refusal(call, server.refuses_with, broken, named=named, headers=left)
    parent = str(sent["in_reply_to_id"]) if "in_reply_to_id" in sent else None
    if parent is not None and not _is_there(parent, tx):
        raise refusal(call, 404, "missing", headers=left)
    extra = {
        "sensitive": sent.get("sensitive") in _TRUE, "spoiler_text": sent.get("spoiler_text", ""),
        "language": sent.get("language"),
    }  # fmt: skip
    visibility = sent.get("visibility", server.default_visibility)
    return Draft(token.profile_id, sent.get("status", ""), visibility, names, _kind(media), parent, extra)


def _broken(sent: dict[str, Any], server: Server) -> tuple[str, str]:
    """Which rule on its fields a post breaks, and which field it is; empty when it breaks none."""
    unknown = sorted(set(sent) - _FIELDS)
    text, names = sent.get("status", ""), sent.get("media_ids", [])
    if unknown or sent.get("visibility", "public") not in _VISIBILITIES:
        return "field", (unknown or ["visibility"])[0]
    if not isinstance(text, str) or not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return "field", "status, media_ids"
    if not text.strip() and not names:
        return "blank", ""
    if counted(text) + len(sent.get("spoiler_text", "")) > server.most_characters:
        return "long", ""
    return ("field", "media_ids") if len(names) > server.most_media else ("", "")


def _problem(media: list[Row[Any] | None], call: Incoming, desk: Desk, tx: Connection) -> str:
    """Why these media cannot be attached; empty when they can."""
    rows = [row for row in media if row is not None]
    if len(rows) < len(media) or any(row.state in {ATTACHED, FAILED} for row in rows):
        return "media"
    if rows and call.suffers("processing_failure"):
        return "file"
    if any(settled(desk, tx, row) != READY for row in rows) or (rows and call.suffers("slow_processing")):
        return "unready"
    return "field" if len(rows) > 1 and any(row.kind == "video" for row in rows) else ""


def _kind(media: list[Row[Any] | None]) -> str:
    if not media:
        return "text"
    if len(media) > 1:
        return "carousel"
    return str(media[0].kind) if media[0] is not None else "image"


def _is_there(name: str, tx: Connection) -> bool:
    mine = (POSTS.c.platform == Platform.MASTODON, POSTS.c.id == name, POSTS.c.deleted_at.is_(None))
    return bool(tx.execute(select(exists(select(POSTS.c.id).where(*mine)))).scalar())
