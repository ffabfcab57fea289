"""The rows of audiences and of those one is compared with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from agency_core.models.base import Base


class FollowersRow(Base):
    """How many followed a profile of the client on a day (days since 1970, client's zone); the last count of a day stays."""

    __tablename__ = "followers"
    __table_args__ = ({"sqlite_with_rowid": False},)

    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"), primary_key=True)
    platform: Mapped[str] = mapped_column(primary_key=True)
    profile: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    followers: Mapped[int]
    source: Mapped[str] = mapped_column(default="network")


class CompetitorRow(Base):
    """A public profile of somebody else."""

    __tablename__ = "competitor"
    __table_args__ = (UniqueConstraint("client_id", "platform", "handle"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"))
    platform: Mapped[str]
    handle: Mapped[str]
    name: Mapped[str]
    url: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class CompetitorCountRow(Base):
    """What was public of a competitor on a day: followers, and posts and interactions of the days since the count before."""

    __tablename__ = "competitor_count"
    __table_args__ = ({"sqlite_with_rowid": False},)

    competitor_id: Mapped[str] = mapped_column(ForeignKey("competitor.id"), primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    followers: Mapped[int | None]
    posts: Mapped[int | None]
    interactions: Mapped[int | None]
    source: Mapped[str] = mapped_column(default="hand")
