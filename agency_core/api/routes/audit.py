"""/api/audit: what was done and refused, by whom; for owners, and for managers as far as their clients go."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from starlette.responses import StreamingResponse

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.audit import AuditChoice
from agency_core.domain.audit import AuditView, Proof
from agency_core.services import audit_sheet

router = APIRouter(prefix="/audit", tags=["Audit"])
_SHEET = {"content": {"text/csv": {}}, "description": "The entries as CSV."}
_LINES = {"content": {"application/x-ndjson": {}}, "description": "The entries as lines of JSON."}


@router.get("", response_model=answers.list_model("entries", AuditView))
def entries(agency: TheAgency, actor: TheActor, query: Annotated[AuditChoice, Query()]) -> Response:
    """Entries of the audit trail, newest first."""
    return answers.listing("entries", AuditView, agency.door.audit.list(actor, query.filter(), query.page()))


@router.get("/entries.csv", response_class=StreamingResponse, responses={200: _SHEET})
def entries_csv(agency: TheAgency, actor: TheActor, query: Annotated[AuditChoice, Query()]) -> Response:
    """All entries that are wanted as CSV that a spreadsheet opens without running anything."""
    found = agency.door.audit.every(actor, query.filter())
    return _file(audit_sheet.csv_lines(found), "text/csv; charset=utf-8", "audit.csv")


@router.get("/entries.jsonl", response_class=StreamingResponse, responses={200: _LINES})
def entries_jsonl(agency: TheAgency, actor: TheActor, query: Annotated[AuditChoice, Query()]) -> Response:
    """All entries that are wanted as lines of JSON, with their hashes."""
    found = agency.door.audit.every(actor, query.filter())
    return _file(audit_sheet.json_lines(found), "application/x-ndjson", "audit.jsonl")


@router.post("/verify", response_model=Proof)
def verify(agency: TheAgency, actor: TheActor) -> Response:
    """Look at every entry and at what was written down outside the database; `breaks` is empty when all is as it was."""
    return answers.one(Proof, agency.door.audit.verify(actor))


def _file(lines: object, kind: str, name: str) -> StreamingResponse:
    return StreamingResponse(lines, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})  # type: ignore[arg-type]
