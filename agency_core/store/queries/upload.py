"""Questions about uploads of figures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from agency_core.domain.paging import Listing, Page
from agency_core.domain.upload import ENDED, RUNNING, RejectView, UploadStatus, UploadView
from agency_core.errors import NotFound
from agency_core.models import PostRow, SnapshotRow, UploadPostRow, UploadRejectRow, UploadRow
from agency_core.store.bulk import among
from agency_core.store.queries.paging import newest_first
from agency_core.store.rows import fetch
from agency_core.store.turns import number_of

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
    """Ids of uploads that wait to be imported, or whose import or taking back was interrupted."""
    back = UploadRow.status.in_(ENDED) & UploadRow.finished_at.is_(None)
    question = select(UploadRow.id).where(UploadRow.status.in_(RUNNING) | back, UploadRow.importer != POSTS)
    return list(session.scalars(question.order_by(UploadRow.id)))


def unused(session: Session, before: datetime) -> list[UploadRow]:
    """Uploads that were made before a moment and only looked at."""
    question = select(UploadRow).where(UploadRow.status == UploadStatus.READ, UploadRow.created_at < before)
    return list(session.scalars(question))


def with_needless_file(session: Session, refused_before: datetime, imported_before: datetime) -> list[UploadRow]:
    """Uploads whose file nobody will ask for again: ended without an import, or imported, long enough ago."""
    old = (UploadRow.status.in_(ENDED) & (UploadRow.finished_at < refused_before)) | (
        (UploadRow.status == UploadStatus.IMPORTED) & (UploadRow.finished_at < imported_before)
    )
    return list(session.scalars(select(UploadRow).where(old, UploadRow.path != "", UploadRow.importer != POSTS)))


def imported_before(session: Session, client_id: str, sha256: str) -> UploadRow | None:
    """The first import of the same file for the client that still stands."""
    question = select(UploadRow).where(
        UploadRow.client_id == client_id, UploadRow.sha256 == sha256, UploadRow.status == UploadStatus.IMPORTED
    )
    return session.scalar(question.order_by(UploadRow.id).limit(1))


def reject(session: Session, upload_id: str, errors: Sequence[RejectView], room: int) -> None:
    """Keep refused rows: the errors of at most `room` further rows."""
    lines = {line for line, _ in zip(dict.fromkeys(each.line for each in errors), range(room), strict=False)}
    rows = [{"upload_id": upload_id, **vars(each)} for each in errors if each.line in lines]
    if rows:
        session.execute(insert(UploadRejectRow), rows)


def ours_among(session: Session, client_id: str, number: int) -> int:
    """How many posts of an upload are of content of ours."""
    counted = select(UploadPostRow.post_pk).where(UploadPostRow.upload == number, UploadPostRow.post_pk == PostRow.pk).exists()
    question = select(func.count(PostRow.pk)).where(
        PostRow.content_id > "", PostRow.client_id == client_id, PostRow.published_at.is_not(None), counted
    )
    return session.scalar(question) or 0


def rejects(session: Session, upload_id: str) -> tuple[RejectView, ...]:
    """The refused rows of an upload, in the order of the file."""
    question = select(UploadRejectRow).where(UploadRejectRow.upload_id == upload_id)
    question = question.order_by(UploadRejectRow.line, UploadRejectRow.id)
    return tuple(row.view() for row in session.scalars(question))


def next_number(session: Session) -> int:
    """The number of the next upload; nobody else gets it."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(number_of("upload.number"))))
    return (session.scalar(select(func.max(UploadRow.number))) or 0) + 1


def posts_of(session: Session, number: int, limit: int) -> list[int]:
    """The pks of some posts that an upload counted, at most `limit`."""
    question = select(UploadPostRow.post_pk).where(UploadPostRow.upload == number).order_by(UploadPostRow.post_pk)
    return list(session.scalars(question.limit(limit)))


def forget(session: Session, upload: UploadRow, pks: Collection[int]) -> list[int]:
    """Delete what an upload counted of these posts, and those posts of which nothing is known any more; which are gone."""
    mine = among(session, SnapshotRow.post_pk, pks)
    session.execute(delete(SnapshotRow).where(mine, SnapshotRow.upload == upload.number))
    counted = select(SnapshotRow.post_pk).where(SnapshotRow.post_pk == PostRow.pk).exists()
    question = select(PostRow.pk).where(among(session, PostRow.pk, pks), ~counted, PostRow.content_id == "")
    gone = list(session.scalars(question))
    session.execute(delete(PostRow).where(among(session, PostRow.pk, gone)))
    counted_by = UploadPostRow.upload == upload.number
    session.execute(delete(UploadPostRow).where(counted_by, among(session, UploadPostRow.post_pk, pks)))
    return gone


def forget_rejects(session: Session, upload_id: str) -> None:
    """Delete the refusals of an upload."""
    session.execute(delete(UploadRejectRow).where(UploadRejectRow.upload_id == upload_id))
