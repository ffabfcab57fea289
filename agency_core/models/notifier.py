"""The rows of telling people: notifiers, what is sent through them, and what each person has seen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from agency_core.domain.watching import NotificationView, NotifierView, QuietHours, Told
from agency_core.models.alert import matcher_from
from agency_core.models.base import Base

_OPEN = text("state IN ('waiting', 'sending')")


class NotifierRow(Base):
    """A way to tell people. `secret` is sealed; `target` says, without the secret, where it leads."""

    __tablename__ = "notifier"

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(default="")
    kind: Mapped[str]
    name: Mapped[str]
    is_on: Mapped[bool] = mapped_column(default=True)
    target: Mapped[str] = mapped_column(default="")
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    secret: Mapped[dict[str, Any]] = mapped_column(default=dict)
    match: Mapped[dict[str, Any]] = mapped_column(default=dict)
    quiet: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after_minutes: Mapped[int] = mapped_column(default=0)
    repeat_minutes: Mapped[int] = mapped_column(default=0)
    tells_resolved: Mapped[bool] = mapped_column(default=True)
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    last_sent_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")

    def view(self) -> NotifierView:
        """A frozen copy, without the secret."""
        return NotifierView(
            id=self.id, client_id=self.client_id, kind=self.kind, name=self.name, is_on=self.is_on, target=self.target,
            settings=dict(self.settings), match=matcher_from(self.match), quiet=QuietHours(**self.quiet),
            after_minutes=self.after_minutes, repeat_minutes=self.repeat_minutes, tells_resolved=self.tells_resolved,
            created_at=self.created_at, last_sent_at=self.last_sent_at, last_error=self.last_error,
        )


class NotificationRow(Base):
    """One message to one notifier: written where the reason for it is, sent afterwards, kept as the log of what was told.

    `group` tells what belongs together; `told` are the alerts as they were, with `since` as ISO text.
    """

    __tablename__ = "notification"
    __table_args__ = (
        Index("ix_notification_open", "next_attempt_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_notification_notifier", "notifier_id", "id"),
        Index("ix_notification_client", "client_id", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    notifier_id: Mapped[str] = mapped_column(ForeignKey("notifier.id"))
    client_id: Mapped[str] = mapped_column(default="")
    reason: Mapped[str]
    group: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    severity: Mapped[str]
    told: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")

    def view(self) -> NotificationView:
        """A frozen copy."""
        return NotificationView(
            id=self.id, notifier_id=self.notifier_id, client_id=self.client_id, reason=self.reason, title=self.title,
            severity=self.severity, told=tuple(told_from(each) for each in self.told), state=self.state,
            attempts=self.attempts, created_at=self.created_at, next_attempt_at=self.next_attempt_at,
            sent_at=self.sent_at, error=self.error,
        )


class SeenRow(Base):
    """Up to which moment a person has seen the alerts of a client (empty: of all)."""

    __tablename__ = "seen"

    person: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]


def told_from(stored: dict[str, Any]) -> Told:
    """What was told of one alert, from its JSON."""
    return Told(**{**stored, "since": datetime.fromisoformat(stored["since"])})
