"""Comments below LinkedIn's posts: plain text, read by organizations only."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.audience import Shown, audience
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.linkedin.guard import (
    InputError,
    admitted,
    bad_input,
    json_body,
    known_fields,
    organizations_only,
    owner,
    refusal,
)
from agency_core.sandbox.store import new_number
from agency_core.sandbox.tables import POSTS

_LIMIT = 1250
_LARGEST_PAGE = 100
_ID_BITS = 22
_POST = re.compile(r"urn:li:(?:share|ugcPost|activity):\d+")


def create(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /rest/socialActions/{post}/comments`: 201, the comment in the body and its number in a header."""
    token = admitted(call, tx)
    body = json_body(call)
    known_fields(body, {"actor", "object", "message"})
    actor = owner(body.get("actor"), "/actor", token)
    if body.get("object") != call.params["post"]:
        raise bad_input(InputError("INVALID_VALUE_FOR_FIELD", "/object", "object is the post in the address"))
    text = _text(body.get("message"))
    post = _post(call, tx)
    number = new_number(desk.now(), _ID_BITS)
    urn = _urn(post.id, number)
    tx.execute(
        POSTS.insert().values(
            id=urn, platform=Platform.LINKEDIN, author=actor, kind="comment", text=text, sent_text=text, created_at=desk.now(),
            details={
                "content": {}, "visibility": "PUBLIC", "media": [], "lost": 0, "post": post.id, "number": number,
                "parent": post.id,
            },
        )
    )
    row = tx.execute(select(POSTS).where(POSTS.c.id == urn)).one()
    return json_reply(201, _told(row, desk), {"x-restli-id": number})


def below(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /rest/socialActions/{post}/comments`: newest first."""
    token = admitted(call, tx)
    post = _post(call, tx)
    organizations_only(owner(post.author, "/author", token), "socialActions.comments.GET_ALL")
    asked = call.asked().get("count", "10")
    if not asked.isdecimal() or not 1 <= int(asked) <= _LARGEST_PAGE:
        raise refusal(400, "INVALID_QUERY_PARAM", "count is at most 100")
    hidden = call.fault.seconds if call.fault is not None and call.suffers("slow_processing") else 0.0
    wanted = select(POSTS).where(
        POSTS.c.platform == Platform.LINKEDIN, POSTS.c.kind == "comment", POSTS.c.deleted_at.is_(None),
        POSTS.c.details["post"].as_string() == post.id, POSTS.c.created_at <= desk.now() - hidden,
    )
    rows = tx.execute(wanted.order_by(POSTS.c.created_at.desc()).limit(int(asked)))
    paging = {"start": 0, "count": int(asked), "links": []}
    return json_reply(200, {"paging": paging, "elements": [_told(row, desk) for row in rows]})


def one(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /rest/socialActions/{post}/comments/{id}`."""
    token = admitted(call, tx)
    row = _comment(call, tx)
    if row is None:
        raise refusal(404, "NOT_FOUND", "no such comment")
    organizations_only(owner(row.author, "/actor", token), "socialActions.comments.GET")
    return json_reply(200, _told(row, desk))


def remove(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`DELETE /rest/socialActions/{post}/comments/{id}?actor=`: 204; 404 when it is gone already."""
    token = admitted(call, tx)
    owner(call.asked().get("actor"), "/actor", token)
    row = _comment(call, tx)
    if row is None:
        raise refusal(404, "NOT_FOUND", "no such comment")
    owner(row.author, "/actor", token)
    tx.execute(update(POSTS).where(POSTS.c.id == row.id).values(deleted_at=desk.now()))
    return Reply(204)


def _post(call: Incoming, tx: Connection) -> Row[Any]:
    urn = call.params["post"]
    if _POST.fullmatch(urn) is None:
        raise bad_input(InputError("INVALID_URN_TYPE", "/object", f"{urn} is no post"))
    mine = (POSTS.c.platform == Platform.LINKEDIN, POSTS.c.id == urn, POSTS.c.deleted_at.is_(None))
    row = tx.execute(select(POSTS).where(*mine)).first()
    if row is None:
        raise refusal(404, "NOT_FOUND", f"{urn} does not exist")
    return row


def _comment(call: Incoming, tx: Connection) -> Row[Any] | None:
    mine = (POSTS.c.platform == Platform.LINKEDIN, POSTS.c.id == _urn(call.params["post"], call.params["id"]))
    return tx.execute(select(POSTS).where(*mine, POSTS.c.deleted_at.is_(None))).first()


def _text(message: object) -> str:
    if not isinstance(message, dict):
        raise bad_input(InputError("MISSING_FIELD", "/message", "message is required"))
    known_fields(message, {"text", "attributes"}, "/message")
    text = message.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad_input(InputError("MISSING_FIELD", "/message/text", "text is required"))
    if len(text) > _LIMIT:
        raise bad_input(InputError("FIELD_LENGTH_TOO_LONG", "/message/text", f"text exceeds {_LIMIT} characters"))
    return text


def _told(row: Row[Any], desk: Desk) -> dict[str, Any]:
    created = datetime.fromtimestamp(row.created_at, UTC)
    crowd = audience(Shown(Platform.LINKEDIN, row.author, row.id, row.kind, created), desk.moment())
    moment = int(row.created_at * 1000)
    return {
        "id": row.details["number"], "commentUrn": row.id, "actor": row.author, "object": row.details["post"],
        "message": {"text": row.sent_text, "attributes": []}, "created": {"actor": row.author, "time": moment},
        "lastModified": {"actor": row.author, "time": moment}, "likesSummary": {"totalLikes": crowd.likes},
        "commentsSummary": {"aggregatedTotalComments": 0},
    }  # fmt: skip


def _urn(post: str, number: str) -> str:
    return f"urn:li:comment:({post},{number})"
