"""The row of an insight."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from agency_core.domain.insight import InsightView
from agency_core.models.base import Base


class InsightRow(Base):
    """A conclusion with its evidence that changes the next brief."""

    __tablename__ = "insight"
    __table_args__ = (Index("ix_insight_client", "client_id", "status", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"))
    agent_id: Mapped[str]
    claim: Mapped[str]
    evidence: Mapped[dict[str, Any]]
    status: Mapped[str]
    created_at: Mapped[datetime]

    def view(self) -> InsightView:
        """A frozen copy."""
        return InsightView(
            id=self.id, client_id=self.client_id, agent_id=self.agent_id, claim=self.claim,
            evidence=dict(self.evidence), status=self.status, created_at=self.created_at,
        )
