"""What the watch and the status page know: counts made by the database, each question carried by an index."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Subquery, and_, case, func, or_, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from agency_core.domain.account import AccountStatus
from agency_core.domain.agent import AgentStatus
from agency_core.domain.content import ContentStatus
from agency_core.domain.delivery import BEFORE_FAILED, NOT_AS_APPROVED, DeliveryState
from agency_core.domain.facts import AgentFacts, ClientFacts
from agency_core.domain.kpi import APART, REJECTED, REVOKED
from agency_core.domain.message import MessageStatus
from agency_core.domain.preflight import AHEAD, PREFLIGHT, Stage
from agency_core.models import AccountRow, AgentRow, ClientRow, ContentRow, DeliveryRow, MessageRow

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_NOT_OURS = (*APART, BEFORE_FAILED)
"""Failures that say nothing about how well we publish."""


def clients(session: Session, now: datetime) -> tuple[ClientFacts, ...]:
    """Every client with what waits and what ended within the hour, in one question."""
    due = _by_client(DeliveryRow, _due(now))
    unanswered = _by_client(MessageRow, MessageRow.status == MessageStatus.PENDING, MessageRow.available_at <= now)
    troubled = _by_client(
        DeliveryRow, DeliveryRow.state == DeliveryState.PENDING, DeliveryRow.failure == PREFLIGHT, DeliveryRow.due_at >= now,
        DeliveryRow.due_at < now + AHEAD[Stage.DAY],
    )
    delivered = _of_client(
        DeliveryRow.state == DeliveryState.DELIVERED, DeliveryRow.updated_at >= now - HOUR, DeliveryRow.delivered_at >= now - HOUR
    )
    failed = (DeliveryRow.state == DeliveryState.FAILED, DeliveryRow.updated_at >= now - HOUR)
    waiting = case((ClientRow.publishing_paused.is_(True), 0), else_=func.coalesce(due.c.many, 0))
    columns: dict[str, Any] = {
        "id": ClientRow.id, "name": ClientRow.name, "is_demo": ClientRow.is_demo,
        "backlog": waiting + func.coalesce(unanswered.c.many, 0), "delivered_1h": delivered,
        "failed_1h": _of_client(*failed, DeliveryRow.failure.not_in(_NOT_OURS)),
        "rejected_1h": _of_client(*failed, DeliveryRow.failure.in_(REJECTED)),
        "revoked_1h": _of_client(*failed, DeliveryRow.failure.in_(REVOKED)), "troubled": func.coalesce(troubled.c.many, 0),
        "unconfirmed": _of_client(DeliveryRow.state == DeliveryState.UNCONFIRMED),
        "missed": _of_client(DeliveryRow.state == DeliveryState.MISSED),
        "altered": _of_client(
            DeliveryRow.state == DeliveryState.FAILED, DeliveryRow.updated_at >= now - DAY, DeliveryRow.failure == NOT_AS_APPROVED
        ),
    }
    question = select(*(column.label(name) for name, column in columns.items()))
    for counted in (due, unanswered, troubled):
        question = question.outerjoin(counted, counted.c.client_id == ClientRow.id)
    return tuple(ClientFacts(**row) for row in session.execute(question.order_by(ClientRow.id)).mappings())


def agents(session: Session, now: datetime) -> tuple[AgentFacts, ...]:
    """Agents there is something to say about: those whose last answer failed, and those younger than an hour."""
    columns = (
        AgentRow.id, AgentRow.name, AgentRow.client_id, AgentRow.consecutive_failures, AgentRow.last_error, AgentRow.created_at,
    )
    question = select(*columns).where(or_(AgentRow.consecutive_failures > 0, AgentRow.created_at >= now - HOUR))
    return tuple(AgentFacts(*found) for found in session.execute(question.order_by(AgentRow.id)).all())


def statistics(session: Session) -> dict[str, dict[str, int]]:
    """How many agents, pieces of content, messages and deliveries there are, in total and by state, every state named."""
    return {
        "agents": _by(session, AgentRow.status, AgentStatus),
        "content": _by(session, ContentRow.status, ContentStatus),
        "messages": _by(session, MessageRow.status, MessageStatus),
        "deliveries": _by(session, DeliveryRow.state, DeliveryState),
    }


def due(session: Session, before: datetime) -> int:
    """How many deliveries should have been sent before `before`, those of paused clients left out."""
    question = select(func.count()).select_from(DeliveryRow).join(ClientRow, ClientRow.id == DeliveryRow.client_id)
    return session.scalar(question.where(_due(before), ClientRow.publishing_paused.is_(False))) or 0


def undecided(session: Session) -> int:
    """How many deliveries wait for a person: missed, or sent with the answer lost."""
    question = select(func.count()).select_from(DeliveryRow)
    return session.scalar(question.where(DeliveryRow.state.in_([DeliveryState.MISSED, DeliveryState.UNCONFIRMED]))) or 0


def accounts(session: Session) -> dict[str, tuple[int, int]]:
    """For each platform the number of its accounts that were not disconnected, and of those that can publish."""
    usable = func.sum(case((AccountRow.status == AccountStatus.CONNECTED, 1), else_=0))
    question = select(AccountRow.platform, func.count(), usable).where(AccountRow.status != AccountStatus.DISCONNECTED)
    question = question.group_by(AccountRow.platform).order_by(AccountRow.platform)
    return {platform: (total, connected) for platform, total, connected in session.execute(question).all()}


def damage(session: Session) -> tuple[str, ...]:
    """What the database finds wrong with its own file; nothing when it is sound. Reads the whole file.

    A server checks what it reads by itself, and errors of damage come out as they are met.
    """
    if session.get_bind().dialect.name != "sqlite":
        return ()
    said = tuple(str(line) for line in session.scalars(text("PRAGMA quick_check")))
    return () if said == ("ok",) else said


def size(session: Session) -> int:
    """How many bytes the database takes, without what SQLite keeps beside its file for a while."""
    if session.get_bind().dialect.name != "sqlite":
        return session.scalar(select(func.pg_database_size(func.current_database()))) or 0
    pages, each = (session.scalar(text(f"PRAGMA {name}")) or 0 for name in ("page_count", "page_size"))
    return int(pages) * int(each)  # SQLCipher tells the size of a page as text


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(DeliveryRow.state == DeliveryState.PENDING, DeliveryRow.next_attempt_at <= now)


def _of_client(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    """How many deliveries of each client there are, found client by client."""
    question = select(func.count()).select_from(DeliveryRow).where(DeliveryRow.client_id == ClientRow.id, *conditions)
    return question.correlate(ClientRow).scalar_subquery()


def _by_client(noun: type[DeliveryRow] | type[MessageRow], *conditions: ColumnElement[bool]) -> Subquery:
    """How many of these there are, found all at once."""
    return select(noun.client_id, func.count().label("many")).where(*conditions).group_by(noun.client_id).subquery()


def _by(session: Session, column: InstrumentedAttribute[str], states: Any) -> dict[str, int]:  # noqa: ANN401 - an enum class
    found = dict(session.execute(select(column, func.count()).group_by(column)).all())
    return {"total": sum(found.values())} | {state.value: found.get(state.value, 0) for state in states}
