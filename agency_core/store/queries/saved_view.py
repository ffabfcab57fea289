"""Questions about saved views."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency_core.domain.saved_view import SavedView
from agency_core.errors import NotFound
from agency_core.models import SavedViewRow
from agency_core.store.rows import fetch


def get(session: Session, view_id: str) -> SavedViewRow:
    """The saved view with this id.

    Raises:
        NotFound: there is none.
    """
    row = fetch(session, SavedViewRow, view_id)
    if row is None:
        raise NotFound(f"There is no saved view {view_id!r}.", field="view_id", remedy="Check the id; it may have been deleted.")
    return row


def of_page(session: Session, client_id: str, page: str) -> list[SavedViewRow]:
    """The saved views of a page, oldest first."""
    question = select(SavedViewRow).where(SavedViewRow.client_id == client_id, SavedViewRow.page == page)
    return list(session.scalars(question.order_by(SavedViewRow.id)))


def view(row: SavedViewRow) -> SavedView:
    """A frozen copy."""
    return SavedView(
        id=row.id, client_id=row.client_id, page=row.page, name=row.name, query=dict(row.query), created_by=row.created_by,
        created_at=row.created_at,
    )
