"""Questions about reports: their rows and plans, and what happened in a period that a report tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, defer

from agency_core.domain.content import ContentStatus
from agency_core.domain.delivery import DeliveryState
from agency_core.domain.operations import PUBLISHING_PAUSED
from agency_core.domain.paging import Listing, Page
from agency_core.domain.report import UNDER_WAY, Period, Recipient, ReportState, ReportView
from agency_core.domain.report_plan import Brand, PlanView
from agency_core.errors import NotFound
from agency_core.models import (
    AlertRow,
    AnnotationRow,
    ClientRow,
    ContentRow,
    DeliveryRow,
    FollowersRow,
    HistoryRow,
    InsightRow,
    ReportPlanRow,
    ReportRow,
)
from agency_core.store.queries.numbers import date_of
from agency_core.store.queries.paging import newest_first
from agency_core.store.rows import fetch

_ZERO = date(1970, 1, 1)
MOST_LISTED = 500
"""So many deliveries, alerts or moves of one period are read; a report lists far fewer."""


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - _ZERO).days


def get(session: Session, report_id: str) -> ReportRow:
    """The report with this id.

    Raises:
        NotFound: there is none.
    """
    row = fetch(session, ReportRow, report_id)
    if row is None:
        raise NotFound(f"There is no report {report_id!r}.", field="report_id", remedy="Check the id: it may be deleted.")
    return row


def view(row: ReportRow, *, in_list: bool = False) -> ReportView:
    """A frozen copy; `in_list`: without the summary, which would have to be read for it."""
    content: Mapping[str, Any] = {} if in_list else row.content
    return ReportView(
        id=row.id, client_id=row.client_id, kind=row.kind, first=date_of(row.first_day), last=date_of(row.last_day),
        title=row.title, state=row.state, progress=row.progress, files=tuple(row.files), prose=content.get("prose", {}),
        notice=content.get("notice", ""), recipients=tuple(_recipient(each) for each in row.sent_to), sent_at=row.sent_at,
        error=row.error, requested_by=row.requested_by, created_at=row.created_at, finished_at=row.finished_at,
    )


def matching(session: Session, client_id: str, clients: frozenset[str] | None, page: Page) -> Listing[ReportView]:
    """Reports, newest first."""
    question = select(ReportRow).options(defer(ReportRow.content))
    if client_id:
        question = question.where(ReportRow.client_id == client_id)
    if clients is not None:
        question = question.where(ReportRow.client_id.in_(clients))
    rows, cursor = newest_first(session, question, ReportRow.id, page)
    return Listing(tuple(view(row, in_list=True) for row in rows), cursor)


def under_way(session: Session) -> list[tuple[str, str]]:
    """(id, state) of reports that wait, are being made or mailed, oldest first."""
    question = select(ReportRow.id, ReportRow.state).where(ReportRow.state.in_(UNDER_WAY)).order_by(ReportRow.id)
    return [(report_id, state) for report_id, state in session.execute(question)]


def in_turn(session: Session, client_id: str) -> None:
    """Wait for whoever enters a report of this client, and let others wait until our end: who comes second sees the first's."""
    fetch(session, ClientRow, client_id)


def known(session: Session, ids: list[str]) -> set[str]:
    """Those of these ids that a report has."""
    return set(session.scalars(select(ReportRow.id).where(ReportRow.id.in_(ids))))


def of_period(session: Session, client_id: str, period: Period) -> list[ReportRow]:
    """The reports of one client on exactly this period that were not cancelled."""
    question = select(ReportRow).where(
        ReportRow.client_id == client_id, ReportRow.kind == period.kind, ReportRow.first_day == day_number(period.first),
        ReportRow.last_day == day_number(period.last), ReportRow.state != ReportState.CANCELLED,
    )
    return list(session.scalars(question))


def plan(session: Session, client_id: str) -> ReportPlanRow | None:
    """The plan of a client; None while nobody has made one."""
    return fetch(session, ReportPlanRow, client_id)


def active_plans(session: Session) -> list[ReportPlanRow]:
    """The plans by which reports are made by themselves."""
    return list(session.scalars(select(ReportPlanRow).where(or_(ReportPlanRow.weekly, ReportPlanRow.monthly))))


def plan_view(client_id: str, row: ReportPlanRow | None) -> PlanView:
    """A frozen copy of a plan; the usual one where there is none."""
    if row is None:
        return PlanView(client_id)
    kept: Mapping[str, Any] = row.brand
    since = {kind: datetime.fromisoformat(at) for kind, at in kept.get("since", {}).items()}
    return PlanView(client_id, row.weekly, row.monthly, tuple(row.recipients), brand_from(kept), since)


def brand_from(kept: Mapping[str, Any]) -> Brand:
    """A brand from its JSON; what is not said is as usual."""
    return Brand(**{each.name: kept[each.name] for each in fields(Brand) if each.name in kept})


def brand_of(session: Session, client: ClientRow) -> Brand:
    """The brand of a client; as long as nobody gave it one, what its reports looked like."""
    if client.brand:
        return brand_from(client.brand)
    row = session.get(ReportPlanRow, client.id)
    return brand_from(row.brand) if row is not None else Brand()


def deliveries(session: Session, client_id: str, start: datetime, end: datetime) -> list[tuple[DeliveryRow, str]]:
    """First parts of deliveries that were due in [start, end), with their titles, by time."""
    question = (
        select(DeliveryRow, ContentRow.title)
        .join(ContentRow, ContentRow.id == DeliveryRow.content_id)
        .where(DeliveryRow.client_id == client_id, DeliveryRow.due_at >= start, DeliveryRow.due_at < end, DeliveryRow.part == 0)
        .order_by(DeliveryRow.due_at)
    )
    return [(row, title) for row, title in session.execute(question)]


def undecided(session: Session, client_id: str, start: datetime, end: datetime) -> list[tuple[datetime, str, str]]:
    """(time, status, title) of content planned in [start, end) that is not scheduled yet."""
    question = select(ContentRow.scheduled_time, ContentRow.status, ContentRow.title).where(
        ContentRow.client_id == client_id, ContentRow.scheduled_time >= start, ContentRow.scheduled_time < end,
        ContentRow.status.in_([ContentStatus.DRAFT, ContentStatus.IN_REVIEW, ContentStatus.APPROVED]),
    )
    return [(at, status, title) for at, status, title in session.execute(question.order_by(ContentRow.scheduled_time)) if at]


def switched(session: Session, client_id: str) -> list[tuple[datetime, str, bool]]:
    """(moment, `client` or `switch`, on) of each time that publishing was held back or let go, oldest first.

    `switch` holds back all clients.
    """
    own = and_(HistoryRow.noun == "client", HistoryRow.subject_id == client_id)
    question = select(HistoryRow.at, HistoryRow.noun, HistoryRow.to_state).where(
        or_(own, and_(HistoryRow.noun == "switch", HistoryRow.subject_id == PUBLISHING_PAUSED)),
        HistoryRow.to_state.in_(["publishing paused", "publishing resumed", "on", "off"]),
    )
    found = session.execute(question.order_by(HistoryRow.id.desc()).limit(MOST_LISTED)).all()
    return [(at, noun, to in {"publishing paused", "on"}) for at, noun, to in reversed(found)]


def alerts(session: Session, client_id: str, start: datetime, end: datetime) -> list[AlertRow]:
    """Alerts of a client that fired before `end` and were not over before `start`."""
    question = select(AlertRow).where(
        AlertRow.client_id == client_id, AlertRow.fired_at < end,
        or_(AlertRow.resolved_at.is_(None), AlertRow.resolved_at >= start),
    )
    return list(session.scalars(question.order_by(AlertRow.id).limit(MOST_LISTED)))


def applied(session: Session, client_id: str, end: datetime) -> list[tuple[InsightRow, datetime]]:
    """Insights that are applied, and since when, the latest first; those applied before `end` only."""
    rows = list(session.scalars(select(InsightRow).where(InsightRow.client_id == client_id, InsightRow.status == "applied")))
    question = select(HistoryRow.subject_id, HistoryRow.at).where(
        HistoryRow.noun == "insight", HistoryRow.subject_id.in_([row.id for row in rows]), HistoryRow.to_state == "applied"
    )
    since: dict[str, datetime] = {subject: at for subject, at in session.execute(question.order_by(HistoryRow.id))}
    found = [(row, since.get(row.id, row.created_at)) for row in rows]
    return sorted((each for each in found if each[1] < end), key=lambda each: each[1], reverse=True)


def notes(session: Session, client_id: str, first: date, last: date) -> list[AnnotationRow]:
    """Notes of people on days that touch [first, last], by their day."""
    question = select(AnnotationRow).where(
        AnnotationRow.client_id == client_id, AnnotationRow.first_day <= day_number(last),
        AnnotationRow.last_day >= day_number(first),
    )
    return list(session.scalars(question.order_by(AnnotationRow.first_day).limit(MOST_LISTED)))


def followers(session: Session, client_id: str, first: date, last: date) -> dict[tuple[str, str], list[tuple[date, int]]]:
    """Counts of followers by (platform, profile), oldest first, from a week before the period on, so that it has a beginning."""
    question = select(FollowersRow).where(
        FollowersRow.client_id == client_id, FollowersRow.day.between(day_number(first - timedelta(days=7)), day_number(last))
    )
    found: dict[tuple[str, str], list[tuple[date, int]]] = {}
    for row in session.scalars(question.order_by(FollowersRow.platform, FollowersRow.profile, FollowersRow.day)):
        found.setdefault((row.platform, row.profile), []).append((date_of(row.day), row.followers))
    return found


def ended_early(row: DeliveryRow) -> bool:
    """Whether a delivery came to an end without being out."""
    return row.state in {DeliveryState.FAILED, DeliveryState.MISSED, DeliveryState.UNCONFIRMED}


def _recipient(kept: Mapping[str, Any]) -> Recipient:
    at = kept.get("at")
    return Recipient(kept["address"], kept["state"], datetime.fromisoformat(at) if at else None, kept.get("error", ""))
