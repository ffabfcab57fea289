"""Blobs: pictures are sent first, and named in a record afterwards."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from agency_core.domain.platform import Platform
from agency_core.sandbox.bluesky.cids import of_bytes
from agency_core.sandbox.bluesky.guard import admitted, invalid, refusal
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.pictures import looked_at
from agency_core.sandbox.tables import ASSETS, THUMBS

_MOST_BYTES = 5 * 1024 * 1024
_MIMES = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif"}
_DESCRIBED = (("InvalidMimeType", "Mimetype", "mimeType"), ("InvalidSize", "Size", "size"))


def receive(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST com.atproto.repo.uploadBlob`: raw bytes. As on the real server, what they are counts, not what they are called."""
    token = admitted(call, desk, tx)
    named = call.headers.get("content-type", "").partition(";")[0]
    if not named:
        raise invalid("Request encoding (Content-Type) required but not provided")
    if len(call.body) > _MOST_BYTES:
        raise refusal(413, "PayloadTooLarge", "request entity too large")
    cid, picture = of_bytes(call.body), looked_at(call.body)
    mime = _MIMES[picture.format] if picture else named
    name = media_name(token.profile_id, cid)
    row = {"id": name, "platform": Platform.BLUESKY, "owner": token.profile_id, "kind": "blob", "state": "stored"}
    details = {"mimeType": mime, "size": len(call.body)}
    kept = insert(ASSETS).values(**row, looks=0, created_at=desk.now(), details=details)
    tx.execute(kept.on_conflict_do_nothing(index_elements=["id"]))
    if picture:
        tx.execute(insert(THUMBS).values(id=cid, picture=picture.thumb).on_conflict_do_nothing(index_elements=["id"]))
    return json_reply(200, {"blob": {"$type": "blob", "ref": {"$link": cid}, "mimeType": mime, "size": len(call.body)}})


def media_name(profile: str, cid: str) -> str:
    """The name of a profile's blob within the sandbox."""
    return f"{profile}:{cid}"


def demand_stored(blob: dict[str, Any], profile: str, call: Incoming, tx: Connection) -> str:
    """The name of the blob that a record refers to.

    Raises:
        Refusal: this profile never sent it, or it is described as something that it is not.
    """
    cid = blob["ref"]["$link"]
    row = tx.execute(select(ASSETS).where(ASSETS.c.id == media_name(profile, cid), ASSETS.c.kind == "blob")).first()
    if row is None or call.suffers("processing_failure"):
        raise refusal(400, "BlobNotFound", f"Could not find blob: {cid}")
    for code, word, key in _DESCRIBED:
        if row.details[key] != blob[key]:
            message = f"Referenced {word} does not match stored blob. Expected: {row.details[key]}, Got: {blob[key]}"
            raise refusal(400, code, message)
    return str(row.id)
