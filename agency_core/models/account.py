"""The row of an account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from agency_core.domain.account import AccountView
from agency_core.models.base import Base


class AccountRow(Base):
    """One profile on one platform.

    `credentials` holds sealed tokens, or the name of the environment variable with one. `limits` is what the account's own
    server allows. `budget` counts what was spent of its allowances. Before `free_at` nothing more is sent, to keep posts
    `spacing_seconds` apart.
    """

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("client_id", "platform", "external_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"))
    platform: Mapped[str]
    network: Mapped[str]
    external_id: Mapped[str]
    display_name: Mapped[str]
    credentials: Mapped[dict[str, Any]]
    status: Mapped[str]
    parked_until: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")
    base_url: Mapped[str] = mapped_column(default="")
    scopes: Mapped[list[Any]] = mapped_column(default=list)
    limits: Mapped[dict[str, Any]] = mapped_column(default=dict)
    token_expires_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    check_said: Mapped[str] = mapped_column(default="")
    failures_in_a_row: Mapped[int] = mapped_column(default=0)
    budget: Mapped[dict[str, Any]] = mapped_column(default=dict)
    spacing_seconds: Mapped[int] = mapped_column(default=0)
    free_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    def view(self) -> AccountView:
        """A frozen copy, without credentials."""
        return AccountView(
            id=self.id, client_id=self.client_id, platform=self.platform, network=self.network,
            external_id=self.external_id, display_name=self.display_name, status=self.status,
            parked_until=self.parked_until, last_error=self.last_error, created_at=self.created_at,
        )
