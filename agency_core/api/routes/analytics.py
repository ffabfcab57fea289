"""/api/analytics and /api/numbers: what was counted, and what follows from it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import IdempotencyKey, TheActor, TheAgency
from agency_core.api.schemas.analytics import Counted, KpiQuery, PeriodQuery, SnapshotQuery, TopQuery
from agency_core.domain.numbers import DailyPoint, GroupPoint, HourPoint, Kpi, PostNumbers, SnapshotView

router = APIRouter(tags=["Analytics"])
GROUPS = answers.list_model("groups", GroupPoint)
Period = Annotated[PeriodQuery, Query()]


@router.post("/analytics", status_code=201, response_model=SnapshotView)
def record(agency: TheAgency, actor: TheActor, body: Counted, key: IdempotencyKey = "") -> Response:
    """Record what was counted for content on a platform. A metric that is left out is unknown, not 0."""
    view = agency.measure.record(actor, new=body.new(), idempotency_key=key)
    return answers.one(SnapshotView, view, status=201, location=f"/analytics?content_id={view.content_id}")


@router.get("/analytics", response_model=answers.list_model("analytics", SnapshotView))
def list_snapshots(agency: TheAgency, actor: TheActor, query: Annotated[SnapshotQuery, Query()]) -> Response:
    """What was counted, newest first."""
    found = agency.measure.list(actor, filter=query.filter(), page=query.page())
    return answers.listing("analytics", SnapshotView, found)


@router.get("/numbers/kpis", response_model=answers.list_model("kpis", Kpi))
def kpis(agency: TheAgency, actor: TheActor, query: Annotated[KpiQuery, Query()]) -> Response:
    """The key figures against their targets."""
    return answers.every("kpis", Kpi, agency.scorecard.kpis(actor, client_id=query.client_id, days=query.days))


@router.get("/numbers/daily", response_model=answers.list_model("daily", DailyPoint))
def daily(agency: TheAgency, actor: TheActor, query: Period) -> Response:
    """Posts by day and platform."""
    return answers.every("daily", DailyPoint, agency.numbers.daily(actor, wanted=query.wanted()))


@router.get("/numbers/top-posts", response_model=answers.list_model("posts", PostNumbers))
def top_posts(agency: TheAgency, actor: TheActor, query: Annotated[TopQuery, Query()]) -> Response:
    """The posts that did best."""
    found = agency.numbers.top_posts(actor, wanted=query.wanted(), limit=query.limit)
    return answers.every("posts", PostNumbers, found)


@router.get("/numbers/by-platform", response_model=GROUPS)
def by_platform(agency: TheAgency, actor: TheActor, query: Period) -> Response:
    """Totals of each platform, with its target."""
    return answers.every("groups", GroupPoint, agency.numbers.by_platform(actor, wanted=query.wanted()))


@router.get("/numbers/by-agent", response_model=GROUPS)
def by_agent(agency: TheAgency, actor: TheActor, query: Period) -> Response:
    """Totals of each agent."""
    return answers.every("groups", GroupPoint, agency.numbers.by_agent(actor, wanted=query.wanted()))


@router.get("/numbers/hours", response_model=answers.list_model("hours", HourPoint))
def hours(agency: TheAgency, actor: TheActor, query: Period) -> Response:
    """How posts did by hour and weekday."""
    return answers.every("hours", HourPoint, agency.numbers.hour_by_weekday(actor, wanted=query.wanted()))
