"""Questions about uploads of figures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from agency_core.domain.paging import Listing, Page
from agency_core.domain.upload import RejectView, UploadStatus, UploadView
from agency_core.errors import NotFound
from agency_core.models import PostRow, SnapshotRow, UploadRejectRow, UploadRow
from agency_core.store.queries import metric
from agency_core.store.queries.paging import newest_first
from agency_core.store.rows import fetch

SOURCE = "upload"
POSTS = "posts"
"""The importer of sheets of planned posts: they are kept in the same table, and are no figures."""


def get(session: Session, upload_id: str) -> UploadRow:
    """The upload with this id.

    Raises:
        NotFound: there is none.
    """
    row = fetch(session, UploadRow, upload_id)
    if row is None or row.importer == POSTS:
        raise NotFound(f"There is no upload {upload_id!r}.", field="upload_id", remedy="Upload the file again.")
    return row


def matching(session: Session, client_id: str, clients: frozenset[str] | None, page: Page) -> Listing[UploadView]:
    """Uploads that were imported or are about to be, newest first."""
    question = select(UploadRow).where(UploadRow.status != UploadStatus.READ, UploadRow.importer != POSTS)
    if client_id:
        question = question.where(UploadRow.client_id == client_id)
    if clients is not None:
        question = question.where(UploadRow.client_id.in_(clients))
    rows, cursor = newest_first(session, question, UploadRow.id, page)
    return Listing(tuple(row.view() for row in rows), cursor)


def unfinished(session: Session) -> list[str]:
    """Ids of uploads that wait to be imported, or whose import was interrupted."""
    states = [UploadStatus.QUEUED, UploadStatus.IMPORTING]
    return list(session.scalars(select(UploadRow.id).where(UploadRow.status.in_(states)).order_by(UploadRow.id)))


def unused(session: Session, before: datetime) -> list[UploadRow]:
    """Uploads that were made before a moment and only looked at."""
    question = select(UploadRow).where(UploadRow.status == UploadStatus.READ, UploadRow.created_at < before)
    return list(session.scalars(question))


def imported_before(session: Session, client_id: str, sha256: str) -> bool:
    """Whether the same file was imported for the client already."""
    question = select(UploadRow.id).where(
        UploadRow.client_id == client_id, UploadRow.sha256 == sha256, UploadRow.status == UploadStatus.IMPORTED
    )
    return session.scalar(question.limit(1)) is not None


def rejects(session: Session, upload_id: str) -> tuple[RejectView, ...]:
    """The refused rows of an upload, in the order of the file."""
    question = select(UploadRejectRow).where(UploadRejectRow.upload_id == upload_id).order_by(UploadRejectRow.line)
    return tuple(row.view() for row in session.scalars(question.limit(10_000)))


def posts_by_id(session: Session, client_id: str, keys: list[tuple[str, str]]) -> dict[tuple[str, str], PostRow]:
    """Known posts by (platform, external id)."""
    wanted = [external for _, external in keys]
    question = select(PostRow).where(PostRow.client_id == client_id, PostRow.external_id.in_(wanted))
    return {(row.platform, row.external_id): row for row in session.scalars(question)}


def latest_uploaded(session: Session, posts: list[int]) -> dict[int, SnapshotRow]:
    """The newest uploaded snapshot of each of these posts."""
    question = (
        select(SnapshotRow)
        .where(SnapshotRow.post_pk.in_(posts), SnapshotRow.source == SOURCE)
        .order_by(SnapshotRow.post_pk, SnapshotRow.taken_at)
    )
    return {row.post_pk: row for row in session.scalars(question)}


def undo(session: Session, upload: UploadRow) -> None:
    """Take back what an upload brought: its snapshots, its refusals, and posts that only it told us of."""
    touched = list(session.scalars(select(SnapshotRow.post_pk).where(SnapshotRow.upload_id == upload.id)))
    session.execute(delete(SnapshotRow).where(SnapshotRow.upload_id == upload.id))
    session.execute(delete(UploadRejectRow).where(UploadRejectRow.upload_id == upload.id))
    for start in range(0, len(touched), 500):
        part = PostRow.pk.in_(touched[start : start + 500])
        newest = select(func.max(SnapshotRow.taken_at)).where(SnapshotRow.post_pk == PostRow.pk).scalar_subquery()
        session.execute(update(PostRow).where(part).values(latest_at=newest).execution_options(synchronize_session=False))
        session.execute(delete(PostRow).where(part, PostRow.latest_at.is_(None), PostRow.content_id == ""))


def same(row: SnapshotRow, values: dict[str, Any]) -> bool:
    """Whether a snapshot says exactly this."""
    return all(getattr(row, name) == values[name] for name in metric.COLUMNS) and row.extra == values["extra"]


def add(session: Session, post: PostRow, taken_at: datetime, upload_id: str, values: dict[str, Any]) -> bool:
    """Keep an uploaded snapshot; False when this upload said something for the post already."""
    return metric.add_snapshot(session, post, taken_at, SOURCE, {**values, "upload_id": upload_id})
