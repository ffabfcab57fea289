"""The row of a file in a client's media library."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from agency_core.models.base import Base


class MediaRow(Base):
    """A picture, video or document that a client owns. `file` and `thumb` are names in the media folder; sizes as in `Media`."""

    __tablename__ = "media"
    __table_args__ = (UniqueConstraint("client_id", "sha256"), Index("ix_media_client", "client_id", "id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"))
    name: Mapped[str]
    file: Mapped[str]
    thumb: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str]
    mime: Mapped[str]
    bytes: Mapped[int]
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[float] = mapped_column(default=0.0)
    alt_text: Mapped[str] = mapped_column(default="")
    created_by: Mapped[str]
    created_at: Mapped[datetime]
