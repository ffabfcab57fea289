"""Questions whose answers Prometheus draws: how much is in which state, and how old the oldest of it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from agency_core.domain.alert import AlertState
from agency_core.domain.backup import BackupState
from agency_core.domain.content import ContentStatus
from agency_core.domain.delivery import DeliveryState
from agency_core.domain.message import MessageStatus
from agency_core.domain.operations import TaskView
from agency_core.domain.watching import NotificationState
from agency_core.models import (
    AccountRow,
    AlertRow,
    BackupRow,
    ContentRow,
    DeliveryRow,
    GaugeRow,
    MessageRow,
    NotificationRow,
    NotifierRow,
)
from agency_core.store.queries import facts, task, worker

Counts = dict[tuple[str, ...], int]


@dataclass(frozen=True)
class Queue:
    """What waits although it could go, and since when the oldest of it does."""

    count: int
    oldest: datetime | None


@dataclass(frozen=True)
class Inventory:
    """The state of an installation as figures.

    Attributes:
        deliveries: how many by platform and state.
        queues: what waits, by the name of the queue.
        alerts: how many fire, by severity.
        tokens: when the login of each account ends that ends at all: (account id, platform) to the moment.
        tasks: every task.
        backup_at: when the newest verified backup was verified; None without any.
        drill_at: when one was last restored to try it.
        size: bytes of the database.
        seen_at: the engine's last sign of life.
    """

    deliveries: Counts
    queues: dict[str, Queue]
    alerts: Counts
    tokens: dict[tuple[str, str], datetime]
    tasks: tuple[TaskView, ...]
    backup_at: datetime | None
    drill_at: datetime | None
    size: int
    seen_at: datetime | None


def inventory(session: Session, now: datetime) -> Inventory:
    """All of it, in a handful of questions."""
    kept = select(func.max(BackupRow.verified_at), func.max(BackupRow.drilled_at)).where(BackupRow.state == BackupState.VERIFIED)
    backup_at, drill_at = session.execute(kept).one()
    ends = select(AccountRow.id, AccountRow.platform, AccountRow.token_expires_at).where(AccountRow.token_expires_at.is_not(None))
    by_severity = select(AlertRow.severity, func.count()).where(AlertRow.state == AlertState.FIRING).group_by(AlertRow.severity)
    by_state = select(DeliveryRow.platform, DeliveryRow.state, func.count()).group_by(DeliveryRow.platform, DeliveryRow.state)
    return Inventory(
        deliveries={(platform, state): count for platform, state, count in session.execute(by_state)},
        queues=queues(session, now),
        alerts={(severity,): count for severity, count in session.execute(by_severity)},
        tokens={(account, platform): at for account, platform, at in session.execute(ends) if at is not None},
        tasks=task.every(session), backup_at=backup_at, drill_at=drill_at, size=facts.size(session),
        seen_at=worker.life(session).seen_at,
    )


def queues(session: Session, now: datetime) -> dict[str, Queue]:
    """What could be sent, answered, reviewed or told now."""
    due = select(func.count(), func.min(DeliveryRow.due_at)).where(
        DeliveryRow.state == DeliveryState.PENDING, DeliveryRow.next_attempt_at <= now, DeliveryRow.due_at <= now
    )
    messages = select(func.count(), func.min(MessageRow.available_at)).where(
        MessageRow.status == MessageStatus.PENDING, MessageRow.available_at <= now
    )
    review = select(func.count(), func.min(ContentRow.updated_at)).where(ContentRow.status == ContentStatus.IN_REVIEW)
    told = select(func.count(), func.min(NotificationRow.created_at)).where(
        NotificationRow.state.in_([NotificationState.WAITING, NotificationState.SENDING])
    )
    asked = {"deliveries": due, "messages": messages, "review": review, "notifications": told}
    return {name: Queue(*session.execute(question).one()) for name, question in asked.items()}


def due_by_platform(session: Session, now: datetime) -> tuple[tuple[str, int, datetime], ...]:
    """The due deliveries that wait, by platform, with the time of the oldest; the longest wait first."""
    oldest = func.min(DeliveryRow.due_at)
    question = select(DeliveryRow.platform, func.count(), oldest).where(
        DeliveryRow.state == DeliveryState.PENDING, DeliveryRow.next_attempt_at <= now, DeliveryRow.due_at <= now
    )
    found = session.execute(question.group_by(DeliveryRow.platform).order_by(oldest))
    return tuple((platform, count, at) for platform, count, at in found)


def in_hand(session: Session) -> int:
    """How many deliveries are being sent this moment."""
    return session.scalar(select(func.count()).where(DeliveryRow.state == DeliveryState.SENDING)) or 0


def notifiers(session: Session) -> tuple[int, tuple[str, ...]]:
    """How many ways to tell people are on, and the names of those whose last try failed."""
    on = session.execute(select(NotifierRow.name, NotifierRow.last_error).where(NotifierRow.is_on.is_(True))).all()
    return len(on), tuple(name for name, error in on if error)


def version(session: Session) -> tuple[str, str]:
    """Which database this is, and its version."""
    if session.get_bind().dialect.name == "sqlite":
        return "SQLite", str(session.scalar(text("SELECT sqlite_version()")))
    return "PostgreSQL", str(session.scalar(text("SHOW server_version")))


def size_since(session: Session, since: datetime) -> tuple[datetime, float] | None:
    """The first size of the database that was written down since a moment, and when; None when there is none."""
    mine = (GaugeRow.name == "database_bytes", GaugeRow.client_id == "", GaugeRow.subject == "", GaugeRow.at >= since)
    row = session.execute(select(GaugeRow.at, GaugeRow.value).where(*mine).order_by(GaugeRow.at).limit(1)).one_or_none()
    return (row[0], row[1]) if row else None
