"""Questions about remembered mappings."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency_core.domain.upload import RecipeView
from agency_core.errors import NotFound
from agency_core.models import RecipeRow
from agency_core.store.dialect import upsert


def find(session: Session, client_id: str, fingerprint: str) -> RecipeRow | None:
    """How files with these columns are read for a client, None when nobody said so."""
    return session.get(RecipeRow, (client_id, fingerprint)) if fingerprint else None


def get(session: Session, client_id: str, fingerprint: str) -> RecipeRow:
    """The same, where it has to be there.

    Raises:
        NotFound: it is not.
    """
    row = find(session, client_id, fingerprint)
    if row is None:
        raise NotFound("There is no such mapping.", field="fingerprint", remedy="Look at the list of mappings.")
    return row


def of_client(session: Session, client_id: str) -> tuple[RecipeView, ...]:
    """Every mapping of a client, by name."""
    question = select(RecipeRow).where(RecipeRow.client_id == client_id).order_by(RecipeRow.name, RecipeRow.fingerprint)
    return tuple(row.view() for row in session.scalars(question))


def remember(session: Session, given: RecipeView) -> None:
    """Keep how files with these columns are read, in the place of what was kept before; a name that was given stays."""
    known = find(session, given.client_id, given.fingerprint)
    values = {**vars(given), "mapping": dict(given.mapping), "name": known.name if known else given.name}
    upsert(session, RecipeRow, ["client_id", "fingerprint"], values)
