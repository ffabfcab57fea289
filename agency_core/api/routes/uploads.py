"""/api/analytics/upload: exports of the networks, looked at first and imported in a process of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any, BinaryIO

from fastapi import APIRouter, Depends, File, Form, Header, Query, Response, UploadFile

from agency_core.agency import Agency
from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.uploads import Beginning, Reading, RejectQuery
from agency_core.api.schemas.words import ClientQuery, bounded
from agency_core.domain.actor import Actor
from agency_core.domain.platform import platform
from agency_core.domain.upload import PreviewView, RejectView, UploadView
from agency_core.errors import Invalid

router = APIRouter(prefix="/analytics", tags=["Uploads"])
CHUNK = 256 * 1024
EITHER = {201: {"model": PreviewView, "description": "A dry run: nothing is imported."}}
CSV = "text/csv"
_LISTED: dict[int | str, dict[str, Any]] = {200: {"content": {CSV: {}}}}


def mapping(text: Annotated[str, Form(alias="mapping", max_length=20_000)] = "") -> dict[str, str] | None:
    """The mapping of our fields to the file's headers, sent as a JSON object of texts; None when there is none."""
    if not text:
        return None
    try:
        found: Any = bounded(json.loads(text))
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(header, str) for header in found.values()):
        raise Invalid(
            "mapping is not a JSON object of texts.", field="mapping", remedy='Send {"views": "Header in the file", ...}.'
        )
    return found


def _started(agency: Agency, actor: Actor, seen: PreviewView, wish: Beginning) -> Response:
    if seen.problem:
        raise Invalid(seen.problem, field="mapping", remedy="Ask with dry_run=true, and send a mapping that fits the header.")
    view = agency.uploads.start(
        actor, seen.upload_id, mapping=wish.mapping, platform=wish.platform or "", exported_at=wish.exported_at
    )
    return answers.one(UploadView, view, status=202, location=f"/analytics/uploads/{view.id}")


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


@router.post("/upload", status_code=202, response_model=UploadView, responses=EITHER)  # type: ignore[arg-type]
def upload(  # noqa: PLR0913 - the parts of one form
    agency: TheAgency, actor: TheActor, file: Annotated[UploadFile, File()],
    columns: Annotated[dict[str, str] | None, Depends(mapping)],
    client_id: Annotated[str, Form(max_length=64)] = "", platform_name: Annotated[str, Form(alias="platform")] = "",
    dry_run: Annotated[bool, Form()] = False,
) -> Response:
    """Take a CSV, XLSX, XLS or ZIP export. With `dry_run`, answer what was understood of it; else queue it for import."""
    place = client_id or agency.clients.own(actor).id
    wish = Beginning(mapping=columns, platform=platform(platform_name) if platform_name else None)
    seen = agency.uploads.receive(actor, place, filename=file.filename or "", chunks=_chunks(file.file))
    if wish != Beginning():
        seen = agency.uploads.preview(actor, seen.upload_id, mapping=wish.mapping, platform=wish.platform or "")
    if dry_run:
        return answers.one(PreviewView, seen, status=201, location=f"/analytics/uploads/{seen.upload_id}")
    return _started(agency, actor, seen, wish)


@router.get("/uploads", response_model=answers.list_model("uploads", UploadView))
def list_uploads(agency: TheAgency, actor: TheActor, query: Annotated[ClientQuery, Query()]) -> Response:
    """Uploads, newest first."""
    found = agency.uploads.list(actor, client_id=query.client_id, page=query.page())
    return answers.listing("uploads", UploadView, found)


@router.get("/uploads/{upload_id}", response_model=UploadView)
def get_upload(agency: TheAgency, actor: TheActor, upload_id: str) -> Response:
    """One upload and what became of it."""
    return answers.one(UploadView, agency.uploads.get(actor, upload_id))


@router.post("/uploads/{upload_id}/preview", response_model=PreviewView)
def preview(agency: TheAgency, actor: TheActor, upload_id: str, body: Reading | None = None) -> Response:
    """A dry run with another mapping."""
    wish = body or Reading()
    view = agency.uploads.preview(actor, upload_id, mapping=wish.mapping, platform=wish.platform or "")
    return answers.one(PreviewView, view)


@router.post("/uploads/{upload_id}/start", status_code=202, response_model=UploadView)
def start(agency: TheAgency, actor: TheActor, upload_id: str, body: Beginning | None = None) -> Response:
    """Queue an upload that was only looked at, or whose import ended without being kept."""
    wish = body or Beginning()
    seen = agency.uploads.preview(actor, upload_id, mapping=wish.mapping, platform=wish.platform or "")
    return _started(agency, actor, seen, wish)


@router.post("/uploads/{upload_id}/cancel", status_code=202, response_model=UploadView)
def cancel(agency: TheAgency, actor: TheActor, upload_id: str) -> Response:
    """Stop an import; what came in already is taken back. It is over once `finished_at` is set."""
    return answers.one(UploadView, agency.uploads.importing.cancel(actor, upload_id), status=202)


@router.post("/uploads/{upload_id}/undo", response_model=UploadView)
def undo(agency: TheAgency, actor: TheActor, upload_id: str) -> Response:
    """Take a whole import back: its counts, and the posts of which nothing else is known."""
    return answers.one(UploadView, agency.uploads.importing.undo(actor, upload_id))


@router.get("/uploads/{upload_id}/rejects", response_model=answers.list_model("rejects", RejectView), responses=_LISTED)
def rejects(
    agency: TheAgency, actor: TheActor, upload_id: str, query: Annotated[RejectQuery, Query()],
    accept: Annotated[str, Header(max_length=1000)] = "",
) -> Response:
    """The rows that were refused, in the import or the last dry run, by line and column; as CSV if that is asked for."""
    if query.format == "csv" or accept.strip().lower().startswith(CSV):
        text = "".join(agency.uploads.errors(actor, upload_id))
        headers = {"Content-Disposition": 'attachment; filename="errors.csv"', "X-Content-Type-Options": "nosniff"}
        return Response(text.encode("utf-8-sig"), 200, headers, f"{CSV}; charset=utf-8")
    return answers.part("rejects", RejectView, agency.uploads.rejects(actor, upload_id), query.page())
