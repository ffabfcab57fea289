"""The row of the audit trail, and of approvals bound to the exact words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from agency_core.domain.audit import AuditView
from agency_core.models.base import Base


class AuditRow(Base):
    """One entry; only ever added."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_client", "client_id", "id"), Index("ix_audit_actor", "actor", "id"),
        Index("ix_audit_subject", "noun", "subject_id", "id"), Index("ix_audit_action", "action", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    client_id: Mapped[str] = mapped_column(default="")
    action: Mapped[str]
    noun: Mapped[str] = mapped_column(default="")
    subject_id: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    said: Mapped[dict[str, Any]] = mapped_column(default=dict)
    before: Mapped[str]
    hash: Mapped[str]

    def view(self) -> AuditView:
        """A frozen copy."""
        return AuditView(
            id=self.id, at=self.at, actor=self.actor, client_id=self.client_id, action=self.action, noun=self.noun,
            subject_id=self.subject_id, outcome=self.outcome, address=self.address, said=dict(self.said),
            before=self.before, hash=self.hash,
        )


class ApprovalRow(Base):
    """A verdict on content at a step (internal, client), bound to the hash of the exact words and media."""

    __tablename__ = "approval"
    __table_args__ = (Index("ix_approval_content", "content_id", "id"), Index("ix_approval_client", "client_id", "id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str]
    content_id: Mapped[str] = mapped_column(ForeignKey("content.id"))
    step: Mapped[str]
    verdict: Mapped[str]
    words: Mapped[str]
    by: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
