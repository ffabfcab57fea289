"""Questions about what returns."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from agency_core.domain.content import ContentStatus
from agency_core.domain.facts import HeldFacts
from agency_core.errors import NotFound
from agency_core.models import ContentRow, RecurrenceRow
from agency_core.store.rows import fetch


def get(session: Session, recurrence_id: str) -> RecurrenceRow:
    """The recurrence with this id.

    Raises:
        NotFound: there is none.
    """
    row = fetch(session, RecurrenceRow, recurrence_id)
    if row is None:
        remedy = "Check the id: it may be gone."
        raise NotFound(f"There is no recurrence {recurrence_id!r}.", field="recurrence_id", remedy=remedy)
    return row


def of_client(session: Session, client_id: str) -> list[tuple[RecurrenceRow, ContentRow]]:
    """Every recurrence of a client with its pattern, those that go on first, then the newest."""
    question = (
        select(RecurrenceRow, ContentRow)
        .join(ContentRow, ContentRow.id == RecurrenceRow.content_id)
        .where(RecurrenceRow.client_id == client_id)
        .order_by(RecurrenceRow.next_at.is_(None), RecurrenceRow.id.desc())
    )
    return [(row, content) for row, content in session.execute(question)]


def due(session: Session, before: datetime) -> list[str]:
    """Ids of recurrences that go on and have a time before `before` that is not laid, the first one first."""
    question = select(RecurrenceRow.id).where(RecurrenceRow.paused.is_(False), RecurrenceRow.next_at <= before)
    return list(session.scalars(question.order_by(RecurrenceRow.next_at, RecurrenceRow.id)))


def any_of(session: Session, content_id: str) -> bool:
    """Whether the content is the pattern of a recurrence, ended or not."""
    return session.scalar(select(RecurrenceRow.id).where(RecurrenceRow.content_id == content_id).limit(1)) is not None


def held(session: Session) -> tuple[HeldFacts, ...]:
    """Repetitions that go on and whose pattern is not approved (any more), the oldest first."""
    question = (
        select(RecurrenceRow.id, RecurrenceRow.client_id, ContentRow.title)
        .join(ContentRow, ContentRow.id == RecurrenceRow.content_id)
        .where(
            RecurrenceRow.paused.is_(False), RecurrenceRow.next_at.is_not(None),
            or_(ContentRow.approved_hash == "", ContentRow.status == ContentStatus.CANCELLED),
        )
    )
    return tuple(HeldFacts(*found) for found in session.execute(question.order_by(RecurrenceRow.id)).all())


def copies(session: Session, row: RecurrenceRow, after: datetime) -> list[ContentRow]:
    """What was laid by a recurrence for a time later than `after`, in the order of its times."""
    question = select(ContentRow).where(
        ContentRow.client_id == row.client_id, ContentRow.recurrence_id == row.id, ContentRow.scheduled_time > after
    )
    return list(session.scalars(question.order_by(ContentRow.scheduled_time)))
