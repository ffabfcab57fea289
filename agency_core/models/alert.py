"""The row of an alert."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from agency_core.domain.alert import AlertView
from agency_core.models.base import Base

_OPEN = text("state != 'resolved'")


class AlertRow(Base):
    """A finding that persists. At most one that is not resolved per rule and subject."""

    __tablename__ = "alert"
    __table_args__ = (
        Index("uq_alert_open", "rule", "subject", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_alert_state", "state", "id"),
        Index("ix_alert_client", "client_id", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(default="")
    rule: Mapped[str]
    severity: Mapped[str]
    state: Mapped[str]
    subject: Mapped[str]
    summary: Mapped[str]
    detail: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    first_seen_at: Mapped[datetime]
    fired_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str] = mapped_column(default="")
    acknowledged_at: Mapped[datetime | None]

    def view(self) -> AlertView:
        """A frozen copy."""
        return AlertView(
            id=self.id, client_id=self.client_id, rule=self.rule, severity=self.severity, state=self.state,
            subject=self.subject, summary=self.summary, detail=self.detail, link=self.link,
            first_seen_at=self.first_seen_at, fired_at=self.fired_at, last_seen_at=self.last_seen_at,
            resolved_at=self.resolved_at, acknowledged_by=self.acknowledged_by, acknowledged_at=self.acknowledged_at,
        )
