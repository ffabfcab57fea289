"""The rows of people: who they are, what they may do, and what they and other programs sign in with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from agency_core.domain.person import InvitationView, SessionView, TokenView
from agency_core.models.base import Base


class PersonRow(Base):
    """Somebody who signs in. `totp` is sealed; `recovery` holds hashes of codes that were not used yet."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    status: Mapped[str]
    password: Mapped[str] = mapped_column(default="")
    totp: Mapped[dict[str, Any]] = mapped_column(default=dict)
    totp_used: Mapped[int] = mapped_column(default=0)
    recovery: Mapped[list[Any]] = mapped_column(default=list)
    subject: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]


class MembershipRow(Base):
    """What a person is for a client (empty: for the whole agency)."""

    __tablename__ = "membership"
    __table_args__ = (Index("ix_membership_client", "client_id"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    client_id: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]
    given_by: Mapped[str]
    given_at: Mapped[datetime]


class SessionRow(Base):
    """A browser that is signed in; `token` is a hash. `proved_at`: when the second factor or password was last asked."""

    __tablename__ = "session"
    __table_args__ = (Index("ix_session_person", "person_id", "id"), Index("ix_session_ends", "ends_at"))

    id: Mapped[str] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    how: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    browser: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    proved_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    def view(self) -> SessionView:
        """A frozen copy, without the token."""
        return SessionView(
            id=self.id, person_id=self.person_id, how=self.how, address=self.address, browser=self.browser,
            created_at=self.created_at, seen_at=self.seen_at, ends_at=self.ends_at,
        )


class InvitationRow(Base):
    """Somebody who was asked to come; the link is a `LinkRow`."""

    __tablename__ = "invitation"

    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str]
    client_id: Mapped[str] = mapped_column(default="")
    role: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    def view(self) -> InvitationView:
        """A frozen copy."""
        return InvitationView(
            id=self.id, email=self.email, client_id=self.client_id, role=self.role, created_by=self.created_by,
            created_at=self.created_at, expires_at=self.expires_at, accepted_at=self.accepted_at,
        )


class LinkRow(Base):
    """A link that is good once (a review link: until it ends), for its purpose only; `token` is a hash."""

    __tablename__ = "link"
    __table_args__ = (Index("ix_link_expires", "expires_at"),)

    token: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    subject_id: Mapped[str]
    client_id: Mapped[str] = mapped_column(default="")
    said: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class TokenRow(Base):
    """A token of an agent (`ag_<id>.<secret>`), a personal key (`pk_...`) or a refresh token (`rt_...`); `secret` is a hash.

    `family` holds refresh tokens together: the second use of one ends all of them.
    """

    __tablename__ = "token"
    __table_args__ = (Index("ix_token_owner", "owner_id", "id"), Index("ix_token_family", "family"))

    id: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    owner_id: Mapped[str]
    client_id: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    secret: Mapped[str]
    scopes: Mapped[list[Any]] = mapped_column(default=list)
    family: Mapped[str] = mapped_column(default="")
    created_by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    def view(self) -> TokenView:
        """A frozen copy, without the secret."""
        return TokenView(
            id=self.id, purpose=self.purpose, owner_id=self.owner_id, client_id=self.client_id, name=self.name,
            scopes=tuple(self.scopes), created_by=self.created_by, created_at=self.created_at, expires_at=self.expires_at,
            last_used_at=self.last_used_at, revoked_at=self.revoked_at,
        )


class TriesRow(Base):
    """How often something that is limited was tried within a window: kept here so that a restart forgives nothing."""

    __tablename__ = "tries"
    __table_args__ = (Index("ix_tries_ends", "ends_at"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    count: Mapped[int] = mapped_column(default=0)


class KeyRow(Base):
    """A data key: of a client (empty: of the installation), by purpose, wrapped by the key file's key."""

    __tablename__ = "data_key"

    client_id: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    wrapped: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
