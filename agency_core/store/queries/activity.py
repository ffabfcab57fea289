"""Questions across all nouns: what happened."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency_core.domain.operations import HistoryView
from agency_core.domain.paging import Listing, Page
from agency_core.models import HistoryRow
from agency_core.store.queries.paging import newest_first


def of_clients(session: Session, clients: frozenset[str], page: Page) -> Listing[HistoryView]:
    """What happened for some clients, newest first."""
    question = select(HistoryRow).where(HistoryRow.client_id.in_(clients))
    rows, cursor = newest_first(session, question, HistoryRow.id, page)
    return Listing(tuple(row.view() for row in rows), cursor)
