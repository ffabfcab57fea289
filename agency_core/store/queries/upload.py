"""Questions about uploads of figures."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from agency_core.domain.paging import Listing, Page
from agency_core.domain.upload import RejectView, UploadStatus, UploadView
from agency_core.errors import NotFound
from agency_core.models import PostRow, SnapshotRow, UploadPostRow, UploadRejectRow, UploadRow
from agency_core.store.bulk import among
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


def next_number(session: Session) -> int:
    """The number of the next upload."""
    return (session.scalar(select(func.max(UploadRow.number))) or 0) + 1


def posts_of(session: Session, number: int) -> list[int]:
    """The pks of the posts that an upload counted."""
    return list(session.scalars(select(UploadPostRow.post_pk).where(UploadPostRow.upload == number)))


def forget(session: Session, upload: UploadRow, pks: Collection[int]) -> list[int]:
    """Delete what an upload counted of these posts, and those posts that only it told of; which are gone."""
    mine = among(session, SnapshotRow.post_pk, pks)
    session.execute(delete(SnapshotRow).where(mine, SnapshotRow.upload == upload.number))
    counted = select(SnapshotRow.post_pk).where(SnapshotRow.post_pk == PostRow.pk).exists()
    new = select(UploadPostRow.post_pk).where(
        UploadPostRow.upload == upload.number, UploadPostRow.post_pk == PostRow.pk, UploadPostRow.is_new
    ).exists()
    question = select(PostRow.pk).where(among(session, PostRow.pk, pks), new, ~counted, PostRow.content_id == "")
    gone = list(session.scalars(question))
    session.execute(delete(PostRow).where(among(session, PostRow.pk, gone)))
    counted_by = UploadPostRow.upload == upload.number
    session.execute(delete(UploadPostRow).where(counted_by, among(session, UploadPostRow.post_pk, pks)))
    return gone


def forget_rejects(session: Session, upload_id: str) -> None:
    """Delete the refusals of an upload."""
    session.execute(delete(UploadRejectRow).where(UploadRejectRow.upload_id == upload_id))
