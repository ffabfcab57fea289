"""/api/analytics and /api/numbers: what was counted, and what follows from it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import IdempotencyKey, TheActor, TheAgency
from agency_core.api.schemas.analytics import (
    Counted,
    GroupQuery,
    KpiQuery,
    PeriodQuery,
    ScoreQuery,
    SnapshotQuery,
    SpreadQuery,
    TopQuery,
    TrendQuery,
    ValuesQuery,
)
from agency_core.domain.numbers import (
    AgentScore,
    CohortPoint,
    Comparison,
    DailyPoint,
    FunnelStep,
    GainPoint,
    GroupPoint,
    HourPoint,
    Kpi,
    PostNumbers,
    SnapshotView,
    SpreadPoint,
    TrendPoint,
)

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
    """The posts that did best, or worst."""
    found = agency.numbers.top_posts(actor, wanted=query.wanted(), limit=query.limit, worst=query.worst)
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


@router.get("/numbers/compare", response_model=Comparison)
def compare(agency: TheAgency, actor: TheActor, query: Period) -> Response:
    """All posts of a period, and of as many days before it."""
    return answers.one(Comparison, agency.numbers.compare(actor, wanted=query.wanted()))


@router.get("/numbers/groups", response_model=GROUPS)
def groups(agency: TheAgency, actor: TheActor, query: Annotated[GroupQuery, Query()]) -> Response:
    """Totals by one dimension, at most 200 groups. A rate is given where all posts of a group are on one platform."""
    return answers.every("groups", GroupPoint, agency.numbers.by(actor, wanted=query.wanted(), dimension=query.dimension))


@router.get("/numbers/spread", response_model=answers.list_model("spread", SpreadPoint))
def spread(agency: TheAgency, actor: TheActor, query: Annotated[SpreadQuery, Query()]) -> Response:
    """How posts are spread over a metric by platform: quantiles, off by at most 4.8 %, and bars."""
    return answers.every("spread", SpreadPoint, agency.numbers.spread(actor, wanted=query.wanted(), metric=query.metric))


@router.get("/numbers/gains", response_model=answers.list_model("gains", GainPoint))
def gains(agency: TheAgency, actor: TheActor, query: Period) -> Response:
    """What came in by day and platform, whenever its posts were published."""
    return answers.every("gains", GainPoint, agency.numbers.gains(actor, wanted=query.wanted()))


@router.get("/numbers/trend", response_model=answers.list_model("trend", TrendPoint))
def trend(agency: TheAgency, actor: TheActor, query: Annotated[TrendQuery, Query()]) -> Response:
    """A metric on every day, and whether it is odd by the 8 weeks before."""
    found = agency.numbers.trend(actor, wanted=query.wanted(), metric=query.metric, of=query.of)
    return answers.every("trend", TrendPoint, found)


@router.get("/numbers/cohorts", response_model=answers.list_model("cohorts", CohortPoint))
def cohorts(agency: TheAgency, actor: TheActor, query: Period) -> Response:
    """How posts of each publish week gather their counts by age: means of a sample, for the last 12 weeks of the period."""
    return answers.every("cohorts", CohortPoint, agency.numbers.cohorts(actor, wanted=query.wanted()))


@router.get("/numbers/funnel", response_model=answers.list_model("steps", FunnelStep))
def funnel(agency: TheAgency, actor: TheActor, query: Period) -> Response:
    """From seen to reacted to clicked by platform, over posts for which every step was counted."""
    return answers.every("steps", FunnelStep, agency.numbers.funnel(actor, wanted=query.wanted()))


@router.get("/numbers/scorecards", response_model=answers.list_model("scorecards", AgentScore))
def scorecards(agency: TheAgency, actor: TheActor, query: Annotated[ScoreQuery, Query()]) -> Response:
    """What each agent, or persona, did against the client and against itself before."""
    found = agency.numbers.scorecards(actor, wanted=query.wanted(), by_persona=query.by_persona)
    return answers.every("scorecards", AgentScore, found)


@router.get("/numbers/values", response_model=answers.list_model("values", str))
def values(agency: TheAgency, actor: TheActor, query: Annotated[ValuesQuery, Query()]) -> Response:
    """What posts of a period can be filtered by, most used first."""
    return answers.every("values", str, agency.numbers.values(actor, wanted=query.wanted(), kind=query.kind))
