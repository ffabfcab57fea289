"""The row of a message."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from agency_core.domain.message import MessageView
from agency_core.models.base import Base


class MessageRow(Base):
    """From one agent to another. Both ends are ids of agents, or `system`."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_inbox", "receiver_agent_id", "status", "priority", "id"),
        Index("ix_message_status", "status", "available_at"),
        Index("ix_message_client", "client_id", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"))
    sender_agent_id: Mapped[str]
    receiver_agent_id: Mapped[str]
    message_type: Mapped[str]
    payload: Mapped[dict[str, Any]]
    priority: Mapped[int]
    status: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    available_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)

    def view(self) -> MessageView:
        """A frozen copy."""
        return MessageView(
            id=self.id, client_id=self.client_id, sender_agent_id=self.sender_agent_id,
            receiver_agent_id=self.receiver_agent_id, message_type=self.message_type, payload=dict(self.payload),
            priority=self.priority, status=self.status, attempts=self.attempts, created_at=self.created_at,
            available_at=self.available_at, lease_until=self.lease_until, done_at=self.done_at,
            last_error=self.last_error, result=dict(self.result),
        )
