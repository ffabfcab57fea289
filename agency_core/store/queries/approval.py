"""Questions about verdicts on content, and about the links of clients."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency_core.domain.approval import ApprovalView
from agency_core.domain.content import ContentStatus
from agency_core.domain.person import Purpose
from agency_core.models import ApprovalRow, ContentRow, LinkRow

MOST = 200
"""So many pieces of content are shown to a client at once; the next ones follow when these are decided."""


def of_content(session: Session, content_id: str) -> tuple[ApprovalView, ...]:
    """Verdicts on content, oldest first."""
    rows = session.scalars(select(ApprovalRow).where(ApprovalRow.content_id == content_id).order_by(ApprovalRow.id))
    return tuple(_view(row) for row in rows)


def of_contents(session: Session, ids: Collection[str]) -> dict[str, list[ApprovalView]]:
    """Verdicts by content, oldest first."""
    found: dict[str, list[ApprovalView]] = {each: [] for each in ids}
    question = select(ApprovalRow).where(ApprovalRow.content_id.in_(ids)).order_by(ApprovalRow.id)
    for row in session.scalars(question) if ids else ():
        found[row.content_id].append(_view(row))
    return found


def in_review(session: Session, client_id: str, content_id: str) -> Sequence[ContentRow]:
    """What is in review of a client, by time and without one last; only the one piece, where one is named."""
    question = select(ContentRow).where(ContentRow.client_id == client_id, ContentRow.status == ContentStatus.IN_REVIEW)
    if content_id:
        question = question.where(ContentRow.id == content_id)
    order = (ContentRow.scheduled_time.is_(None), ContentRow.scheduled_time, ContentRow.id)
    return session.scalars(question.order_by(*order).limit(MOST)).all()


def open_links(session: Session, client_id: str, now: datetime) -> Sequence[LinkRow]:
    """Links of a client for reviews that still open something, newest first."""
    question = select(LinkRow).where(
        LinkRow.expires_at > now, LinkRow.purpose == Purpose.REVIEW, LinkRow.client_id == client_id, LinkRow.revoked_at.is_(None),
    )
    return session.scalars(question.order_by(LinkRow.created_at.desc())).all()


def mailed_links(session: Session, now: datetime) -> Sequence[LinkRow]:
    """Links for reviews of all clients that still open something and were mailed to somebody, oldest first."""
    question = select(LinkRow).where(
        LinkRow.expires_at > now, LinkRow.purpose == Purpose.REVIEW, LinkRow.revoked_at.is_(None),
        LinkRow.said["email"].as_string() != "",
    )
    return session.scalars(question.order_by(LinkRow.created_at)).all()


def _view(row: ApprovalRow) -> ApprovalView:
    return ApprovalView(
        id=row.id, client_id=row.client_id, content_id=row.content_id, step=row.step, verdict=row.verdict, words=row.words,
        by=row.by, why=row.why, at=row.at,
    )
