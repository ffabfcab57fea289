"""Questions about agents."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agency_core.domain.agent import Workload
from agency_core.domain.content import ContentStatus
from agency_core.domain.message import MessageStatus
from agency_core.domain.paging import Page
from agency_core.errors import NotFound
from agency_core.models import AgentRow, ContentRow, MessageRow
from agency_core.store.rows import fetch


def is_taken(session: Session, agent_id: str) -> bool:
    """Whether an agent has this id."""
    return session.scalar(select(AgentRow.id).where(AgentRow.id == agent_id)) is not None


def get(session: Session, agent_id: str, field: str = "agent_id") -> AgentRow:
    """The agent with this id.

    Raises:
        NotFound: there is none; the error names `field`.
    """
    row = fetch(session, AgentRow, agent_id)
    if row is None:
        raise NotFound(f"There is no agent {agent_id!r}.", field=field, remedy="Check the id, or register it first.")
    return row


def of_client(session: Session, client_id: str, page: Page) -> tuple[list[AgentRow], str]:
    """Agents of a client (of all when empty) by id, and the cursor of the next page."""
    question = select(AgentRow).order_by(AgentRow.id).limit(page.limit + 1)
    if client_id:
        question = question.where(AgentRow.client_id == client_id)
    if page.cursor:
        question = question.where(AgentRow.id > page.cursor)
    rows = list(session.scalars(question))
    if len(rows) <= page.limit:
        return rows, ""
    return rows[: page.limit], rows[page.limit - 1].id


def workload(session: Session, client_id: str, now: datetime) -> tuple[Workload, ...]:
    """What each agent has on its desk: three grouped questions, whatever the number of agents."""
    agents = [row.id for row in of_client(session, client_id, Page(limit=500))[0]]
    waiting: dict[str, int] = {
        agent: count
        for agent, count in session.execute(
            select(MessageRow.receiver_agent_id, func.count())
            .where(MessageRow.receiver_agent_id.in_(agents), MessageRow.status == MessageStatus.PENDING)
            .group_by(MessageRow.receiver_agent_id)
        )
    }
    by_status: dict[tuple[str, str], int] = {
        (agent, status): count
        for agent, status, count in session.execute(
            select(ContentRow.creator_agent_id, ContentRow.status, func.count())
            .where(ContentRow.creator_agent_id.in_(agents))
            .group_by(ContentRow.creator_agent_id, ContentRow.status)
        )
    }
    published: dict[str, int] = {
        agent: count
        for agent, count in session.execute(
            select(ContentRow.creator_agent_id, func.count())
            .where(
                ContentRow.creator_agent_id.in_(agents),
                ContentRow.status.in_([ContentStatus.PUBLISHED, ContentStatus.PARTLY_PUBLISHED]),
                ContentRow.scheduled_time >= now - timedelta(days=7),
            )
            .group_by(ContentRow.creator_agent_id)
        )
    }
    return tuple(
        Workload(
            agent_id=agent,
            pending_messages=waiting.get(agent, 0),
            drafts=by_status.get((agent, ContentStatus.DRAFT), 0),
            in_review=by_status.get((agent, ContentStatus.IN_REVIEW), 0),
            scheduled=by_status.get((agent, ContentStatus.SCHEDULED), 0),
            published_7d=published.get(agent, 0),
        )
        for agent in agents
    )
