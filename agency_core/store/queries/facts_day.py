"""A client's day, added up: what the morning's summary says of yesterday."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from agency_core.domain.alert import AlertState
from agency_core.domain.content import ContentStatus
from agency_core.domain.delivery import DeliveryState
from agency_core.domain.facts import SummaryFacts
from agency_core.domain.rule import Severity
from agency_core.models import AlertRow, ClientRow, ContentRow, DeliveryRow, GainRow
from agency_core.models.base import EPOCH
from agency_core.store.queries.facts_pace import Span, percentiles


def zones(session: Session) -> list[tuple[str, str, str]]:
    """(client, name, zone) of every client."""
    found = session.execute(select(ClientRow.id, ClientRow.name, ClientRow.timezone).order_by(ClientRow.id))
    return [(id, name, zone) for id, name, zone in found]


def summaries(session: Session, clients: Collection[tuple[str, str]], day: date, span: Span) -> tuple[SummaryFacts, ...]:
    """What the day was like for clients (id, name) whose day it is; those to whom nothing happened are left out.

    Args:
        session: of a reading.
        clients: those whose clocks agree.
        day: their yesterday.
        span: its first moment and that of the next day.
    """
    ids = [id for id, _ in clients]
    told: dict[str, dict[str, Any]] = {id: {} for id in ids}
    for id, many, late in percentiles(session, ids, span):
        told[id] |= {"delivered": many, "lateness_p95": late}
    for id, state, many in session.execute(_ended(ids, span)):
        told[id][state] = many
    for id, views, interactions in session.execute(_gains(ids, day)):
        told[id] |= {"views": int(views or 0), "interactions": int(interactions or 0)}
    for id, many in session.execute(_in_review(ids)):
        told[id]["in_review"] = many
    for id, many in session.execute(_firing(ids)):
        told[id]["firing"] = many
    return tuple(SummaryFacts(id, name, day, **told[id]) for id, name in clients if any(told[id].values()))


def _ended(ids: list[str], span: Span) -> Select[str, str, int]:
    return (
        select(DeliveryRow.client_id, DeliveryRow.state, func.count())
        .where(
            DeliveryRow.client_id.in_(ids), DeliveryRow.state.in_([DeliveryState.FAILED, DeliveryState.MISSED]),
            DeliveryRow.updated_at >= span.start, DeliveryRow.updated_at < span.end,
        )
        .group_by(DeliveryRow.client_id, DeliveryRow.state)
    )


def _gains(ids: list[str], day: date) -> Select[str, int, int]:
    return (
        select(GainRow.client_id, func.sum(GainRow.views), func.sum(GainRow.interactions))
        .where(GainRow.client_id.in_(ids), GainRow.day == (day - EPOCH.date()).days)
        .group_by(GainRow.client_id)
    )


def _in_review(ids: list[str]) -> Select[str, int]:
    question = select(ContentRow.client_id, func.count()).where(
        ContentRow.client_id.in_(ids), ContentRow.status == ContentStatus.IN_REVIEW
    )
    return question.group_by(ContentRow.client_id)


def _firing(ids: list[str]) -> Select[str, int]:
    """What fires and is bad: news, this summary among them, does not count."""
    question = select(AlertRow.client_id, func.count()).where(
        AlertRow.state == AlertState.FIRING, AlertRow.client_id.in_(ids), AlertRow.severity != Severity.INFO
    )
    return question.group_by(AlertRow.client_id)
