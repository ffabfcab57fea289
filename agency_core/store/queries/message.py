"""Questions about messages between agents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.orm import Session

from agency_core.domain.agent import AgentStatus
from agency_core.domain.ids import new_id
from agency_core.domain.message import MessageStatus, MessageView, NewMessage
from agency_core.domain.paging import Listing, Page
from agency_core.errors import Invalid
from agency_core.models import AgentRow, ContentRow, MessageRow
from agency_core.store.queries.paging import newest_first
from agency_core.store.rows import fetch


@dataclass(frozen=True)
class Wanted:
    """Which messages a list shows; empty fields do not filter, `clients` None means all."""

    clients: frozenset[str] | None = None
    agent_id: str = ""
    status: str = ""

    def narrow(self, question: Select[Any]) -> Select[Any]:
        """`question`, only about these."""
        if self.clients is not None:
            question = question.where(MessageRow.client_id.in_(self.clients))
        if self.agent_id:
            question = question.where(MessageRow.receiver_agent_id == self.agent_id)
        if self.status:
            question = question.where(MessageRow.status == self.status)
        return question


def add(session: Session, new: NewMessage, client_id: str, now: datetime) -> MessageRow:
    """Write a new message, ready to be claimed."""
    row = MessageRow(
        id=new_id(now), client_id=client_id, sender_agent_id=new.sender_agent_id, receiver_agent_id=new.receiver_agent_id,
        message_type=new.message_type.value, payload=dict(new.payload), priority=new.priority,
        status=MessageStatus.PENDING.value, attempts=0, created_at=now, available_at=now, lease_until=None, done_at=None,
        last_error="", result={},
    )
    session.add(row)
    return row


def get(session: Session, message_id: str) -> MessageRow | None:
    """The message with this id."""
    return fetch(session, MessageRow, message_id)


def next_for(session: Session, agent_id: str, now: datetime) -> MessageRow | None:
    """The most urgent message that `agent_id` may claim now: waiting, or claimed by somebody whose lease ran out."""
    question = (
        select(MessageRow)
        .where(MessageRow.receiver_agent_id == agent_id)
        .order_by(MessageRow.priority, MessageRow.id)
        .limit(1)
        .execution_options(populate_existing=True)
    )
    # Two questions, each along the inbox index; asked as one, the database would read all that the agent ever got.
    found = [session.scalars(question.where(each)).one_or_none() for each in (_ready(now), _left_behind(now))]
    return min((row for row in found if row is not None), key=lambda row: (row.priority, row.id), default=None)


def waiting(session: Session, personas: Iterable[str], now: datetime, sent_before: datetime, limit: int) -> list[str]:
    """Ids of claimable messages to active agents of these personas, sent at or before `sent_before`; most urgent first."""
    question = (
        select(MessageRow.id)
        .join(AgentRow, AgentRow.id == MessageRow.receiver_agent_id)
        .where(AgentRow.status == AgentStatus.ACTIVE.value, AgentRow.persona.in_(tuple(personas)))
        .where(_claimable(now), MessageRow.created_at <= sent_before)
    )
    return list(session.scalars(question.order_by(MessageRow.priority, MessageRow.id).limit(limit)))


def take(session: Session, seen: MessageRow, now: datetime, until: datetime) -> bool:
    """Claim the message as it was `seen`, counting a try; False when somebody else was quicker."""
    change = (
        update(MessageRow)
        .where(MessageRow.id == seen.id, MessageRow.attempts == seen.attempts, _claimable(now))
        .values(status=MessageStatus.CLAIMED.value, lease_until=until, attempts=seen.attempts + 1)
        .returning(MessageRow.id)
        .execution_options(synchronize_session=False)
    )
    if session.execute(change).one_or_none() is None:
        return False
    session.refresh(seen)
    return True


def by_urgency(session: Session, wanted: Wanted, page: Page) -> Listing[MessageView]:
    """Messages that fit, most urgent first: by priority, then by age."""
    question = wanted.narrow(select(MessageRow))
    if page.cursor:
        priority, last = _urgency(page.cursor)
        later = and_(MessageRow.priority == priority, MessageRow.id > last)
        question = question.where(or_(MessageRow.priority > priority, later))
    rows = list(session.scalars(question.order_by(MessageRow.priority, MessageRow.id).limit(page.limit + 1)))
    cursor = f"{rows[page.limit - 1].priority}.{rows[page.limit - 1].id}" if len(rows) > page.limit else ""
    return Listing(tuple(row.view() for row in rows[: page.limit]), cursor)


def newest(session: Session, wanted: Wanted, page: Page) -> Listing[MessageView]:
    """Messages that fit, newest first."""
    rows, cursor = newest_first(session, wanted.narrow(select(MessageRow)), MessageRow.id, page)
    return Listing(tuple(row.view() for row in rows), cursor)


def counts(session: Session, clients: frozenset[str] | None) -> dict[str, int]:
    """How many messages stand where, every status named; None means all clients."""
    question = select(MessageRow.status, func.count()).group_by(MessageRow.status)
    if clients is not None:
        question = question.where(MessageRow.client_id.in_(clients))
    found = {key: count for key, count in session.execute(question)}
    return {status.value: found.get(status.value, 0) for status in MessageStatus}


def content_of(session: Session, agent_id: str, message_id: str) -> str:
    """The id of the content with which the agent has answered this request already; empty when there is none."""
    question = select(ContentRow.id).where(
        ContentRow.creator_agent_id == agent_id, ContentRow.message_id == message_id
    )
    return session.scalars(question.limit(1)).one_or_none() or ""


def _claimable(now: datetime) -> ColumnElement[bool]:
    return or_(_ready(now), _left_behind(now))


def _ready(now: datetime) -> ColumnElement[bool]:
    return and_(MessageRow.status == MessageStatus.PENDING.value, MessageRow.available_at <= now)


def _left_behind(now: datetime) -> ColumnElement[bool]:
    return and_(MessageRow.status == MessageStatus.CLAIMED.value, MessageRow.lease_until <= now)


def _urgency(cursor: str) -> tuple[int, str]:
    priority, dot, last = cursor.partition(".")
    if not dot or priority not in {"1", "2", "3", "4", "5"}:
        raise Invalid("cursor is not one that this list gave.", field="cursor", remedy="Send next_cursor as it came.")
    return int(priority), last
