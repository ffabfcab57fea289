"""The row of a rehearsal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from agency_core.domain.rehearsal import RehearsalView
from agency_core.models.base import Base


class RehearsalRow(Base):
    """A calendar that was played in advance on simulators: `weather` is what went wrong on purpose, `report` what came of it."""

    __tablename__ = "rehearsal"
    __table_args__ = (Index("ix_rehearsal_client", "client_id", "id"), Index("ix_rehearsal_state", "state"))

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"))
    weather: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    state: Mapped[str]
    progress: Mapped[float] = mapped_column(default=0.0)
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str] = mapped_column(default="")
    requested_by: Mapped[str]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    def view(self) -> RehearsalView:
        """A frozen copy."""
        return RehearsalView(
            id=self.id, client_id=self.client_id, weather=self.weather, starts_at=self.starts_at, ends_at=self.ends_at,
            state=self.state, progress=self.progress, report=dict(self.report), error=self.error,
            requested_by=self.requested_by, created_at=self.created_at, ended_at=self.ended_at,
        )
