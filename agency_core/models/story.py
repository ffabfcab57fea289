"""The rows of what is told about numbers: saved views, notes on the time axis, reports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from agency_core.models.base import Base


class SavedViewRow(Base):
    """A view of a page that somebody gave a name: the query of its address."""

    __tablename__ = "saved_view"
    __table_args__ = (Index("ix_saved_view_client", "client_id", "page", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"))
    page: Mapped[str]
    name: Mapped[str]
    query: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_by: Mapped[str]
    created_at: Mapped[datetime]


class AnnotationRow(Base):
    """A note of a person on the time axis, from a day up to and with another (days since 1970, client's zone)."""

    __tablename__ = "annotation"
    __table_args__ = (Index("ix_annotation_client", "client_id", "first_day"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"))
    first_day: Mapped[int]
    last_day: Mapped[int]
    label: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]


class ReportPlanRow(Base):
    """Which reports a client gets, how they look and where they go."""

    __tablename__ = "report_plan"

    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"), primary_key=True)
    weekly: Mapped[bool] = mapped_column(default=False)
    monthly: Mapped[bool] = mapped_column(default=False)
    recipients: Mapped[list[Any]] = mapped_column(default=list)
    brand: Mapped[dict[str, Any]] = mapped_column(default=dict)
    updated_at: Mapped[datetime]


class ReportRow(Base):
    """A report on a week or a month, archived as it was made (`content` holds its figures; files lie in `folder`)."""

    __tablename__ = "report"
    __table_args__ = (
        Index("ix_report_client", "client_id", "id"),
        Index("ix_report_period", "client_id", "kind", "first_day"),
        Index("ix_report_state", "state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"))
    kind: Mapped[str]
    first_day: Mapped[int]
    last_day: Mapped[int]
    title: Mapped[str]
    state: Mapped[str]
    progress: Mapped[float] = mapped_column(default=0.0)
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    folder: Mapped[str] = mapped_column(default="")
    files: Mapped[list[Any]] = mapped_column(default=list)
    sent_to: Mapped[list[Any]] = mapped_column(default=list)
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")
    requested_by: Mapped[str]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
