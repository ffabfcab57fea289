"""/api/insights: conclusions that change the next brief."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.operations import InsightQuery
from agency_core.domain.insight import InsightView

router = APIRouter(prefix="/insights", tags=["Insights"])


@router.get("", response_model=answers.list_model("insights", InsightView))
def list_insights(agency: TheAgency, actor: TheActor, query: Annotated[InsightQuery, Query()]) -> Response:
    """Conclusions with their evidence, newest first."""
    found = agency.learn.list(actor, client_id=query.client_id, status=query.status, page=query.page())
    return answers.listing("insights", InsightView, found)


@router.post("/{insight_id}/apply", response_model=InsightView)
def apply(agency: TheAgency, actor: TheActor, insight_id: str) -> Response:
    """Let a conclusion change the next brief."""
    return answers.one(InsightView, agency.learn.apply(actor, insight_id))


@router.post("/{insight_id}/dismiss", response_model=InsightView)
def dismiss(agency: TheAgency, actor: TheActor, insight_id: str) -> Response:
    """Put a conclusion aside."""
    return answers.one(InsightView, agency.learn.dismiss(actor, insight_id))
