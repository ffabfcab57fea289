"""The rows of measurement: a live post, what was counted for it at one time, and what it is about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from agency_core.models.base import Base, UtcMillis


class PostRow(Base):
    """The live thing on a platform: ours, or one that an export told us of.

    `day_only`: the export named the day and not the hour, so the post says nothing about hours. `account` is the profile as
    an export names it; `hashtags` are small, without `#`, with spaces between.
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
    account: Mapped[str] = mapped_column(default="", server_default="")
    topic: Mapped[str] = mapped_column(default="", server_default="")
    campaign: Mapped[str] = mapped_column(default="", server_default="")
    hashtags: Mapped[str] = mapped_column(default="", server_default="")


class SnapshotRow(Base):
    """What was counted for a post at one time. A metric that was not given is null, never 0. Nothing is ever overwritten.

    `upload` is the number of the upload that brought it, 0 when none did. There is no foreign key: checking a million of them
    one by one costs a sixth of an import, and whoever deletes posts deletes their snapshots first.
    """

    __tablename__ = "snapshot"
    __table_args__ = ({"sqlite_with_rowid": False},)

    post_pk: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    taken_at: Mapped[datetime] = mapped_column(UtcMillis, primary_key=True)
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
    extra: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    upload: Mapped[int] = mapped_column(default=0, server_default="0")


class PostTagRow(Base):
    """What a post is about: `kind` is topic, hashtag or campaign; `day` as in the totals, so that a period is one range."""

    __tablename__ = "post_tag"
    __table_args__ = (Index("ix_post_tag_post", "post_pk"), {"sqlite_with_rowid": False})

    client_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    post_pk: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
