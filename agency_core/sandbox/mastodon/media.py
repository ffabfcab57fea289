"""A server's media: taken in, worked on, then attached to one post."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.domain.sandbox import SandboxToken
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.mastodon.forms import SentFile, parts_of
from agency_core.sandbox.mastodon.guard import GENERAL, UPLOADING, admitted, metered, refusal
from agency_core.sandbox.mastodon.server import Server, server_of
from agency_core.sandbox.pictures import Picture, looked_at
from agency_core.sandbox.store import new_number
from agency_core.sandbox.tables import ASSETS, THUMBS

IN_WORK, READY, FAILED, ATTACHED = "in_work", "ready", "failed", "attached"
_FIELDS = {"description", "focus"}
_ID_BITS = 16
_WEBP = b"WEBP"


def take_in(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /api/v2/media`: 200 for a picture, 202 for what is still worked on."""
    token = admitted(call, tx)
    server = server_of(token)
    left = metered((desk, tx), token, UPLOADING)
    fields, files = parts_of(call)
    if set(fields) - _FIELDS or set(files) - {"file", "thumbnail"}:
        raise refusal(call, server.refuses_with, "field", named="an unknown field", headers=left)
    file = files.get("file")
    picture = looked_at(file.data) if file else None
    if file is None or call.suffers("processing_failure") or not _usable(file, picture, server):
        raise refusal(call, server.refuses_with, "file", headers=left)
    if len(fields.get("description", "")) > server.description:
        raise refusal(call, server.refuses_with, "long", headers=left)
    kind = file.mime.partition("/")[0]
    waits = (kind == "video" and server.works_on_videos) or call.suffers("slow_processing")
    name = new_number(desk.now(), _ID_BITS)
    row = {"id": name, "platform": Platform.MASTODON, "owner": token.profile_id, "kind": kind}
    details = {"description": fields.get("description")}
    state = IN_WORK if waits else READY
    tx.execute(ASSETS.insert().values(**row, state=state, looks=0, created_at=desk.now(), details=details))
    if picture is not None:
        tx.execute(THUMBS.insert().values(id=name, picture=picture.thumb))
    return json_reply(202 if waits else 200, _told((name, kind, fields.get("description")), call, ready=not waits), left)


def one(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /api/v1/media/{id}`: 206 while it is worked on, 404 once it belongs to a post."""
    token = admitted(call, tx)
    left = metered((desk, tx), token, GENERAL)
    row = media_of(call.params["id"], token, tx)
    if row is None or row.state == ATTACHED:
        raise refusal(call, 404, "missing", headers=left)
    if call.suffers("processing_failure"):
        tx.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(state=FAILED))
    if row.state == FAILED or call.suffers("processing_failure"):
        raise refusal(call, 422, "file", headers=left)
    ready = settled(desk, tx, row) == READY and not call.suffers("slow_processing")
    return json_reply(200 if ready else 206, told(row, call, ready=ready), left)


def media_of(name: str, token: SandboxToken, tx: Connection) -> Row[Any] | None:
    """The medium with this id, when it is the profile's own."""
    mine = (ASSETS.c.platform == Platform.MASTODON, ASSETS.c.id == name, ASSETS.c.owner == token.profile_id)
    return tx.execute(select(ASSETS).where(*mine)).first()


def settled(desk: Desk, tx: Connection, row: Row[Any]) -> str:
    """The state of a medium after one more look at it: work on it ends after some looks, or after some time."""
    if row.state != IN_WORK:
        return str(row.state)
    looks = row.looks + 1
    waited = desk.now() - row.created_at >= desk.manner.ready_after.total_seconds()
    state = READY if waited or looks >= desk.manner.video_looks else IN_WORK
    tx.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(looks=looks, state=state))
    return state


def attach(tx: Connection, names: list[str]) -> None:
    """Let these media belong to a post from now on."""
    tx.execute(update(ASSETS).where(ASSETS.c.id.in_(names)).values(state=ATTACHED))


def told(row: Row[Any], call: Incoming, *, ready: bool) -> dict[str, object]:
    """A medium as the server tells it: without an address until it is ready."""
    return _told((row.id, row.kind, row.details["description"]), call, ready=ready)


def _told(medium: tuple[str, str, str | None], call: Incoming, *, ready: bool) -> dict[str, object]:
    name, kind, description = medium
    address = f"{call.base}/thumb/{name}"
    return {
        "id": name, "type": kind, "url": address if ready else None, "preview_url": address, "remote_url": None,
        "preview_remote_url": None, "text_url": None, "meta": {}, "description": description, "blurhash": None,
    }  # fmt: skip


def _usable(file: SentFile, picture: Picture | None, server: Server) -> bool:
    if file.mime.startswith("video/"):
        return 0 < len(file.data) <= server.video_bytes
    webp = file.mime == "image/webp" and file.data[8:12] == _WEBP
    return file.mime.startswith("image/") and (picture is not None or webp) and len(file.data) <= server.image_bytes
