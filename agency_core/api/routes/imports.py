"""/api/imports: planned posts from a sheet, looked at first, then kept in one go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, BinaryIO

from fastapi import APIRouter, File, Form, Query, Response, UploadFile

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.calendar import Wanted
from agency_core.api.schemas.words import ClientQuery
from agency_core.domain.bulk import BulkPreview, BulkView

router = APIRouter(prefix="/imports", tags=["Imports"])
CHUNK = 256 * 1024
_CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}}}}


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _sheet(text: str, name: str) -> Response:
    """CSV as spreadsheets read it, as a download."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response(text.encode("utf-8-sig"), 200, headers, "text/csv; charset=utf-8")


@router.post("", status_code=201, response_model=BulkPreview)
def receive(
    agency: TheAgency, actor: TheActor, file: Annotated[UploadFile, File()],
    client_id: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Take a CSV or XLSX sheet of planned posts and answer a dry run; nothing is kept yet but the file."""
    place = client_id or agency.clients.own(actor).id
    seen = agency.calendar.bulk.receive(actor, place, filename=file.filename or "", chunks=_chunks(file.file))
    return answers.one(BulkPreview, seen, status=201, location=f"/imports/{seen.import_id}")


@router.get("", response_model=answers.list_model("imports", BulkView))
def list_imports(agency: TheAgency, actor: TheActor, query: Annotated[ClientQuery, Query()]) -> Response:
    """The last imports of a client, newest first."""
    place = query.client_id or agency.clients.own(actor).id
    return answers.part("imports", BulkView, agency.calendar.bulk.list(actor, client_id=place), query.page())


@router.get("/template.csv", response_class=Response, responses=_CSV)
def template(agency: TheAgency) -> Response:
    """An empty sheet with every column that is understood."""
    return _sheet(agency.calendar.bulk.template(), "posts.csv")


@router.get("/{import_id}", response_model=BulkView)
def get(agency: TheAgency, actor: TheActor, import_id: str) -> Response:
    """One import and what became of it."""
    return answers.one(BulkView, agency.calendar.bulk.get(actor, import_id))


@router.post("/{import_id}/preview", response_model=BulkPreview)
def preview(agency: TheAgency, actor: TheActor, import_id: str, body: Wanted) -> Response:
    """The dry run again, for what the posts are to become."""
    return answers.one(BulkPreview, agency.calendar.bulk.preview(actor, import_id, want=body.want))


@router.post("/{import_id}/start", response_model=BulkView)
def start(agency: TheAgency, actor: TheActor, import_id: str, body: Wanted) -> Response:
    """Keep every good row, and say what was done; the same again adds nothing."""
    return answers.one(BulkView, agency.calendar.bulk.import_(actor, import_id, want=body.want))


@router.post("/{import_id}/undo", response_model=BulkView)
def undo(agency: TheAgency, actor: TheActor, import_id: str) -> Response:
    """Take the whole import back, while nothing of it was sent."""
    return answers.one(BulkView, agency.calendar.bulk.undo(actor, import_id))


@router.get("/{import_id}/errors.csv", response_class=Response, responses=_CSV)
def errors(agency: TheAgency, actor: TheActor, import_id: str) -> Response:
    """The refused rows: row, column, value, rule, remedy."""
    return _sheet("".join(agency.calendar.bulk.errors(actor, import_id)), "errors.csv")
