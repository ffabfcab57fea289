"""Questions about changes."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agency_core.domain.operations import Change, HistoryView
from agency_core.domain.paging import Listing, Page
from agency_core.models import HistoryRow
from agency_core.store import typed
from agency_core.store.dialect import table_of
from agency_core.store.queries import audit
from agency_core.store.queries.paging import newest_first


def note(session: Session, change: Change) -> None:
    """Write one change, and where it belongs there, into the audit trail."""
    session.add(HistoryRow(**vars(change)))
    audit.add_changes(session, (change,))


def note_all(session: Session, changes: Iterable[Change]) -> None:
    """Write many changes at once."""
    given = list(changes)
    typed.add_all(session, table_of(HistoryRow), [vars(change) for change in given])
    audit.add_changes(session, given)


def newest(session: Session) -> int:
    """The number of the last change: as long as it stays, nobody moved anything."""
    return session.scalar(select(func.max(HistoryRow.id))) or 0


def of_client(session: Session, client_id: str, page: Page) -> Listing[HistoryView]:
    """What happened for a client, newest first; an empty `client_id` means all clients."""
    question = select(HistoryRow)
    if client_id:
        question = question.where(HistoryRow.client_id == client_id)
    rows, cursor = newest_first(session, question, HistoryRow.id, page)
    return Listing(tuple(row.view() for row in rows), cursor)


def of_subject(session: Session, noun: str, subject_id: str) -> tuple[HistoryView, ...]:
    """Every change of one thing, oldest first."""
    question = select(HistoryRow).where(HistoryRow.noun == noun, HistoryRow.subject_id == subject_id)
    return tuple(row.view() for row in session.scalars(question.order_by(HistoryRow.id)))
