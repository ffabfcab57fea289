"""The row of a change: one for each move of any noun."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from agency_core.domain.operations import HistoryView
from agency_core.models.base import Base


class HistoryRow(Base):
    """Who moved what from where to where, when and why."""

    __tablename__ = "history"
    __table_args__ = (
        Index("ix_history_client", "client_id", "id"),
        Index("ix_history_subject", "noun", "subject_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    client_id: Mapped[str]
    noun: Mapped[str]
    subject_id: Mapped[str]
    from_state: Mapped[str]
    to_state: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]
    why: Mapped[str] = mapped_column(default="")

    def view(self) -> HistoryView:
        """A frozen copy."""
        return HistoryView(
            id=self.id, client_id=self.client_id, noun=self.noun, subject_id=self.subject_id,
            from_state=self.from_state, to_state=self.to_state, actor=self.actor, at=self.at, why=self.why,
        )
