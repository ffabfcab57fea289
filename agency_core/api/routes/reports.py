"""/api/reports: weekly and monthly reports of a client, their files, and the plan by which they are made and mailed."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import FileResponse, Response

from agency_core.api import answers, kept
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.reports import MailWish, NewReport, ReportPlan
from agency_core.api.schemas.words import ClientQuery
from agency_core.domain.report import ReportView
from agency_core.domain.report_plan import PlanView

router = APIRouter(prefix="/reports", tags=["Reports"])
TYPES = {
    "html": "text/html; charset=utf-8", "pdf": "application/pdf", "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_LOCKED_UP = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_PAGE = {"Content-Security-Policy": _LOCKED_UP, "Cache-Control": "private, no-cache"}
_OTHER = {"Cache-Control": "private, no-cache"}
_CONTENT: dict[int | str, dict[str, Any]] = {200: {"content": {each.partition(";")[0]: {} for each in TYPES.values()}}}


@router.post("", status_code=202, response_model=ReportView)
def make(agency: TheAgency, actor: TheActor, body: NewReport) -> Response:
    """Make a report on a period. It waits for the engine, which makes it in a process of its own."""
    place = body.client_id or agency.clients.own(actor).id
    view = agency.reports.make(actor, client_id=place, kind=body.kind, first=body.first, mail=body.mail)
    return answers.one(ReportView, view, status=202, location=f"/reports/{view.id}")


@router.get("", response_model=answers.list_model("reports", ReportView))
def list_reports(agency: TheAgency, actor: TheActor, query: Annotated[ClientQuery, Query()]) -> Response:
    """Reports, newest first, without their summaries."""
    found = agency.reports.list(actor, client_id=query.client_id, page=query.page())
    return answers.listing("reports", ReportView, found)


@router.get("/plans/{client_id}", response_model=PlanView)
def get_plan(agency: TheAgency, actor: TheActor, client_id: str) -> Response:
    """Which reports a client gets by themselves, how they look and where they go; `mail` says why none can be sent."""
    return answers.one(PlanView, agency.report_plans.get(actor, client_id))


@router.put("/plans/{client_id}", response_model=PlanView)
def save_plan(agency: TheAgency, actor: TheActor, client_id: str, body: ReportPlan) -> Response:
    """Replace the plan of a client."""
    return answers.one(PlanView, agency.report_plans.save(actor, client_id, changes=body.changes()))


@router.get("/{report_id}", response_model=ReportView)
def get_report(agency: TheAgency, actor: TheActor, report_id: str) -> Response:
    """One report: how far it is, what it says, its files, and who was sent it."""
    return answers.one(ReportView, agency.reports.get(actor, report_id))


@router.get("/{report_id}/files/{name}", response_class=FileResponse, responses=_CONTENT)
def file(agency: TheAgency, actor: TheActor, report_id: str, name: str) -> Response:
    """One file of a report, by its name in `files`. The page runs nothing and fetches nothing."""
    place = agency.reports.file(actor, report_id, name)
    kind = place.suffix.removeprefix(".")
    if kind == "html":
        return kept.answer(place, TYPES[kind], _PAGE)
    shown = "inline" if kind == "pdf" else "attachment"
    return kept.answer(place, TYPES[kind], _OTHER, filename=f"{report_id}-{name}", shown=shown)


@router.post("/{report_id}/cancel", response_model=ReportView)
def cancel(agency: TheAgency, actor: TheActor, report_id: str) -> Response:
    """Give it up before it is done."""
    return answers.one(ReportView, agency.reports.cancel(actor, report_id))


@router.post("/{report_id}/retry", response_model=ReportView)
def retry(agency: TheAgency, actor: TheActor, report_id: str) -> Response:
    """Make it after all, once it has failed or was cancelled."""
    return answers.one(ReportView, agency.reports.retry(actor, report_id))


@router.post("/{report_id}/send", response_model=ReportView)
def send(agency: TheAgency, actor: TheActor, report_id: str, body: MailWish) -> Response:
    """Mail it; whoever has it already is left out."""
    return answers.one(ReportView, agency.reports.send(actor, report_id, recipients=body.recipients))


@router.delete("/{report_id}", status_code=204)
def delete(agency: TheAgency, actor: TheActor, report_id: str) -> Response:
    """Delete it with its files."""
    agency.reports.delete(actor, report_id)
    return answers.nothing()
