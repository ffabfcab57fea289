"""Questions about people who were asked to come."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency_core.models import InvitationRow


def open_ones(session: Session, now: datetime) -> list[InvitationRow]:
    """Invitations that can still be accepted, newest first."""
    question = select(InvitationRow).where(
        InvitationRow.accepted_at.is_(None), InvitationRow.revoked_at.is_(None), InvitationRow.expires_at > now,
    )
    return list(session.scalars(question.order_by(InvitationRow.id.desc())))
