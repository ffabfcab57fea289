"""The row of an agent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from agency_core.domain.agent import AgentView
from agency_core.models.base import Base


class AgentRow(Base):
    """A registered worker that proposes."""

    __tablename__ = "agent"

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"), index=True)
    name: Mapped[str]
    persona: Mapped[str]
    tier: Mapped[int]
    primary_platforms: Mapped[list[Any]]
    content_types: Mapped[list[Any]]
    posting_frequency: Mapped[str]
    status: Mapped[str]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    last_failure_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")
    consecutive_failures: Mapped[int] = mapped_column(default=0)
    answers: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)

    def view(self) -> AgentView:
        """A frozen copy."""
        return AgentView(
            id=self.id, client_id=self.client_id, name=self.name, persona=self.persona, tier=self.tier,
            primary_platforms=tuple(self.primary_platforms), content_types=tuple(self.content_types),
            posting_frequency=self.posting_frequency, status=self.status, created_at=self.created_at,
            last_seen_at=self.last_seen_at, last_failure_at=self.last_failure_at, last_error=self.last_error,
            consecutive_failures=self.consecutive_failures, answers=self.answers, failures=self.failures,
        )
