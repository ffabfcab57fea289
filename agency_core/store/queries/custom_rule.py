"""Questions about rules that people made."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from agency_core.domain.watching import CustomRuleView
from agency_core.errors import NotFound
from agency_core.models import CustomRuleRow
from agency_core.store.rows import fetch


def get(session: Session, rule_id: str) -> CustomRuleRow:
    """The rule with this id.

    Raises:
        NotFound: there is none.
    """
    row = fetch(session, CustomRuleRow, rule_id)
    if row is None:
        raise NotFound(f"There is no rule {rule_id!r}.", field="rule_id", remedy="Check the id; it may have been deleted.")
    return row


def every(session: Session, clients: frozenset[str] | None, client_id: str = "") -> tuple[CustomRuleView, ...]:
    """Rules of these clients, oldest first (None: of all, and those for all clients); with `client_id`, those that watch it."""
    question = select(CustomRuleRow).order_by(CustomRuleRow.id)
    if clients is not None:
        question = question.where(CustomRuleRow.client_id.in_(clients))
    if client_id:
        question = question.where(CustomRuleRow.client_id.in_(("", client_id)))
    return tuple(row.view() for row in session.scalars(question))


def in_force(session: Session) -> tuple[CustomRuleView, ...]:
    """Rules that are switched on."""
    return tuple(each for each in every(session, None) if each.is_on)


def remove(session: Session, rule_id: str) -> None:
    """Delete a rule."""
    session.execute(delete(CustomRuleRow).where(CustomRuleRow.id == rule_id))
