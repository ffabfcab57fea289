"""X's uploads of whole pictures, and what pictures show, in words."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from sqlalchemy import Connection

from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.meters import Window
from agency_core.sandbox.pictures import looked_at
from agency_core.sandbox.tables import THUMBS
from agency_core.sandbox.x.guard import admitted, invalid, json_body, problem
from agency_core.sandbox.x.media_states import LIFETIME_SECONDS, SUCCEEDED, change, medium, new_medium
from agency_core.sandbox.x.multipart import parts
from agency_core.sandbox.x.posts import QUARTER_HOUR, media_key
from agency_core.sandbox.x.schema import METADATA, UPLOAD, Kind, demand

_UPLOADING = Window("upload", 500, QUARTER_HOUR)
_DESCRIBING = Window("metadata", 500, QUARTER_HOUR)
_PICTURE_BYTES = 5 * 1024 * 1024
_CATEGORY = "tweet_image"


def upload(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /2/media/upload`: a picture, as multipart or as base64 in JSON."""
    caller = admitted(call, desk, tx, _UPLOADING)
    fields, data = received(call, UPLOAD)
    if fields["media_category"] != _CATEGORY:
        raise invalid("media_category", fields["media_category"], "Larger media are uploaded in segments")
    picture = looked_at(data)
    if picture is None or len(data) > _PICTURE_BYTES or call.suffers("processing_failure"):
        raise problem(400, "Invalid Request", "Media type unrecognized, or the file is too large.", "invalid-request")
    name = new_medium(desk, tx, caller.user, "image")
    row = medium(name, caller.user, desk, tx)
    if row is not None:
        change(tx, row, SUCCEEDED)
    tx.execute(THUMBS.insert().values(id=name, picture=picture.thumb))
    data_told = {"id": name, "media_key": media_key(name, "image"), "expires_after_secs": LIFETIME_SECONDS, "size": len(data)}
    return json_reply(200, {"data": data_told}, caller.headers)


def describe(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /2/media/metadata`: what a medium shows, for those who do not see it."""
    caller = admitted(call, desk, tx, _DESCRIBING)
    body = json_body(call)
    demand(body, METADATA)
    row = medium(body["id"], caller.user, desk, tx)
    if row is None:
        raise invalid("id", body["id"], "Your media IDs are invalid.")
    change(tx, row, row.state, alt_text=body["metadata"].get("alt_text", {}).get("text", ""))
    return json_reply(200, {"data": {"id": row.id, "associated_metadata": body["metadata"]}}, caller.headers)


def received(call: Incoming, kind: Kind) -> tuple[dict[str, Any], bytes]:
    """The fields and the bytes of an upload, in whichever way it came.

    Raises:
        Refusal: neither way is right, or a field is wrong.
    """
    if call.headers.get("content-type", "").startswith("application/json"):
        body = json_body(call)
        demand(body, kind)
        return body, _decoded(body["media"])
    found = parts(call.headers.get("content-type", ""), call.body)
    if found is None or not found.get("media"):
        raise invalid("media", "", "$.media: is missing but it is required")
    fields: dict[str, Any] = {name: _read(name, value) for name, value in found.items() if name != "media"}
    demand({**fields, "media": "bytes"}, kind)
    return fields, found["media"]


def _read(name: str, value: bytes) -> str | int:
    text = value.decode("utf-8", "replace")
    return int(text) if name == "segment_index" and text.isdecimal() and len(text) < 6 else text


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise invalid("media", text[:20], "$.media: is not base64") from None
