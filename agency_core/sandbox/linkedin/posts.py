"""LinkedIn's posts: made, read by organizations, taken down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox import little_text
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.linkedin.drafts import Draft, read_draft
from agency_core.sandbox.linkedin.guard import (
    InputError,
    admitted,
    bad_input,
    json_body,
    organizations_only,
    owner,
    refusal,
)
from agency_core.sandbox.linkedin.uploads import demand_ready
from agency_core.sandbox.store import new_number
from agency_core.sandbox.tables import POSTS

_PAGE = 10
_LARGEST_PAGE = 100
_ID_BITS = 22


@dataclass(frozen=True)
class _Page:
    start: int
    count: int


def create(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /rest/posts`: 201 without a body; the id is in a header."""
    token = admitted(call, tx)
    draft = read_draft(json_body(call), token)
    for urn in draft.media:
        demand_ready(call, desk, tx, (urn, draft.author))
    _refuse_duplicate(draft, desk, tx)
    kind = "ugcPost" if draft.kind == "video" else "share"
    urn = f"urn:li:{kind}:{new_number(desk.now(), _ID_BITS)}"
    text, kept = little_text.shown(draft.commentary)
    details = {
        "content": draft.content,
        "visibility": draft.visibility,
        "media": list(draft.media),
        "lost": len(draft.commentary) - len(kept),
    }
    tx.execute(
        POSTS.insert().values(
            id=urn, platform=Platform.LINKEDIN, author=draft.author, kind=draft.kind, text=text, sent_text=kept,
            created_at=desk.now(), details=details,
        )
    )
    return Reply(201, headers={"x-restli-id": urn, "location": f"/posts/{quote(urn, safe='')}"})


def of_author(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /rest/posts?q=author`: newest first, for organizations only."""
    token = admitted(call, tx)
    asked = call.asked()
    if asked.get("q") != "author":
        raise refusal(400, "QUERY_PARAM_NOT_ALLOWED", "q must be author")
    author = owner(asked.get("author"), "/author", token)
    organizations_only(author, "partnerApiPostsExternal.FINDER-author")
    page = _page(asked)
    mine = select(POSTS).where(POSTS.c.platform == Platform.LINKEDIN, POSTS.c.author == author, POSTS.c.kind != "comment")
    newest = mine.where(POSTS.c.deleted_at.is_(None)).order_by(POSTS.c.created_at.desc())
    rows = [row for row in tx.execute(newest.offset(page.start).limit(page.count)) if not _hidden(row, call, desk)]
    paging = {"start": page.start, "count": page.count, "links": []}
    return json_reply(200, {"paging": paging, "elements": [_told(row) for row in rows]})


def one(call: Incoming, desk: Desk, tx: Connection) -> Reply:  # noqa: ARG001 - every handler is asked the same way
    """`GET /rest/posts/{urn}`, for organizations only."""
    token = admitted(call, tx)
    row = _found(call.params["urn"], tx)
    if row is None or row.deleted_at is not None:
        raise refusal(404, "NOT_FOUND", f"{call.params['urn']} does not exist")
    organizations_only(owner(row.author, "/author", token), "partnerApiPostsExternal.GET")
    return json_reply(200, _told(row))


def remove(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`DELETE /rest/posts/{urn}`: 204, also when it is gone already."""
    token = admitted(call, tx)
    row = _found(call.params["urn"], tx)
    if row is not None and row.deleted_at is None:
        owner(row.author, "/author", token)
        tx.execute(update(POSTS).where(POSTS.c.id == row.id).values(deleted_at=desk.now()))
    return Reply(204)


def _refuse_duplicate(draft: Draft, desk: Desk, tx: Connection) -> None:
    """The same words by the same author within the window are refused, even when the first post was taken down since."""
    since = desk.now() - desk.manner.duplicate_window.total_seconds()
    same = select(POSTS.c.id).where(
        POSTS.c.platform == Platform.LINKEDIN, POSTS.c.author == draft.author, POSTS.c.created_at > since,
        POSTS.c.sent_text == little_text.shown(draft.commentary)[1], POSTS.c.kind != "comment",
    )
    existing = tx.execute(same.order_by(POSTS.c.created_at).limit(1)).scalar() if draft.commentary else None
    if existing:
        raise bad_input(InputError("DUPLICATE_POST", "/", f"Content is a duplicate of {existing}"), 422)


def _page(asked: dict[str, str]) -> _Page:
    start, count = asked.get("start", "0"), asked.get("count", str(_PAGE))
    if not (start.isdecimal() and count.isdecimal() and 1 <= int(count) <= _LARGEST_PAGE):
        raise refusal(400, "INVALID_QUERY_PARAM", "start and count are numbers; count is at most 100")
    if asked.get("sortBy", "LAST_MODIFIED") not in {"LAST_MODIFIED", "CREATED"}:
        raise refusal(400, "INVALID_QUERY_PARAM", "sortBy is LAST_MODIFIED or CREATED")
    return _Page(int(start), int(count))


def _hidden(row: Row[Any], call: Incoming, desk: Desk) -> bool:
    """A network may show a post some seconds late: `slow_processing` on reads hides those younger than its `seconds`."""
    fault = call.fault
    return fault is not None and call.suffers("slow_processing") and row.created_at > desk.now() - fault.seconds


def _found(urn: str, tx: Connection) -> Row[Any] | None:
    return tx.execute(select(POSTS).where(POSTS.c.platform == Platform.LINKEDIN, POSTS.c.id == urn)).first()


def _told(row: Row[Any]) -> dict[str, Any]:
    moment = int(row.created_at * 1000)
    told = {
        "id": row.id,
        "author": row.author,
        "commentary": row.sent_text,
        "visibility": row.details["visibility"],
        "lifecycleState": "PUBLISHED",
        "distribution": {"feedDistribution": "MAIN_FEED", "thirdPartyDistributionChannels": []},
        "isReshareDisabledByAuthor": False,
        "createdAt": moment,
        "publishedAt": moment,
        "lastModifiedAt": moment,
    }
    return {**told, "content": row.details["content"]} if row.details["content"] else told
