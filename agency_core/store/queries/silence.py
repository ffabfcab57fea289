"""Questions about silences."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from agency_core.domain.paging import Listing, Page
from agency_core.domain.watching import SilenceView
from agency_core.errors import NotFound
from agency_core.models import SilenceRow
from agency_core.store.queries.paging import newest_first
from agency_core.store.rows import fetch


def get(session: Session, silence_id: str) -> SilenceRow:
    """The silence with this id.

    Raises:
        NotFound: there is none.
    """
    row = fetch(session, SilenceRow, silence_id)
    if row is None:
        raise NotFound(f"There is no silence {silence_id!r}.", field="silence_id", remedy="Check the id.")
    return row


def in_force(session: Session, now: datetime) -> tuple[SilenceView, ...]:
    """Silences that hold now, the first made first."""
    question = select(SilenceRow).where(SilenceRow.ends_at > now, SilenceRow.starts_at <= now, SilenceRow.ended_at.is_(None))
    return tuple(row.view() for row in session.scalars(question.order_by(SilenceRow.id)))


def matching(
    session: Session, client_id: str, clients: frozenset[str] | None, since: datetime | None, page: Page
) -> Listing[SilenceView]:
    """Silences of a client and of the whole agency (of all within reach when `client_id` is empty), newest first.

    `since` leaves out those that were over by then.
    """
    question = select(SilenceRow).where(_within(client_id, clients))
    if since is not None:
        question = question.where(SilenceRow.ends_at > since, SilenceRow.ended_at.is_(None))
    rows, cursor = newest_first(session, question, SilenceRow.id, page)
    return Listing(tuple(row.view() for row in rows), cursor)


def _within(client_id: str, clients: frozenset[str] | None) -> ColumnElement[bool]:
    if client_id:
        return or_(SilenceRow.client_id == client_id, SilenceRow.client_id == "")
    return true() if clients is None else or_(SilenceRow.client_id.in_(clients), SilenceRow.client_id == "")
