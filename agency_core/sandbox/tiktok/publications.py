"""Publications on TikTok: announced, handed over, processed, complete; known by their id from the first answer on."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Desk, Incoming, Reply
from agency_core.sandbox.store import new_number
from agency_core.sandbox.tables import ASSETS, POSTS
from agency_core.sandbox.tiktok.guard import admitted, good, json_body, metered, only, refusal

OPEN, WORKING, COMPLETE, FAILED = "open", "working", "complete", "failed"
_PER_MINUTE = 30
_ID_BITS = 20


def announced(desk: Desk, tx: Connection, owner: str, kind: str, details: dict[str, Any]) -> str:
    """The id of a new publication; `kind` is v_pub_file or p_pub_url, as TikTok begins such ids."""
    publish_id = f"{kind}~v2-1.{new_number(desk.now(), _ID_BITS)}"
    row = {"id": publish_id, "platform": Platform.TIKTOK, "owner": owner, "kind": "publication", "state": OPEN}
    tx.execute(ASSETS.insert().values(**row, looks=0, created_at=desk.now(), details={"arrived": 0, "post": "", **details}))
    return publish_id


def handed_over(publish_id: str, desk: Desk, tx: Connection) -> None:
    """TikTok has everything: nothing can hold the post back any more, but TikTok's own checks."""
    row = tx.execute(select(ASSETS).where(ASSETS.c.id == publish_id)).one()
    post, details = new_number(desk.now(), _ID_BITS), row.details
    tx.execute(
        POSTS.insert().values(
            id=post, platform=Platform.TIKTOK, author=row.owner, kind=details["kind"], text=details["text"],
            sent_text=details["text"], created_at=desk.now(),
            details={"media": details.get("pictures", []), "privacy": details["privacy"], "shown": False},
        )
    )
    keep(row, tx, WORKING, post=post, handed_at=desk.now(), arrived=details.get("size", 0))


def status(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /v2/post/publish/status/fetch/`; each time asked brings it closer to its end."""
    owner = admitted(call, tx).profile_id
    metered(desk, tx, owner, "status", _PER_MINUTE)
    body = json_body(call)
    only(body, {"publish_id": str}, ("publish_id",))
    row = publication(body["publish_id"], owner, tx)
    if row is None:
        raise refusal(400, "invalid_publish_id", "The publish_id does not exist.")
    return good(_told(_looked_at(call, row, desk, tx)))


def publication(publish_id: str, owner: str, tx: Connection) -> Row[Any] | None:
    """The publication with this id, when it is `owner`'s."""
    mine = (ASSETS.c.platform == Platform.TIKTOK, ASSETS.c.id == publish_id, ASSETS.c.owner == owner)
    return tx.execute(select(ASSETS).where(*mine, ASSETS.c.kind == "publication")).first()


def keep(row: Row[Any], tx: Connection, state: str, **changes: Any) -> Row[Any]:  # noqa: ANN401 - plain JSON
    """The publication in another state, with further details."""
    tx.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(state=state, details={**row.details, **changes}))
    return tx.execute(select(ASSETS).where(ASSETS.c.id == row.id)).one()


def new_key() -> str:
    """Something that nobody guesses."""
    return secrets.token_urlsafe(18)


def _looked_at(call: Incoming, row: Row[Any], desk: Desk, tx: Connection) -> Row[Any]:
    if row.state != WORKING:
        return row
    if call.suffers("processing_failure"):
        tx.execute(update(POSTS).where(POSTS.c.id == row.details["post"]).values(deleted_at=desk.now()))
        return keep(row, tx, FAILED, reason="file_format_check_failed")
    if row.details.get("reason"):
        tx.execute(update(POSTS).where(POSTS.c.id == row.details["post"]).values(deleted_at=desk.now()))
        return keep(row, tx, FAILED)
    tx.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(looks=row.looks + 1))
    waited = desk.now() >= row.details["handed_at"] + desk.manner.ready_after.total_seconds()
    ready = waited or row.looks + 1 > desk.manner.video_looks
    if not ready or call.suffers("slow_processing"):
        return row
    mine = POSTS.c.id == row.details["post"]
    shown = {**tx.execute(select(POSTS.c.details).where(mine)).scalar_one(), "shown": True}
    tx.execute(update(POSTS).where(mine).values(details=shown))
    return keep(row, tx, COMPLETE)


def _told(row: Row[Any]) -> dict[str, Any]:
    details = row.details
    film = "size" in details
    words = {OPEN: "PROCESSING_UPLOAD", COMPLETE: "PUBLISH_COMPLETE", FAILED: "FAILED"}
    told: dict[str, Any] = {"status": words.get(row.state, "PROCESSING_UPLOAD" if film else "PROCESSING_DOWNLOAD")}
    if film:
        told["uploaded_bytes"] = details["arrived"]
    if row.state == FAILED:
        told["fail_reason"] = details["reason"]
    if row.state == COMPLETE and details["privacy"] == "PUBLIC_TO_EVERYONE":
        told["publicaly_available_post_id"] = [int(details["post"])]
    return told
