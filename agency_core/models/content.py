"""The row of content. Its variants are few, always read with it and edited with it, so they live in the same row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from agency_core.domain.content import ContentView, FollowUpText, MediaItem
from agency_core.models.base import Base


class ContentRow(Base):
    """What we want to say."""

    __tablename__ = "content"
    __table_args__ = (
        Index("ix_content_client", "client_id", "id"),
        Index("ix_content_client_status", "client_id", "status", "id"),
        Index("ix_content_status", "status", "id"),
        Index("ix_content_calendar", "client_id", "scheduled_time"),
        Index("ix_content_agent", "creator_agent_id", "status"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"))
    creator_agent_id: Mapped[str]
    persona: Mapped[str]
    content_type: Mapped[str]
    title: Mapped[str]
    content_body: Mapped[str]
    target_platforms: Mapped[list[Any]]
    scheduled_time: Mapped[datetime | None]
    status: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    link: Mapped[str] = mapped_column(default="")
    media: Mapped[list[Any]] = mapped_column(default=list)
    variants: Mapped[dict[str, Any]] = mapped_column(default=dict)
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    follow_ups: Mapped[list[Any]] = mapped_column(default=list)
    priority: Mapped[int] = mapped_column(default=0)
    topic: Mapped[str] = mapped_column(default="", server_default="")
    campaign: Mapped[str] = mapped_column(default="", server_default="")
    recurrence_id: Mapped[str] = mapped_column(default="")
    review_note: Mapped[str] = mapped_column(default="")
    why: Mapped[str] = mapped_column(default="")
    message_id: Mapped[str] = mapped_column(default="")
    approved_hash: Mapped[str] = mapped_column(default="")
    approved_by: Mapped[str] = mapped_column(default="")
    approved_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    def view(self) -> ContentView:
        """A frozen copy."""
        return ContentView(
            id=self.id, client_id=self.client_id, creator_agent_id=self.creator_agent_id, persona=self.persona,
            content_type=self.content_type, title=self.title, content_body=self.content_body,
            target_platforms=tuple(self.target_platforms), scheduled_time=self.scheduled_time, status=self.status,
            revision=self.revision, link=self.link, media=tuple(MediaItem(**item) for item in self.media),
            variants=dict(self.variants), options=dict(self.options),
            follow_ups=tuple(FollowUpText(**item) for item in self.follow_ups), priority=self.priority,
            topic=self.topic, campaign=self.campaign, recurrence_id=self.recurrence_id, review_note=self.review_note,
            why=self.why, approved_by=self.approved_by, approved_at=self.approved_at, created_at=self.created_at,
            updated_at=self.updated_at,
        )
