"""Questions of the scorecard: what was delivered in time, answered, and waits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from agency_core.domain.delivery import DeliveryState
from agency_core.domain.message import MessageStatus
from agency_core.models import AgentRow, ContentRow, DeliveryRow, MessageRow
from agency_core.store.dialect import QuarterOf, SecondsBetween


def ended_deliveries(
    session: Session, client_id: str, start: datetime, end: datetime
) -> list[tuple[int, str, float | None]]:
    """(quarter, state, seconds late) of each delivery that was delivered or failed in [start, end)."""
    late = SecondsBetween(DeliveryRow.due_at, DeliveryRow.delivered_at)
    quarter = QuarterOf(DeliveryRow.updated_at)
    ended = DeliveryRow.state.in_([DeliveryState.DELIVERED, DeliveryState.FAILED])
    question = select(quarter, DeliveryRow.state, late).where(
        ended, DeliveryRow.updated_at >= start, DeliveryRow.updated_at < end
    )
    if client_id:
        question = question.where(DeliveryRow.client_id == client_id)
    return [(int(found[0]), found[1], found[2]) for found in session.execute(question)]


def answered_messages(session: Session, client_id: str, start: datetime, within: float) -> tuple[int, int]:
    """How many messages were done since `start`, and how many of them within `within` seconds."""
    took = SecondsBetween(MessageRow.created_at, MessageRow.done_at)
    question = select(func.count(), func.coalesce(func.sum(case((took <= within, 1), else_=0)), 0)).where(
        MessageRow.status == MessageStatus.DONE, MessageRow.created_at >= start
    )
    if client_id:
        question = question.where(MessageRow.client_id == client_id)
    done, quick = session.execute(question).one()
    return int(done), int(quick)


def agents_standing(session: Session, client_id: str) -> list[tuple[str, str, int, int, int]]:
    """(id, frequency, answers, failures, failures in a row) of each active agent."""
    question = select(
        AgentRow.id, AgentRow.posting_frequency, AgentRow.answers, AgentRow.failures, AgentRow.consecutive_failures
    ).where(AgentRow.status == "active")
    if client_id:
        question = question.where(AgentRow.client_id == client_id)
    return [(found[0], found[1], found[2], found[3], found[4]) for found in session.execute(question)]


def waiting(session: Session, client_id: str, now: datetime, until: datetime) -> tuple[int, int]:
    """How much content waits for review, and how much is scheduled from now until a moment."""
    question = select(
        func.coalesce(func.sum(case((ContentRow.status == "in_review", 1), else_=0)), 0),
        func.coalesce(
            func.sum(
                case((and_(ContentRow.status == "scheduled", ContentRow.scheduled_time.between(now, until)), 1), else_=0)
            ),
            0,
        ),
    ).where(ContentRow.status.in_(["in_review", "scheduled"]))
    if client_id:
        question = question.where(ContentRow.client_id == client_id)
    review, ahead = session.execute(question).one()
    return int(review), int(ahead)
