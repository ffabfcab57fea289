"""/api/kpis and /api/uptime: how well the agency works, against what is aimed at."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.kpis import KpisQuery, UptimeQuery
from agency_core.api.schemas.words import ThePart
from agency_core.domain.kpi import METRICS, Definition, KpiView
from agency_core.domain.uptime import UptimeReport

router = APIRouter(tags=["KPIs"])


@router.get("/kpis", response_model=answers.list_model("kpis", KpiView))
def list_kpis(agency: TheAgency, actor: TheActor, query: Annotated[KpisQuery, Query()]) -> Response:
    """Every KPI of a client, its agents and its platforms: value, target, trend, sample and error budget."""
    place = query.client_id or agency.clients.own(actor).id
    return answers.every("kpis", KpiView, agency.watchroom.kpis.of_client(actor, client_id=place, days=query.period))


@router.get("/kpis/definitions", response_model=answers.list_model("definitions", Definition))
def definitions(query: ThePart) -> Response:
    """Every figure that is known: formula, unit, target, window, minimum sample and source."""
    return answers.part("definitions", Definition, METRICS.values(), query.page())


@router.get("/uptime", response_model=UptimeReport)
def uptime(agency: TheAgency, actor: TheActor, query: Annotated[UptimeQuery, Query()]) -> Response:
    """A month's uptime of components and agents against 99.5 % and 99.9 %, with the method in words."""
    found = agency.watchroom.uptime.month(actor, day=query.day(), client_id=query.client_id)
    return answers.one(UptimeReport, found)
