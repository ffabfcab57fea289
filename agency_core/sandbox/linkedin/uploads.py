"""LinkedIn's uploads: a picture or video is announced, its bytes come, and it becomes usable in a post."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
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
    token_of,
)
from agency_core.sandbox.pictures import looked_at
from agency_core.sandbox.store import new_number
from agency_core.sandbox.tables import ASSETS, THUMBS

WAITING, PROCESSING, AVAILABLE, FAILED = "WAITING_UPLOAD", "PROCESSING", "AVAILABLE", "PROCESSING_FAILED"
_IMAGE_PIXELS = 36_152_320
_UPLOAD_SECONDS = 24 * 3600
_ID_BITS = 22
_DOCUMENTS = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How PDF, today's Office files and those of old begin."""


def announce_image(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /rest/images?action=initializeUpload`."""
    return _announced(call, desk, tx, "image")


def announce_document(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /rest/documents?action=initializeUpload`."""
    return _announced(call, desk, tx, "document")


def _announced(call: Incoming, desk: Desk, tx: Connection, kind: str) -> Reply:
    token = admitted(call, tx)
    if call.asked().get("action") != "initializeUpload":
        raise refusal(400, "ACTION_NOT_FOUND", "action must be initializeUpload")
    request = inner_request(json_body(call), "initializeUploadRequest", {"owner", "mediaLibraryMetadata"})
    author = owner(request.get("owner"), "/initializeUploadRequest/owner", token)
    asset = new_asset(desk, tx, kind, author, {})
    value = {
        "uploadUrlExpiresAt": int((desk.now() + _UPLOAD_SECONDS) * 1000),
        "uploadUrl": f"{call.base}/dms-uploads/{asset}/0",
        kind: f"urn:li:{kind}:{asset}",
    }
    return json_reply(200, {"value": value})


def image(call: Incoming, desk: Desk, tx: Connection) -> Reply:  # noqa: ARG001 - every handler is asked the same way
    """`GET /rest/images/{urn}`, for organizations only."""
    token = admitted(call, tx)
    row = asset_of(call.params["urn"], tx)
    if row is None or row.kind != "image":
        raise refusal(404, "NOT_FOUND", "no such image")
    organizations_only(owner(row.owner, "/owner", token), "images.GET")
    return json_reply(200, {"id": call.params["urn"], "owner": row.owner, "status": row.state})


def receive(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`PUT /dms-uploads/...`: the bytes of a picture, or one part of a video; the answer carries its ETag."""
    token = token_of(call, tx)
    row = tx.execute(select(ASSETS).where(ASSETS.c.platform == Platform.LINKEDIN, ASSETS.c.id == call.params["asset"])).first()
    if row is None or desk.now() > row.created_at + _UPLOAD_SECONDS:
        raise refusal(404, "EXPIRED_UPLOAD_URL", "The upload address has expired")
    owner(row.owner, "/owner", token)
    if not call.body:
        raise refusal(400, "EMPTY_UPLOAD", "no bytes were sent")
    etag = hashlib.sha256(call.body).hexdigest()[:32]
    if row.kind == "image":
        _take_image(call, row, tx)
    elif row.kind == "document":
        _take_document(call, desk, row, tx)
    else:
        _take_part(call, row, tx, etag)
    return Reply(201, headers={"etag": etag})


def demand_ready(call: Incoming, desk: Desk, tx: Connection, wanted: tuple[str, str]) -> None:
    """Whether the medium `wanted` (its URN, its author) can go into a post now.

    Raises:
        Refusal: it is unknown, somebody else's, not there yet, or cannot be used.
    """
    urn, author = wanted
    row = asset_of(urn, tx)
    if row is None or row.owner != author:
        raise bad_input(InputError("INVALID_URN_ID", "/content", f"{urn} does not exist"))
    state = settled(desk, tx, row)
    if call.suffers("slow_processing") and state == AVAILABLE:
        state = WAITING
    if state == FAILED or call.suffers("processing_failure"):
        raise bad_input(InputError("MEDIA_ASSET_PROCESSING_FAILED", "/content", f"{urn} could not be processed"))
    if state != AVAILABLE:
        raise bad_input(InputError("MEDIA_ASSET_WAITING_UPLOAD", "/content", f"{urn} is waiting for its upload"))


def settled(desk: Desk, tx: Connection, row: Row[Any]) -> str:
    """The state of a medium after one more look at it: processing ends after some looks, or after some time."""
    if row.state != PROCESSING:
        return str(row.state)
    looks = row.looks + 1
    waited = desk.now() - row.details["finished_at"] >= desk.manner.ready_after.total_seconds()
    state = AVAILABLE if waited or looks > desk.manner.video_looks else PROCESSING
    tx.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(looks=looks, state=state))
    return state


def asset_of(urn: str, tx: Connection) -> Row[Any] | None:
    """The medium with this URN."""
    kind, _, asset = urn.removeprefix("urn:li:").partition(":")
    mine = (ASSETS.c.platform == Platform.LINKEDIN, ASSETS.c.id == asset, ASSETS.c.kind == kind)
    return tx.execute(select(ASSETS).where(*mine)).first()


def new_asset(desk: Desk, tx: Connection, kind: str, author: str, details: dict[str, Any]) -> str:
    """The id of a new medium that waits for its bytes."""
    prefix = {"image": "D4E10AQ", "video": "D4E05AQ", "document": "D4E1FAQ"}[kind]
    asset = f"{prefix}{new_number(desk.now(), _ID_BITS)}"
    row = {"id": asset, "platform": Platform.LINKEDIN, "owner": author, "kind": kind, "state": WAITING}
    tx.execute(ASSETS.insert().values(**row, looks=0, created_at=desk.now(), details=details))
    return asset


def inner_request(body: dict[str, Any], name: str, fields: set[str]) -> dict[str, Any]:
    """The object `name`, the only one in `body`.

    Raises:
        Refusal: it is missing or holds unknown fields.
    """
    known_fields(body, {name})
    request = body.get(name)
    if not isinstance(request, dict):
        raise bad_input(InputError("MISSING_FIELD", f"/{name}", f"{name} is required"))
    known_fields(request, fields, f"/{name}")
    return request


def _take_image(call: Incoming, row: Row[Any], tx: Connection) -> None:
    picture = looked_at(call.body)
    usable = picture is not None and picture.width * picture.height <= _IMAGE_PIXELS
    failed = call.suffers("processing_failure") or not usable
    tx.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(state=FAILED if failed else AVAILABLE))
    if picture is not None:
        tx.execute(THUMBS.delete().where(THUMBS.c.id == row.id))
        tx.execute(THUMBS.insert().values(id=row.id, picture=picture.thumb))


def _take_document(call: Incoming, desk: Desk, row: Row[Any], tx: Connection) -> None:
    """A document is worked on for a while; what is none of the kinds that LinkedIn reads fails."""
    usable = call.body.startswith(_DOCUMENTS) and not call.suffers("processing_failure")
    details = {**row.details, "finished_at": desk.now()}
    tx.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(state=PROCESSING if usable else FAILED, details=details))


def _take_part(call: Incoming, row: Row[Any], tx: Connection, etag: str) -> None:
    parts = row.details["parts"]
    place = int(call.params["part"]) if call.params["part"].isdecimal() else len(parts)
    if place >= len(parts) or row.state != WAITING:
        raise refusal(404, "EXPIRED_UPLOAD_URL", "There is no such part")
    first, last = parts[place]
    if len(call.body) != last - first + 1:
        raise refusal(400, "INVALID_PART_SIZE", f"Part {place} has {last - first + 1} bytes, not {len(call.body)}")
    etags = {**row.details["etags"], str(place): etag}
    tx.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(details={**row.details, "etags": etags}))
