"""LinkedIn's videos: announced in parts, finished with the ETag of each, processed for a while."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, update

from agency_core.domain.sandbox import SandboxToken
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.linkedin.guard import (
    InputError,
    admitted,
    bad_input,
    json_body,
    organizations_only,
    owner,
    refusal,
)
from agency_core.sandbox.linkedin.uploads import (
    FAILED,
    PROCESSING,
    WAITING,
    asset_of,
    inner_request,
    new_asset,
    settled,
)
from agency_core.sandbox.tables import ASSETS

_PART = 4 * 1024 * 1024
_SMALLEST, _LARGEST = 75_000, 500_000_000
_ANNOUNCED = {"owner", "fileSizeBytes", "uploadCaptions", "uploadThumbnail"}
_FINISHED = {"video", "uploadToken", "uploadedPartIds"}


def announced_or_finished(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /rest/videos?action=...`: initializeUpload or finalizeUpload."""
    token = admitted(call, tx)
    match call.asked().get("action"):
        case "initializeUpload":
            return _announced(call, desk, tx, token)
        case "finalizeUpload":
            return _finished(call, desk, tx, token)
        case _:
            raise refusal(400, "ACTION_NOT_FOUND", "action must be initializeUpload or finalizeUpload")


def worked_on(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /rest/videos/{urn}` and `GET /rest/documents/{urn}`, for organizations only."""
    token = admitted(call, tx)
    row = asset_of(call.params["urn"], tx)
    if row is None or not call.path.startswith(f"/rest/{row.kind}s/"):
        raise refusal(404, "NOT_FOUND", "no such medium")
    organizations_only(owner(row.owner, "/owner", token), f"{row.kind}s.GET")
    if call.suffers("slow_processing"):
        state = PROCESSING
    elif call.suffers("processing_failure"):
        state = FAILED
        tx.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(state=FAILED))
    else:
        state = settled(desk, tx, row)
    return json_reply(200, {"id": call.params["urn"], "owner": row.owner, "status": state})


def _announced(call: Incoming, desk: Desk, tx: Connection, token: SandboxToken) -> Reply:
    request = inner_request(json_body(call), "initializeUploadRequest", _ANNOUNCED)
    author = owner(request.get("owner"), "/initializeUploadRequest/owner", token)
    size = request.get("fileSizeBytes")
    if not isinstance(size, int) or not _SMALLEST <= size <= _LARGEST:
        path = "/initializeUploadRequest/fileSizeBytes"
        raise bad_input(InputError("INVALID_VALUE_FOR_FIELD", path, "fileSizeBytes is 75 KB to 500 MB"))
    parts = [(first, min(first + _PART, size) - 1) for first in range(0, size, _PART)]
    asset = new_asset(desk, tx, "video", author, {"parts": parts, "etags": {}})
    instructions = [
        {"uploadUrl": f"{call.base}/dms-uploads/{asset}/{place}", "firstByte": first, "lastByte": last}
        for place, (first, last) in enumerate(parts)
    ]
    value = {"video": f"urn:li:video:{asset}", "uploadToken": "", "uploadInstructions": instructions}
    return json_reply(200, {"value": value})


def _finished(call: Incoming, desk: Desk, tx: Connection, token: SandboxToken) -> Reply:
    request = inner_request(json_body(call), "finalizeUploadRequest", _FINISHED)
    row = asset_of(str(request.get("video", "")), tx)
    if row is None:
        raise bad_input(InputError("INVALID_URN_ID", "/finalizeUploadRequest/video", "no such video"))
    owner(row.owner, "/owner", token)
    if row.state != WAITING or request.get("uploadToken") != "":
        raise refusal(400, "INVALID_UPLOAD", "The upload is finished, or its token is wrong")
    if request.get("uploadedPartIds") != _expected(row.details):
        path = "/finalizeUploadRequest/uploadedPartIds"
        raise bad_input(InputError("INVALID_VALUE_FOR_FIELD", path, "a part is missing or out of order"))
    details = {**row.details, "finished_at": desk.now()}
    tx.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(state=PROCESSING, details=details))
    return Reply(200)


def _expected(details: dict[str, Any]) -> list[str | None]:
    return [details["etags"].get(str(place)) for place in range(len(details["parts"]))]
