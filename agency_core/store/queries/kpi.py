"""Questions about KPIs: facts counted by steps of time, of which a window, a day or a month is made without asking again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from agency_core.domain.agent import AgentStatus, Persona
from agency_core.domain.content import ContentStatus
from agency_core.domain.delivery import DeliveryState
from agency_core.domain.ids import first_id
from agency_core.domain.kpi import APART
from agency_core.domain.message import MessageStatus
from agency_core.domain.windows import Cell
from agency_core.models import AgentRow, ContentRow, DayTotalRow, DeliveryRow, HistoryRow, MessageRow
from agency_core.store.queries.numbers import whole
from agency_core.store.step import EpochOf, Shifts, millis_between, step_of

ANSWERED_WITHIN = timedelta(days=7)
"""How long before its answer a message may have been ready: what bounds the question along its index."""
_STEPS_A_DAY = 288
_SUBMITTED = (ContentStatus.IN_REVIEW, ContentStatus.APPROVED, ContentStatus.SCHEDULED)


@dataclass(frozen=True)
class Asked:
    """Whose facts, and of which time: from `since` up to, but not with, `until`. With `shifts` they are counted by days."""

    clients: Collection[str]
    since: datetime
    until: datetime
    shifts: Shifts = ()


@dataclass(frozen=True)
class Counted:
    """Cells of one client and subject (an agent or a platform; empty where not asked for)."""

    client_id: str
    subject: str
    cell: Cell


def ended(session: Session, asked: Asked, state: DeliveryState, *, apart: bool | None = None) -> list[Counted]:
    """How many deliveries ended in a state: by the moment they were out, else by that of their last change.

    Args:
        session: where to ask.
        asked: whose, and when.
        state: delivered, failed or missed.
        apart: only those whose failure is counted apart, or only the others; None: all.
    """
    at = DeliveryRow.delivered_at if state is DeliveryState.DELIVERED else DeliveryRow.updated_at
    question = _ended(asked, state, at)
    if apart is not None:
        among = DeliveryRow.failure.in_(sorted(APART))
        question = question.where(among if apart else ~among)
    return _counted(session, question.add_columns(func.count(), func.count()))


def lateness(session: Session, asked: Asked) -> list[Counted]:
    """How late deliveries were out, in whole seconds: a cell for each second that occurs in a step."""
    late = millis_between(DeliveryRow.due_at, DeliveryRow.delivered_at)
    seconds = case((late < 0, 0), else_=late // 1000)
    question = _ended(asked, DeliveryState.DELIVERED, DeliveryRow.delivered_at)
    return _counted(session, question.add_columns(seconds, func.count()).group_by(seconds))


def answers(session: Session, asked: Asked, *, by_agent: bool = False) -> list[Counted]:
    """Seconds from being ready to being answered, added up, and how many messages were answered."""
    took = millis_between(MessageRow.available_at, MessageRow.done_at)
    who = MessageRow.receiver_agent_id if by_agent else literal("")
    question = _steps(asked, MessageRow.client_id, who, MessageRow.done_at).where(
        MessageRow.status == MessageStatus.DONE, MessageRow.available_at >= asked.since - ANSWERED_WITHIN,
        MessageRow.available_at < asked.until, MessageRow.done_at >= asked.since, MessageRow.done_at < asked.until,
        took <= int(ANSWERED_WITHIN.total_seconds() * 1000), MessageRow.client_id.in_(asked.clients),
    )
    total = func.sum(case((took < 0, 0), else_=took))
    return [
        Counted(each.client_id, each.subject, each.cell._replace(value=each.cell.value / 1000))
        for each in _counted(session, question.add_columns(total, func.count()))
    ]


def proposed(session: Session, asked: Asked, *, by_agent: bool = False) -> list[Counted]:
    """How much content agents proposed; what a repetition lays is not proposed again."""
    question = _proposed(asked, by_agent=by_agent)
    return _counted(session, question.add_columns(func.count(), func.count()))


def kept(session: Session, asked: Asked, *, by_agent: bool = False) -> list[Counted]:
    """Of what agents proposed and people decided on: how much was never returned, and how much there is."""
    change = HistoryRow.noun == "content", HistoryRow.subject_id == ContentRow.id
    returned = exists().where(*change, HistoryRow.to_state == ContentStatus.DRAFT, HistoryRow.from_state.in_(_SUBMITTED))
    approved = ContentRow.approved_at.is_not(None) & ~ContentRow.approved_by.startswith("system:")
    judged = select(
        ContentRow.client_id.label("client_id"), (ContentRow.creator_agent_id if by_agent else literal("")).label("subject"),
        step_of(EpochOf(ContentRow.created_at), asked.shifts).label("step"), case((returned, 1), else_=0).label("returned"),
        case((approved, 1), else_=0).label("approved"),
    ).where(*_of_agents(asked)).subquery()  # fmt: skip
    right = case((judged.c.returned == 0, judged.c.approved), else_=0)
    keys = judged.c.client_id, judged.c.subject, judged.c.step
    question = select(*keys, func.sum(right), func.count()).where((judged.c.approved == 1) | (judged.c.returned == 1))
    return _counted(session, question.group_by(*keys))


def engagement(session: Session, asked: Asked, by: str = "") -> list[Counted]:
    """Interactions over their base of posts published on the days (client's zone) of a time, by `agent_id` or `platform`.

    The cases are posts. A day is held to begin at midnight UTC.
    """
    subject = getattr(DayTotalRow, by) if by else literal("")
    first, last = (int(each.timestamp() // 86_400) for each in (asked.since, asked.until - timedelta(microseconds=1)))
    keys = DayTotalRow.client_id, subject, DayTotalRow.day
    question = select(*keys, *(whole(each) for each in (DayTotalRow.rate_top, DayTotalRow.posts, DayTotalRow.rate_base)))
    question = question.where(DayTotalRow.client_id.in_(asked.clients), DayTotalRow.day.between(first, last)).group_by(*keys)
    return [
        Counted(client, subject, Cell(day * _STEPS_A_DAY, float(top), posts, base))
        for client, subject, day, top, posts, base in session.execute(question.order_by(DayTotalRow.day))
    ]


def agent_engagement(session: Session, asked: Asked) -> list[Counted]:
    """The same of agents' posts alone, all agents of a client together."""
    found = [each for each in engagement(session, asked, "agent_id") if each.subject]
    return [replace(each, subject="") for each in found]


@dataclass(frozen=True)
class AtWork:
    """An agent that takes work, since it registered."""

    client_id: str
    id: str
    name: str
    persona: str
    since: datetime

    @property
    def writes(self) -> bool:
        """Whether it proposes content; a designer plans what others write."""
        return self.persona != Persona.PLATFORM_ARCHITECT


def active_agents(session: Session, clients: Collection[str] | None) -> list[AtWork]:
    """Every agent that takes work, by name; `clients` None: of all."""
    question = select(AgentRow.client_id, AgentRow.id, AgentRow.name, AgentRow.persona, AgentRow.created_at).where(
        AgentRow.status == AgentStatus.ACTIVE
    )
    if clients is not None:
        question = question.where(AgentRow.client_id.in_(clients))
    return [AtWork(*found) for found in session.execute(question.order_by(AgentRow.client_id, AgentRow.name, AgentRow.id))]


def _ended(asked: Asked, state: DeliveryState, at: InstrumentedAttribute[Any]) -> Select[Any]:
    # the last change is in the index, and nothing is out after it: it bounds the question where the moment itself does not
    return _steps(asked, DeliveryRow.client_id, literal(""), at).where(
        DeliveryRow.client_id.in_(asked.clients), DeliveryRow.state == state, DeliveryRow.updated_at >= asked.since,
        at >= asked.since, at < asked.until,
    )


def _of_agents(asked: Asked) -> tuple[ColumnElement[bool], ...]:
    return (
        ContentRow.client_id.in_(asked.clients), ContentRow.id >= first_id(asked.since), ContentRow.created_at >= asked.since,
        ContentRow.created_at < asked.until, ContentRow.creator_agent_id != "", ContentRow.recurrence_id == "",
    )


def _proposed(asked: Asked, *, by_agent: bool) -> Select[Any]:
    who = ContentRow.creator_agent_id if by_agent else literal("")
    return _steps(asked, ContentRow.client_id, who, ContentRow.created_at).where(*_of_agents(asked))


def _steps(asked: Asked, client: Any, subject: Any, at: Any) -> Select[Any]:  # noqa: ANN401 - columns
    step = step_of(EpochOf(at), asked.shifts)
    return select(client, subject, step).group_by(client, subject, step).order_by(step)


def _counted(session: Session, question: Select[Any]) -> list[Counted]:
    return [
        Counted(client, subject, Cell(int(step), float(value), int(cases)))
        for client, subject, step, value, cases in session.execute(question)
    ]
