"""A server's posts: made (once a key), read, counted and taken down."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.domain.sandbox import SandboxToken
from agency_core.sandbox.audience import Shown, audience
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.mastodon.drafts import Draft, read_draft
from agency_core.sandbox.mastodon.guard import DELETING, GENERAL, POSTING, admitted, metered, refusal
from agency_core.sandbox.mastodon.media import attach, media_of, told
from agency_core.sandbox.mastodon.server import account, server_of
from agency_core.sandbox.mastodon.words import html
from agency_core.sandbox.store import new_number
from agency_core.sandbox.tables import POSTS

_KEY_SECONDS = 3600
_PAGE, _LARGEST_PAGE = 20, 40
_ID_BITS = 16


def create(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /api/v1/statuses`. The same Idempotency-Key within an hour brings the post that it made, where keys are kept."""
    token = admitted(call, tx)
    left = metered((desk, tx), token, POSTING)
    key = call.headers.get("idempotency-key", "") if server_of(token).keeps_keys else ""
    made = _made_before(key, token, desk, tx) if key else None
    if made is not None:
        if made.deleted_at is not None:
            raise refusal(call, 404, "missing", headers=left)
        return json_reply(200, _told(made, call, desk, tx), left)
    draft = read_draft(call, desk, tx, (token, left))
    row = _written(draft, key, desk, tx)
    return json_reply(200, _told(row, call, desk, tx), left)


def one(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /api/v1/statuses/{id}`."""
    token = admitted(call, tx)
    left = metered((desk, tx), token, GENERAL)
    return json_reply(200, _told(_living(call, tx, left), call, desk, tx), left)


def of_account(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /api/v1/accounts/{id}/statuses`: newest first."""
    token = admitted(call, tx)
    left = metered((desk, tx), token, GENERAL)
    if call.params["id"] != token.profile_id:
        raise refusal(call, 404, "missing", headers=left)
    asked = call.asked().get("limit", str(_PAGE))
    limit = min(int(asked), _LARGEST_PAGE) if asked.isdecimal() else _PAGE
    hidden = call.fault.seconds if call.fault is not None and call.suffers("slow_processing") else 0.0
    mine = select(POSTS).where(
        POSTS.c.platform == Platform.MASTODON, POSTS.c.author == token.profile_id, POSTS.c.deleted_at.is_(None),
        POSTS.c.created_at <= desk.now() - hidden,
    )
    rows = tx.execute(mine.order_by(POSTS.c.created_at.desc(), POSTS.c.id.desc()).limit(limit)).all()
    return json_reply(200, [_told(row, call, desk, tx) for row in rows], left)


def remove(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`DELETE /api/v1/statuses/{id}`: the post once more, with its text as it was sent; 404 when it is gone already."""
    token = admitted(call, tx)
    left = metered((desk, tx), token, DELETING)
    row = _living(call, tx, left)
    if row.author != token.profile_id:
        raise refusal(call, 404, "missing", headers=left)
    tx.execute(update(POSTS).where(POSTS.c.id == row.id).values(deleted_at=desk.now()))
    return json_reply(200, {**_told(row, call, desk, tx), "text": row.sent_text}, left)


def _made_before(key: str, token: SandboxToken, desk: Desk, tx: Connection) -> Row[Any] | None:
    mine = select(POSTS).where(
        POSTS.c.platform == Platform.MASTODON, POSTS.c.author == token.profile_id,
        POSTS.c.created_at > desk.now() - _KEY_SECONDS, POSTS.c.details["key"].as_string() == key,
    )
    return tx.execute(mine).first()


def _written(draft: Draft, key: str, desk: Desk, tx: Connection) -> Row[Any]:
    name = new_number(desk.now(), _ID_BITS)
    details = {"key": key, "media": draft.media, "visibility": draft.visibility, "parent": draft.parent, "extra": draft.extra}
    tx.execute(
        POSTS.insert().values(
            id=name, platform=Platform.MASTODON, author=draft.author, kind=draft.kind, text=draft.text, sent_text=draft.text,
            created_at=desk.now(), details=details,
        )
    )
    attach(tx, draft.media)
    return tx.execute(select(POSTS).where(POSTS.c.id == name)).one()


def _living(call: Incoming, tx: Connection, left: dict[str, str]) -> Row[Any]:
    mine = (POSTS.c.platform == Platform.MASTODON, POSTS.c.id == call.params["id"], POSTS.c.deleted_at.is_(None))
    row = tx.execute(select(POSTS).where(*mine)).first()
    if row is None:
        raise refusal(call, 404, "missing", headers=left)
    return row


def _told(row: Row[Any], call: Incoming, desk: Desk, tx: Connection) -> dict[str, object]:
    moment = datetime.fromtimestamp(row.created_at, UTC)
    crowd = audience(Shown(Platform.MASTODON, row.author, row.id, row.kind, moment), desk.moment())
    token = SandboxToken(Platform.MASTODON, row.author)
    found = [media_of(name, token, tx) for name in row.details["media"]]
    address, extra = f"{call.base}/@{row.author}/{row.id}", row.details["extra"]
    return {
        "id": row.id, "created_at": f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z",
        "in_reply_to_id": row.details["parent"], "in_reply_to_account_id": row.author if row.details["parent"] else None,
        "sensitive": extra["sensitive"], "spoiler_text": extra["spoiler_text"], "visibility": row.details["visibility"],
        "language": extra["language"], "uri": address, "url": address, "replies_count": crowd.comments,
        "reblogs_count": crowd.shares, "favourites_count": crowd.likes, "quotes_count": 0, "edited_at": None,
        "content": html(row.sent_text, call.base), "reblog": None, "application": None, "account": account(row.author, call),
        "media_attachments": [told(medium, call, ready=True) for medium in found if medium is not None], "mentions": [],
        "tags": [], "emojis": [], "quote": None, "card": None, "poll": None,
    }  # fmt: skip
