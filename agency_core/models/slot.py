"""The rows of what returns: weekly slots of an account, and content that is published again and again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from agency_core.models.base import Base


class SlotRow(Base):
    """A weekly time at which an account likes to publish: `weekday` 0 is Monday, `at` is HH:MM in the client's zone."""

    __tablename__ = "slot"
    __table_args__ = (UniqueConstraint("account_id", "weekday", "at"), Index("ix_slot_client", "client_id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    weekday: Mapped[int]
    at: Mapped[str]


class RecurrenceRow(Base):
    """Content that is copied and scheduled again by a rule; `content_id` is the pattern, `next_at` the next time not yet laid.

    `rule` is the JSON of `domain.recurrence.Recurrence`: wall time and zone, days, interval, end and exceptions.
    """

    __tablename__ = "recurrence"
    __table_args__ = (Index("ix_recurrence_next", "paused", "next_at"), Index("ix_recurrence_client", "client_id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"))
    content_id: Mapped[str] = mapped_column(ForeignKey("content.id"))
    rule: Mapped[dict[str, Any]]
    next_at: Mapped[datetime | None]
    paused: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[str]
    created_at: Mapped[datetime]
