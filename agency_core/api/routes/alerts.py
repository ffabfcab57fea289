"""/api/alerts and /api/insights: what the agency noticed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.operations import AlertQuery, InsightQuery
from agency_core.api.schemas.words import ThePart
from agency_core.domain.alert import AlertView
from agency_core.domain.insight import InsightView
from agency_core.domain.rule import RuleView

router = APIRouter()


@router.get("/alerts", tags=["Alerts"], response_model=answers.list_model("alerts", AlertView))
def list_alerts(agency: TheAgency, actor: TheActor, query: Annotated[AlertQuery, Query()]) -> Response:
    """Alerts, newest first."""
    found = agency.watch.list(
        actor, client_id=query.client_id, state=query.state or "", severity=query.severity or "", page=query.page(),
    )
    return answers.listing("alerts", AlertView, found)


@router.get("/alerts/rules", tags=["Alerts"], response_model=answers.list_model("rules", RuleView))
def rules(agency: TheAgency, query: ThePart) -> Response:
    """What is looked for every minute."""
    return answers.part("rules", RuleView, agency.watch.rules(), query.page())


@router.post("/alerts/{alert_id}/acknowledge", tags=["Alerts"], response_model=AlertView)
def acknowledge(agency: TheAgency, actor: TheActor, alert_id: str) -> Response:
    """Say that somebody takes care of it."""
    return answers.one(AlertView, agency.watchroom.incidents.acknowledge(actor, alert_id))


@router.get("/insights", tags=["Insights"], response_model=answers.list_model("insights", InsightView))
def list_insights(agency: TheAgency, actor: TheActor, query: Annotated[InsightQuery, Query()]) -> Response:
    """Conclusions with their evidence, newest first."""
    found = agency.learn.list(actor, client_id=query.client_id, status=query.status, page=query.page())
    return answers.listing("insights", InsightView, found)


@router.post("/insights/{insight_id}/apply", tags=["Insights"], response_model=InsightView)
def apply(agency: TheAgency, actor: TheActor, insight_id: str) -> Response:
    """Let a conclusion change the next brief."""
    return answers.one(InsightView, agency.learn.apply(actor, insight_id))


@router.post("/insights/{insight_id}/dismiss", tags=["Insights"], response_model=InsightView)
def dismiss(agency: TheAgency, actor: TheActor, insight_id: str) -> Response:
    """Put a conclusion aside."""
    return answers.one(InsightView, agency.learn.dismiss(actor, insight_id))
