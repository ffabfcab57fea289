"""The rows of an analytics upload: the file, and each row of it that was refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from agency_core.domain.upload import RecipeView, RejectView, UploadView
from agency_core.models.base import Base


class UploadRow(Base):
    """One file of numbers and what became of it.

    `number` names it in the snapshots that it brought. `exported_at` is when the network made the file, where it says so.
    `chunks_done` is how far an import got: it goes on from there after the end of its process. `recipe` is the fingerprint of
    its columns, by which a mapping is remembered.
    """

    __tablename__ = "upload"
    __table_args__ = (Index("ix_upload_client", "client_id", "id"), Index("ix_upload_hash", "client_id", "sha256"))

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"))
    filename: Mapped[str]
    path: Mapped[str]
    sha256: Mapped[str]
    importer: Mapped[str] = mapped_column(default="")
    platform: Mapped[str] = mapped_column(default="")
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    status: Mapped[str]
    rows_total: Mapped[int] = mapped_column(default=0)
    rows_added: Mapped[int] = mapped_column(default=0)
    rows_unchanged: Mapped[int] = mapped_column(default=0)
    rows_rejected: Mapped[int] = mapped_column(default=0)
    number: Mapped[int] = mapped_column(default=0, server_default="0", index=True)
    rows_about: Mapped[int] = mapped_column(default=0, server_default="0")
    chunks_done: Mapped[int] = mapped_column(default=0, server_default="0")
    recipe: Mapped[str] = mapped_column(default="", server_default="")
    exported_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    def view(self) -> UploadView:
        """A frozen copy."""
        return UploadView(
            id=self.id, client_id=self.client_id, filename=self.filename, importer=self.importer, platform=self.platform,
            mapping=dict(self.mapping), status=self.status, rows_total=self.rows_total, rows_added=self.rows_added,
            rows_unchanged=self.rows_unchanged, rows_rejected=self.rows_rejected, error=self.error,
            created_at=self.created_at, finished_at=self.finished_at, rows_about=self.rows_about, exported_at=self.exported_at,
        )


class UploadPostRow(Base):
    """A post that an upload counted: what taking an import back needs."""

    __tablename__ = "upload_post"
    __table_args__ = ({"sqlite_with_rowid": False},)

    upload: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    post_pk: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class RecipeRow(Base):
    """How the columns of a kind of file are read, said once by a person: by the fingerprint of its header."""

    __tablename__ = "recipe"

    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    platform: Mapped[str] = mapped_column(default="")
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    updated_at: Mapped[datetime]

    def view(self) -> RecipeView:
        """A frozen copy."""
        return RecipeView(
            client_id=self.client_id, fingerprint=self.fingerprint, name=self.name, platform=self.platform,
            mapping=dict(self.mapping), updated_at=self.updated_at,
        )


class UploadRejectRow(Base):
    """One row that was refused, with the rule it breaks."""

    __tablename__ = "upload_reject"
    __table_args__ = (Index("ix_upload_reject", "upload_id", "line"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    upload_id: Mapped[str] = mapped_column(ForeignKey("upload.id"))
    line: Mapped[int]
    column: Mapped[str]
    value: Mapped[str]
    rule: Mapped[str]
    remedy: Mapped[str]

    def view(self) -> RejectView:
        """A frozen copy."""
        return RejectView(line=self.line, column=self.column, value=self.value, rule=self.rule, remedy=self.remedy)
