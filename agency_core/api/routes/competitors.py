"""/api/competitors: public profiles of others, what was counted of them, and how the client stands among them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Response, UploadFile

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.routes.audience import chunks
from agency_core.api.schemas.analytics import PeriodQuery
from agency_core.api.schemas.audience import CompetitorCounts, CompetitorEdit, CompetitorGiven, CompetitorQuery
from agency_core.api.schemas.words import ThePart
from agency_core.domain import competitor
from agency_core.domain.audience import CountFile, CountsRead, Kept
from agency_core.domain.competitor import CompetitorView, CountView
from agency_core.errors import NotFound

router = APIRouter(prefix="/competitors", tags=["Competitors"])


@router.post("", status_code=201, response_model=CompetitorView)
def add(agency: TheAgency, actor: TheActor, body: CompetitorGiven) -> Response:
    """Enter a public profile."""
    place = body.client_id or agency.clients.own(actor).id
    made = agency.competitors.add(actor, place, new=body.new())
    return answers.one(CompetitorView, made, status=201, location=f"/competitors/{made.id}")


@router.get("", response_model=answers.list_model("competitors", CompetitorView))
def list_competitors(agency: TheAgency, actor: TheActor, query: Annotated[CompetitorQuery, Query()]) -> Response:
    """The competitors of a client, by platform and name."""
    place = query.client_id or agency.clients.own(actor).id
    found = agency.competitors.list(actor, client_id=place, platform=query.platform or "")
    return answers.part("competitors", CompetitorView, found, query.page())


@router.get("/benchmark", response_model=competitor.Field)
def benchmark(agency: TheAgency, actor: TheActor, query: Annotated[PeriodQuery, Query()]) -> Response:
    """How each did in the period, the middle of each platform, and the share of voice over time."""
    return answers.one(competitor.Field, agency.competitors.field(actor, wanted=query.wanted()))


@router.post("/import", response_model=CountsRead)
def read(
    agency: TheAgency, actor: TheActor, file: Annotated[UploadFile, File()],
    client_id: Annotated[str, Form(max_length=64)] = "", dry_run: Annotated[bool, Form()] = True,
) -> Response:
    """Take a sheet: handle, platform, date, followers, posts, interactions; with `dry_run=false` its rows are kept."""
    place = client_id or agency.clients.own(actor).id
    given = CountFile(file.filename or "", chunks(file.file))
    return answers.one(CountsRead, agency.competitors.read(actor, place, given, is_dry_run=dry_run))


@router.get("/{competitor_id}", response_model=CompetitorView)
def get(agency: TheAgency, actor: TheActor, competitor_id: str) -> Response:
    """One competitor."""
    return answers.one(CompetitorView, agency.competitors.get(actor, competitor_id))


@router.patch("/{competitor_id}", response_model=CompetitorView)
def update(agency: TheAgency, actor: TheActor, competitor_id: str, body: CompetitorEdit) -> Response:
    """Change handle, name or address."""
    return answers.one(CompetitorView, agency.competitors.update(actor, competitor_id, changes=body.changes()))


@router.delete("/{competitor_id}", status_code=204)
def remove(agency: TheAgency, actor: TheActor, competitor_id: str) -> Response:
    """Take a competitor away with all that was counted of it."""
    agency.competitors.remove(actor, competitor_id)
    return answers.nothing()


@router.get("/{competitor_id}/counts", response_model=answers.list_model("counts", CountView))
def counts(agency: TheAgency, actor: TheActor, competitor_id: str, query: ThePart) -> Response:
    """What was counted of a competitor, newest first."""
    return answers.part("counts", CountView, agency.competitors.counts(actor, competitor_id), query.page())


@router.post("/{competitor_id}/counts", status_code=201, response_model=Kept)
def record(agency: TheAgency, actor: TheActor, competitor_id: str, body: CompetitorCounts) -> Response:
    """Record what was public on some days; the same again changes nothing."""
    kept = agency.competitors.record(actor, competitor_id, [each.new() for each in body.rows], source="api")
    return answers.one(Kept, kept, status=201, location=f"/competitors/{competitor_id}/counts")


@router.delete("/{competitor_id}/counts/{day}", status_code=204)
def forget_count(agency: TheAgency, actor: TheActor, competitor_id: str, day: str) -> Response:
    """Take the count of a day away."""
    try:
        counted = date.fromisoformat(day)
    except ValueError:
        remedy = "Write the day as 2026-03-31."
        raise NotFound(f"Nothing was counted on {day!r}.", field="day", remedy=remedy) from None
    agency.competitors.forget_count(actor, competitor_id, counted)
    return answers.nothing()
