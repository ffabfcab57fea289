"""Questions about the week: what is said when, what was asked for, what was said lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency_core.domain.content import ContentStatus
from agency_core.domain.ids import new_id
from agency_core.domain.message import MessageType
from agency_core.models import ContentRow, MessageRow

_TIME_PART = 10


@dataclass(frozen=True)
class Said:
    """Content with a time: whose, where, when, and the request that it answers (empty where nobody asked)."""

    agent_id: str
    platforms: tuple[str, ...]
    at: datetime
    message_id: str


@dataclass(frozen=True)
class Asked:
    """A content request: to whom, and what its payload says."""

    message_id: str
    agent_id: str
    payload: dict[str, Any]


def said_between(session: Session, client_id: str, start: datetime, end: datetime) -> tuple[Said, ...]:
    """Content with a time in [start, end) that is not cancelled."""
    question = select(
        ContentRow.creator_agent_id, ContentRow.target_platforms, ContentRow.scheduled_time, ContentRow.message_id
    ).where(
        ContentRow.client_id == client_id, ContentRow.scheduled_time >= start, ContentRow.scheduled_time < end,
        ContentRow.status != ContentStatus.CANCELLED.value,
    )
    return tuple(
        Said(agent, tuple(names), at, message) for agent, names, at, message in session.execute(question) if at is not None
    )


def asked_since(session: Session, client_id: str, since: datetime) -> tuple[Asked, ...]:
    """Content requests sent at or after `since`, whatever became of them."""
    question = select(MessageRow.id, MessageRow.receiver_agent_id, MessageRow.payload).where(
        MessageRow.client_id == client_id, MessageRow.id >= new_id(since)[:_TIME_PART],
        MessageRow.message_type == MessageType.CONTENT_REQUEST.value,
    )
    return tuple(Asked(message_id, agent_id, payload) for message_id, agent_id, payload in session.execute(question))


def recent_texts(session: Session, client_id: str, limit: int) -> tuple[str, ...]:
    """The words of the client's latest content, newest first, cancelled ones left out."""
    question = select(ContentRow.content_body).where(
        ContentRow.client_id == client_id, ContentRow.status != ContentStatus.CANCELLED.value
    )
    return tuple(session.scalars(question.order_by(ContentRow.id.desc()).limit(limit)))
