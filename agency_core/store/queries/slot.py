"""Questions about weekly slots, and about the times that are taken."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency_core.domain.content import ContentStatus
from agency_core.domain.delivery import DeliveryState
from agency_core.domain.slot import SlotView
from agency_core.errors import NotFound
from agency_core.models import ContentRow, DeliveryRow, SlotRow
from agency_core.store.rows import fetch

_WISHES = (ContentStatus.DRAFT, ContentStatus.IN_REVIEW, ContentStatus.APPROVED)
"""Content in these states has a time, but no deliveries yet."""


def view(row: SlotRow) -> SlotView:
    """A frozen copy."""
    return SlotView(id=row.id, client_id=row.client_id, account_id=row.account_id, weekday=row.weekday, at=row.at)


def get(session: Session, slot_id: str) -> SlotRow:
    """The slot with this id.

    Raises:
        NotFound: there is none.
    """
    row = fetch(session, SlotRow, slot_id)
    if row is None:
        raise NotFound(f"There is no slot {slot_id!r}.", field="slot_id", remedy="Check the id: it may be gone.")
    return row


def same(session: Session, account_id: str, weekday: int, at: str) -> SlotRow | None:
    """The slot of an account at this time; None when there is none."""
    mine = (SlotRow.account_id == account_id, SlotRow.weekday == weekday, SlotRow.at == at)
    return session.scalar(select(SlotRow).where(*mine))


def of_client(session: Session, client_id: str, account_id: str = "") -> tuple[SlotView, ...]:
    """The slots of a client (of one account when it is named), by weekday and time."""
    question = select(SlotRow).where(SlotRow.client_id == client_id)
    if account_id:
        question = question.where(SlotRow.account_id == account_id)
    rows = session.scalars(question.order_by(SlotRow.weekday, SlotRow.at, SlotRow.account_id))
    return tuple(view(row) for row in rows)


def weekly(session: Session, accounts: Collection[str]) -> set[tuple[int, str]]:
    """The weekdays and times at which any of these accounts has a slot."""
    question = select(SlotRow.weekday, SlotRow.at).where(SlotRow.account_id.in_(accounts))
    return {(weekday, at) for weekday, at in session.execute(question)}


def taken(session: Session, content: ContentRow, accounts: Collection[str], after: datetime) -> set[datetime]:
    """Times later than `after` that something else has on one of these accounts, or wishes on one of the same platforms."""
    sent = select(DeliveryRow.due_at).where(
        DeliveryRow.account_id.in_(accounts), DeliveryRow.due_at > after, DeliveryRow.content_id != content.id,
        DeliveryRow.state != DeliveryState.CANCELLED, DeliveryRow.client_id == content.client_id,
    )
    wished = select(ContentRow.scheduled_time, ContentRow.target_platforms).where(
        ContentRow.client_id == content.client_id, ContentRow.scheduled_time > after, ContentRow.id != content.id,
        ContentRow.status.in_(_WISHES),
    )
    own = set(content.target_platforms)
    return {*session.scalars(sent), *(at for at, platforms in session.execute(wished) if at and own.intersection(platforms))}
