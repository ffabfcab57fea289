"""The row of a client."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from agency_core.domain.client import Brief, ClientView
from agency_core.models.base import Base


class ClientRow(Base):
    """A brand the agency works for."""

    __tablename__ = "client"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    timezone: Mapped[str]
    brief: Mapped[dict[str, Any]] = mapped_column(default=dict)
    approval: Mapped[str]
    automatic_agents: Mapped[list[Any]] = mapped_column(default=list)
    late_minutes: Mapped[int]
    is_demo: Mapped[bool] = mapped_column(default=False)
    publishing_paused: Mapped[bool] = mapped_column(default=False)
    brand: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    retention: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    steps: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    created_at: Mapped[datetime]

    def view(self) -> ClientView:
        """A frozen copy."""
        return ClientView(
            id=self.id, name=self.name, timezone=self.timezone, brief=brief_from(self.brief), approval=self.approval,
            automatic_agents=tuple(self.automatic_agents), late_minutes=self.late_minutes, is_demo=self.is_demo,
            publishing_paused=self.publishing_paused, created_at=self.created_at,
        )


def brief_from(stored: dict[str, Any]) -> Brief:
    """A brief from its JSON; unknown keys of a newer version are left out."""
    known = {field.name for field in fields(Brief)}
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in stored.items() if key in known
    }
    return Brief(**values)
