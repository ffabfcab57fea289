"""Questions about what a person has seen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from agency_core.domain.alert import AlertState
from agency_core.models import AlertRow, SeenRow
from agency_core.store.dialect import upsert

_RINGS = or_(AlertRow.muted_by == "", AlertRow.muted_by.startswith("quiet hours"))
"""What was silenced, or is the symptom of something else, rings no bell; quiet hours keep only mails and calls away."""


def unseen(session: Session, scope: ColumnElement[bool], person: str, client_id: str, most: int) -> int:
    """How many alerts of a scope fire since `person` looked, at most `most`; those that were muted are left out."""
    seen = select(SeenRow.seen_at).where(SeenRow.person == person, SeenRow.client_id == client_id).scalar_subquery()
    question = select(AlertRow.id).where(scope, AlertRow.state == AlertState.FIRING, _RINGS)
    new = question.where((AlertRow.fired_at > seen) | seen.is_(None)).limit(most)
    return session.scalar(select(func.count()).select_from(new.subquery())) or 0


def look(session: Session, person: str, client_id: str, now: datetime) -> None:
    """Write down that `person` looks at the alerts of a client (empty: of all) now."""
    upsert(session, SeenRow, ("person", "client_id"), {"person": person, "client_id": client_id, "seen_at": now})
