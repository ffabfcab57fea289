"""/api/analytics/upload: exports of the networks, looked at first and imported in a process of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any, BinaryIO

from fastapi import APIRouter, Depends, File, Form, Query, Response, UploadFile

from agency_core.agency import Agency
from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.analytics import Reading
from agency_core.api.schemas.words import ClientQuery, ThePart, bounded
from agency_core.domain.actor import Actor
from agency_core.domain.platform import platform
from agency_core.domain.upload import PreviewView, RejectView, UploadView
from agency_core.errors import Invalid

router = APIRouter(prefix="/analytics", tags=["Uploads"])
CHUNK = 256 * 1024
EITHER = {201: {"model": PreviewView, "description": "A dry run: nothing is imported."}}


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


def _started(agency: Agency, actor: Actor, seen: PreviewView, wish: Reading) -> Response:
    if seen.problem:
        raise Invalid(seen.problem, field="mapping", remedy="Ask with dry_run=true, and send a mapping that fits the header.")
    view = agency.uploads.start(actor, seen.upload_id, mapping=wish.mapping, platform=wish.platform or "")
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
    """Take a CSV or XLSX export. With `dry_run`, answer what was understood of it; else queue it for import."""
    place = client_id or agency.clients.own(actor).id
    wish = Reading(mapping=columns, platform=platform(platform_name) if platform_name else None)
    seen = agency.uploads.receive(actor, place, filename=file.filename or "", chunks=_chunks(file.file))
    if wish != Reading():
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
def start(agency: TheAgency, actor: TheActor, upload_id: str, body: Reading | None = None) -> Response:
    """Queue an upload that was only looked at."""
    wish = body or Reading()
    seen = agency.uploads.preview(actor, upload_id, mapping=wish.mapping, platform=wish.platform or "")
    return _started(agency, actor, seen, wish)


@router.get("/uploads/{upload_id}/rejects", response_model=answers.list_model("rejects", RejectView))
def rejects(agency: TheAgency, actor: TheActor, upload_id: str, query: ThePart) -> Response:
    """The rows that were refused, by line and column."""
    return answers.part("rejects", RejectView, agency.uploads.rejects(actor, upload_id), query.page())
