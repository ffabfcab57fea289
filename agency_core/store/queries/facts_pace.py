"""How long work takes: messages without an answer, answers that came, and how late deliveries were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agency_core.domain.agent import AgentStatus
from agency_core.domain.delivery import DeliveryState
from agency_core.domain.facts import LatenessFacts, SlowFacts
from agency_core.domain.message import MessageStatus
from agency_core.models import AgentRow, DeliveryRow, MessageRow
from agency_core.store.bulk import among
from agency_core.store.dialect import SecondsBetween

HOUR = timedelta(hours=1)
LOOKED_BACK = timedelta(hours=6)
"""Answers of the last hour are looked for among messages that could be taken since; what waited longer was told while it did."""


@dataclass(frozen=True)
class Span:
    """From a moment to another, the end left out."""

    start: datetime
    end: datetime


def slow(session: Session, now: datetime) -> tuple[SlowFacts, ...]:
    """Active agents with messages that wait, or that were answered within the hour, and how long these take.

    The time counts from the moment at which a message could be taken: a rest after a failure begins a new one.
    """
    waiting = (
        select(MessageRow.receiver_agent_id, func.count(), func.min(MessageRow.available_at))
        .where(MessageRow.status.in_([MessageStatus.PENDING, MessageStatus.CLAIMED]), MessageRow.available_at <= now)
        .group_by(MessageRow.receiver_agent_id)
    )
    slowest = func.max(SecondsBetween(MessageRow.available_at, MessageRow.done_at))
    answered = (
        select(MessageRow.receiver_agent_id, slowest)
        .where(
            MessageRow.status == MessageStatus.DONE, MessageRow.available_at >= now - LOOKED_BACK,
            MessageRow.done_at >= now - HOUR,
        )
        .group_by(MessageRow.receiver_agent_id)
    )  # fmt: skip
    waits = {agent: (count, (now - since).total_seconds()) for agent, count, since in session.execute(waiting)}
    took = {agent: round(seconds, 2) for agent, seconds in session.execute(answered)}
    named = select(AgentRow.id, AgentRow.name, AgentRow.client_id).where(
        AgentRow.id.in_(waits.keys() | took.keys()), AgentRow.status == AgentStatus.ACTIVE
    )
    return tuple(
        SlowFacts(id, name, client_id, *waits.get(id, (0, 0.0)), took.get(id, 0.0))
        for id, name, client_id in session.execute(named.order_by(AgentRow.id))
    )


def lateness(session: Session, clients: Mapping[str, str], now: datetime) -> tuple[LatenessFacts, ...]:
    """How late the deliveries of clients (names by id) were that went out within the hour."""
    found = percentiles(session, clients, Span(now - HOUR, now + HOUR))
    return tuple(LatenessFacts(id, clients[id], many, late) for id, many, late in found)


def percentiles(session: Session, clients: Iterable[str], span: Span) -> list[tuple[str, int, float]]:
    """(client, deliveries, seconds) of those of these clients whose posts went out in the span.

    Of 100 deliveries, the 95th in the order of their lateness; those that were early are as late as they are early below 0.
    """
    late = SecondsBetween(DeliveryRow.due_at, DeliveryRow.delivered_at)
    ranked = (
        select(
            DeliveryRow.client_id, late.label("late"), func.count().over(partition_by=DeliveryRow.client_id).label("many"),
            func.row_number().over(partition_by=DeliveryRow.client_id, order_by=late).label("place"),
        )
        .where(
            among(session, DeliveryRow.client_id, clients), DeliveryRow.state == DeliveryState.DELIVERED,
            DeliveryRow.updated_at >= span.start, DeliveryRow.delivered_at >= span.start, DeliveryRow.delivered_at < span.end,
        )
        .subquery()
    ).c
    question = select(ranked.client_id, ranked.many, ranked.late)
    question = question.where(ranked.place == (ranked.many * 95 + 99) // 100).order_by(ranked.client_id)
    return [(id, many, round(late, 2)) for id, many, late in session.execute(question)]
