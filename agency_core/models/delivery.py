"""The rows of the ledger: a delivery, and each try of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from agency_core.domain.delivery import AttemptView
from agency_core.models.base import Base

_MEASURED = text("measure_at IS NOT NULL")


class DeliveryRow(Base):
    """One variant to one account at one time. `fence` rises with each claim; who holds an older one may not write.

    After `expires_at` it is no longer sent unasked; None means a person said that it may be late. A follow-up (`part` from 1
    on) is sent once the delivery `after_id` is out. `preflight` is what was found before its time: {stage, at, problems}.
    `request_id` names the request that laid it, so that a log tells one story from there to the network.
    `words` is the hash of what was sent, to be held against the hash of what was approved.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("content_id", "account_id", "part"),
        Index("ix_delivery_due", "state", "next_attempt_at"),
        Index("ix_delivery_expiry", "state", "expires_at"),
        Index("ix_delivery_client_due", "client_id", "due_at"),
        Index("ix_delivery_client_state", "client_id", "state", "id"),
        Index("ix_delivery_client_ended", "client_id", "state", "updated_at"),
        Index("ix_delivery_measure", "measure_at", sqlite_where=_MEASURED, postgresql_where=_MEASURED),
        Index("ix_delivery_account", "account_id", "state"),
        Index("ix_delivery_preflight", "state", "due_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"))
    content_id: Mapped[str] = mapped_column(ForeignKey("content.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    platform: Mapped[str]
    state: Mapped[str]
    due_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str] = mapped_column(default="")
    lease_until: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    publish_state: Mapped[dict[str, Any]] = mapped_column(default=dict)
    external_id: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    delivered_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(default="")
    failure: Mapped[str] = mapped_column(default="")
    measure_at: Mapped[datetime | None]
    measured: Mapped[int] = mapped_column(default=0)
    part: Mapped[int] = mapped_column(default=0)
    after_id: Mapped[str] = mapped_column(default="")
    priority: Mapped[int] = mapped_column(default=0)
    preflight: Mapped[dict[str, Any]] = mapped_column(default=dict)
    request_id: Mapped[str] = mapped_column(default="", server_default="")
    words: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class AttemptRow(Base):
    """One try of a delivery, kept for ever."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_delivery", "delivery_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    delivery_id: Mapped[str] = mapped_column(ForeignKey("delivery.id"))
    number: Mapped[int]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")
    failure: Mapped[str] = mapped_column(default="")
    detail: Mapped[str] = mapped_column(default="")
    network_code: Mapped[str] = mapped_column(default="")
    http_status: Mapped[int | None]
    steps: Mapped[list[Any]] = mapped_column(default=list)

    def view(self) -> AttemptView:
        """A frozen copy."""
        return AttemptView(
            id=self.id, number=self.number, started_at=self.started_at, ended_at=self.ended_at, outcome=self.outcome,
            failure=self.failure, detail=self.detail, network_code=self.network_code, http_status=self.http_status,
            steps=tuple(self.steps),
        )
