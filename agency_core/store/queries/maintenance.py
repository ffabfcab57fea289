"""Questions about planned times of maintenance."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency_core.domain.paging import Listing, Page
from agency_core.domain.watching import MaintenanceView
from agency_core.errors import NotFound
from agency_core.models import HistoryRow, MaintenanceRow
from agency_core.store.queries.paging import newest_first
from agency_core.store.rows import fetch

HELD = "publishing held"
"""The state of history into which a window goes once it has paused publishing."""


def get(session: Session, maintenance_id: str) -> MaintenanceRow:
    """The window with this id.

    Raises:
        NotFound: there is none.
    """
    row = fetch(session, MaintenanceRow, maintenance_id)
    if row is None:
        raise NotFound(f"There is no maintenance {maintenance_id!r}.", field="maintenance_id", remedy="Check the id.")
    return row


def lasting(session: Session, now: datetime) -> tuple[MaintenanceView, ...]:
    """Windows that are open now, the first planned first."""
    question = select(MaintenanceRow).where(
        MaintenanceRow.ends_at > now, MaintenanceRow.starts_at <= now, MaintenanceRow.ended_at.is_(None)
    )
    return tuple(row.view() for row in session.scalars(question.order_by(MaintenanceRow.id)))


def every(session: Session, since: datetime | None, page: Page) -> Listing[MaintenanceView]:
    """Windows, the last planned first; `since` leaves out those that were over by then."""
    question = select(MaintenanceRow)
    if since is not None:
        question = question.where(MaintenanceRow.ends_at > since, MaintenanceRow.ended_at.is_(None))
    rows, cursor = newest_first(session, question, MaintenanceRow.id, page)
    return Listing(tuple(row.view() for row in rows), cursor)


def has_held(session: Session, maintenance_id: str) -> bool:
    """Whether a window has paused publishing before."""
    question = select(HistoryRow.id).where(
        HistoryRow.noun == "maintenance", HistoryRow.subject_id == maintenance_id, HistoryRow.to_state == HELD
    )
    return session.scalar(question.limit(1)) is not None
