"""Questions about insights."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency_core.domain.insight import InsightView
from agency_core.domain.paging import Listing, Page
from agency_core.models import InsightRow
from agency_core.store.queries.paging import newest_first
from agency_core.store.rows import fetch


def get(session: Session, insight_id: str) -> InsightRow | None:
    """The insight with this id."""
    return fetch(session, InsightRow, insight_id)


def newest(session: Session, clients: frozenset[str] | None, status: str, page: Page) -> Listing[InsightView]:
    """Insights of these clients (None means all), newest first; an empty status means any."""
    question = select(InsightRow)
    if clients is not None:
        question = question.where(InsightRow.client_id.in_(clients))
    if status:
        question = question.where(InsightRow.status == status)
    rows, cursor = newest_first(session, question, InsightRow.id, page)
    return Listing(tuple(row.view() for row in rows), cursor)


def open_with_claim(session: Session, client_id: str, agent_id: str, claim: str) -> InsightRow | None:
    """The open insight in which this agent says the same already."""
    question = select(InsightRow).where(
        InsightRow.client_id == client_id, InsightRow.status == "open", InsightRow.agent_id == agent_id, InsightRow.claim == claim
    )
    return session.scalars(question.limit(1)).one_or_none()


def applied(session: Session, client_id: str, limit: int) -> tuple[InsightView, ...]:
    """What the client's agents write by: the applied insights, newest first."""
    question = select(InsightRow).where(InsightRow.client_id == client_id, InsightRow.status == "applied")
    return tuple(row.view() for row in session.scalars(question.order_by(InsightRow.id.desc()).limit(limit)))
