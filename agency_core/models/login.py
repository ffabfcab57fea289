"""The rows of connecting accounts: our application on each platform, and logins that were begun."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from agency_core.models.base import Base


class ApplicationRow(Base):
    """What a platform (or one instance of it, by its address) knows our application by; `secret` is sealed."""

    __tablename__ = "application"

    platform: Mapped[str] = mapped_column(primary_key=True)
    base_url: Mapped[str] = mapped_column(primary_key=True, default="")
    app_id: Mapped[str]
    secret: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]


class LoginRow(Base):
    """A login that was begun: good once, for its session, until `expires_at`.

    `sealed` holds the PKCE verifier, and the tokens once there are any.
    """

    __tablename__ = "login"

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"))
    platform: Mapped[str]
    base_url: Mapped[str] = mapped_column(default="")
    state_hash: Mapped[str] = mapped_column(unique=True)
    session_hash: Mapped[str]
    redirect_uri: Mapped[str]
    sealed: Mapped[dict[str, Any]]
    used_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
