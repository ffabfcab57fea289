"""The rows of measurement: a live post, and what was counted for it at one time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from agency_core.models.base import Base


class PostRow(Base):
    """The live thing on a platform: ours, or one that an export told us of.

    `day_only`: the export named the day and not the hour, so the post says nothing about hours.
    """

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("client_id", "platform", "external_id"),
        Index("ix_post_published", "client_id", "published_at"),
        Index("ix_post_content", "content_id", "platform"),
    )

    pk: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"))
    platform: Mapped[str]
    external_id: Mapped[str]
    content_id: Mapped[str] = mapped_column(default="")
    agent_id: Mapped[str] = mapped_column(default="")
    content_type: Mapped[str] = mapped_column(default="")
    published_at: Mapped[datetime | None]
    day_only: Mapped[bool] = mapped_column(default=False)
    url: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    latest_at: Mapped[datetime | None]


class SnapshotRow(Base):
    """What was counted for a post at one time. A metric that was not given is null, never 0."""

    __tablename__ = "snapshot"
    __table_args__ = (Index("ix_snapshot_upload", "upload_id"), {"sqlite_with_rowid": False})

    post_pk: Mapped[int] = mapped_column(ForeignKey("post.pk"), primary_key=True, autoincrement=False)
    taken_at: Mapped[datetime] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    views: Mapped[int | None]
    impressions: Mapped[int | None]
    reach: Mapped[int | None]
    likes: Mapped[int | None]
    comments: Mapped[int | None]
    shares: Mapped[int | None]
    saves: Mapped[int | None]
    clicks: Mapped[int | None]
    reported_rate: Mapped[float | None]
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    upload_id: Mapped[str] = mapped_column(default="")
