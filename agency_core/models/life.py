"""The rows of how the desk itself lives: figures taken now and then, times without a sign of life, backups, settings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from agency_core.domain.watching import BackupView, GapView
from agency_core.models.base import Base, UtcMillis

_LASTS = text("until IS NULL")


class GaugeRow(Base):
    """A figure as it was at a moment: of the installation (empty client), of a client, or of a subject of it."""

    __tablename__ = "gauge"
    __table_args__ = (Index("ix_gauge_at", "at"), {"sqlite_with_rowid": False})

    name: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcMillis, primary_key=True)
    value: Mapped[float]
    cases: Mapped[int] = mapped_column(default=1)


class GapRow(Base):
    """A time without a sign of life of a component; at most one of each lasts."""

    __tablename__ = "gap"
    __table_args__ = (
        Index("ix_gap_component", "component", "since"),
        Index("uq_gap_lasting", "component", unique=True, sqlite_where=_LASTS, postgresql_where=_LASTS),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    component: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    kind: Mapped[str]
    why: Mapped[str] = mapped_column(default="")

    def view(self) -> GapView:
        """A frozen copy."""
        return GapView(
            id=self.id, component=self.component, since=self.since, until=self.until, kind=self.kind, why=self.why
        )


class BackupRow(Base):
    """A backup that was made, or tried. `state` is running, verified, failed or deleted."""

    __tablename__ = "backup"
    __table_args__ = (Index("ix_backup_state", "state", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    kind: Mapped[str]
    state: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    rows: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    verified_at: Mapped[datetime | None]
    drilled_at: Mapped[datetime | None]
    drill: Mapped[str] = mapped_column(default="")

    def view(self) -> BackupView:
        """A frozen copy."""
        return BackupView(
            id=self.id, started_at=self.started_at, ended_at=self.ended_at, kind=self.kind, state=self.state,
            place=self.place, size=self.size, rows=self.rows, error=self.error, verified_at=self.verified_at,
            drilled_at=self.drilled_at, drill=self.drill,
        )


class SettingRow(Base):
    """What people set for the whole installation in the dashboard, for example `backup` or `retention`."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]] = mapped_column(default=dict)
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
