"""Rollups: the facts added up, so that a question reads hundreds of rows and not millions.

Each is kept by differences in the transaction that changes a fact, and can be made anew from the facts at any time
(`python -m agency_core recount`). Days count from 1970-01-01 in the client's zone. A sum is 0 where nothing was counted:
the number of posts that it was counted for tells.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from agency_core.models.base import Base, UtcMillis


class PostTotalRow(Base):
    """The newest count of each post that has a day.

    `hour` is -1 where only the day is known. `interactions` and `base` are the parts of its platform's engagement rate.
    """

    __tablename__ = "post_total"
    __table_args__ = (
        Index("ix_post_total_best", "client_id", "interactions"), Index("ix_post_total_newest", "client_id", "taken_at"),
        Index("ix_post_total_newest_of_all", "taken_at"),
        {"sqlite_with_rowid": False},
    )

    client_id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    post_pk: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    platform: Mapped[str]
    agent_id: Mapped[str]
    content_type: Mapped[str]
    hour: Mapped[int]
    taken_at: Mapped[datetime | None] = mapped_column(UtcMillis)
    views: Mapped[int | None]
    impressions: Mapped[int | None]
    reach: Mapped[int | None]
    likes: Mapped[int | None]
    comments: Mapped[int | None]
    shares: Mapped[int | None]
    saves: Mapped[int | None]
    clicks: Mapped[int | None]
    interactions: Mapped[int | None]
    base: Mapped[int | None]


class DayTotalRow(Base):
    """Posts published on a day, by platform and agent, with their newest counts added up.

    `rate_top` over `rate_base` is the pooled rate of the posts where both parts are known.
    """

    __tablename__ = "day_total"
    __table_args__ = ({"sqlite_with_rowid": False},)

    client_id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    platform: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[str] = mapped_column(primary_key=True)
    posts: Mapped[int] = mapped_column(default=0)
    views: Mapped[int] = mapped_column(default=0)
    views_posts: Mapped[int] = mapped_column(default=0)
    impressions: Mapped[int] = mapped_column(default=0)
    impressions_posts: Mapped[int] = mapped_column(default=0)
    reach: Mapped[int] = mapped_column(default=0)
    reach_posts: Mapped[int] = mapped_column(default=0)
    likes: Mapped[int] = mapped_column(default=0)
    likes_posts: Mapped[int] = mapped_column(default=0)
    comments: Mapped[int] = mapped_column(default=0)
    comments_posts: Mapped[int] = mapped_column(default=0)
    shares: Mapped[int] = mapped_column(default=0)
    shares_posts: Mapped[int] = mapped_column(default=0)
    saves: Mapped[int] = mapped_column(default=0)
    saves_posts: Mapped[int] = mapped_column(default=0)
    clicks: Mapped[int] = mapped_column(default=0)
    clicks_posts: Mapped[int] = mapped_column(default=0)
    interactions: Mapped[int] = mapped_column(default=0)
    interactions_posts: Mapped[int] = mapped_column(default=0)
    rate_top: Mapped[int] = mapped_column(default=0)
    rate_base: Mapped[int] = mapped_column(default=0)


class HourTotalRow(Base):
    """Posts whose hour is known, by day and hour of publication: the heatmap of hours and weekdays for any period."""

    __tablename__ = "hour_total"
    __table_args__ = ({"sqlite_with_rowid": False},)

    client_id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    platform: Mapped[str] = mapped_column(primary_key=True)
    hour: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    posts: Mapped[int] = mapped_column(default=0)
    interactions: Mapped[int] = mapped_column(default=0)
    rate_top: Mapped[int] = mapped_column(default=0)
    rate_base: Mapped[int] = mapped_column(default=0)
    rated_posts: Mapped[int] = mapped_column(default=0)


class SpreadRow(Base):
    """How many posts of a day and platform lie in a bucket of a metric (`interactions`, `views` or `rate`).

    Buckets are logarithmic, so they can be added up over days: `analytics.spread` makes quantiles of them.
    """

    __tablename__ = "spread"
    __table_args__ = ({"sqlite_with_rowid": False},)

    client_id: Mapped[str] = mapped_column(primary_key=True)
    metric: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    platform: Mapped[str] = mapped_column(primary_key=True)
    bucket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    posts: Mapped[int] = mapped_column(default=0)


class GainRow(Base):
    """What came in on a day, whenever its post was published: differences of consecutive counts, never below 0."""

    __tablename__ = "gain"
    __table_args__ = ({"sqlite_with_rowid": False},)

    client_id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    platform: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[str] = mapped_column(primary_key=True)
    views: Mapped[int] = mapped_column(default=0)
    interactions: Mapped[int] = mapped_column(default=0)
