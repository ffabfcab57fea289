"""Questions about imports of planned posts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from agency_core.domain.bulk import BulkStatus, BulkView
from agency_core.domain.content import ContentStatus
from agency_core.domain.delivery import DeliveryState
from agency_core.domain.ids import numbered_id
from agency_core.domain.media import MediaView
from agency_core.domain.upload import RejectView
from agency_core.errors import NotFound
from agency_core.models import AttemptRow, Base, ContentRow, DeliveryRow, MediaRow, RecurrenceRow, UploadRejectRow, UploadRow
from agency_core.store.queries import media
from agency_core.store.queries.upload import POSTS
from agency_core.store.rows import fetch

MOST = 2**40 - 1
_STARTED = (BulkStatus.WRITING, BulkStatus.DONE)
_UNTOUCHED = (DeliveryState.PENDING, DeliveryState.CANCELLED, DeliveryState.MISSED)


def get(session: Session, import_id: str) -> UploadRow:
    """The import with this id.

    Raises:
        NotFound: there is none.
    """
    row = fetch(session, UploadRow, import_id)
    if row is None or row.importer != POSTS:
        raise NotFound(f"There is no import {import_id!r}.", field="import_id", remedy="Upload the file again.")
    return row


def view(row: UploadRow) -> BulkView:
    """A frozen copy."""
    return BulkView(
        id=row.id, client_id=row.client_id, filename=row.filename, status=row.status, want=row.mapping.get("want", ""),
        rows_total=row.rows_total, rows_added=row.rows_added, rows_known=row.rows_unchanged, rows_rejected=row.rows_rejected,
        created_at=row.created_at, finished_at=row.finished_at,
    )


def newest(session: Session, client_id: str, limit: int) -> tuple[BulkView, ...]:
    """Imports of a client that were begun, newest first."""
    mine = (UploadRow.client_id == client_id, UploadRow.importer == POSTS, UploadRow.status != BulkStatus.READ)
    return tuple(view(row) for row in session.scalars(select(UploadRow).where(*mine).order_by(UploadRow.id.desc()).limit(limit)))


def same_file(session: Session, client_id: str, sha256: str, but: str = "") -> UploadRow | None:
    """The import of these very bytes for a client that was begun and not taken back; None when there is none."""
    mine = (UploadRow.client_id == client_id, UploadRow.sha256 == sha256, UploadRow.importer == POSTS)
    return session.scalar(select(UploadRow).where(*mine, UploadRow.status.in_(_STARTED), UploadRow.id != but).limit(1))


def shelf(session: Session, client_id: str) -> dict[str, list[MediaView]]:
    """The client's library by name, in lower case."""
    found: dict[str, list[MediaView]] = {}
    for row in session.scalars(select(MediaRow).where(MediaRow.client_id == client_id).order_by(MediaRow.id)):
        found.setdefault(row.name.lower(), []).append(media.view(row))
    return found


def planned(session: Session, client_id: str, after: datetime) -> list[tuple[str, datetime | None, str, list[str]]]:
    """Content with a time to come: (id, time, words, platforms)."""
    columns = (ContentRow.id, ContentRow.scheduled_time, ContentRow.content_body, ContentRow.target_platforms)
    question = select(*columns).where(
        ContentRow.client_id == client_id, ContentRow.scheduled_time > after, ContentRow.status != ContentStatus.CANCELLED
    )
    return [(id_, at, words, list(names)) for id_, at, words, names in session.execute(question)]


def came(session: Session, ids: Collection[str]) -> set[str]:
    """Which of these contents are there."""
    return set(session.scalars(select(ContentRow.id).where(ContentRow.id.in_(ids))))


def write(session: Session, rows: Sequence[Base]) -> None:
    """Insert new rows of one kind, all with the same columns set, without tracking them: thousands at a time."""
    values = [{name: value for name, value in vars(row).items() if not name.startswith("_")} for row in rows]
    if values:
        session.execute(insert(type(rows[0])), values)


def reject(session: Session, import_id: str, found: Iterable[RejectView]) -> None:
    """Keep refused rows."""
    rows = [{"upload_id": import_id, **vars(each)} for each in found]
    if rows:
        session.execute(insert(UploadRejectRow), rows)


def forget_rejects(session: Session, import_id: str) -> None:
    """Delete the refused rows of an earlier try."""
    session.execute(delete(UploadRejectRow).where(UploadRejectRow.upload_id == import_id))


def rejects(session: Session, import_id: str) -> list[RejectView]:
    """The refused rows, in the order of the file."""
    question = select(UploadRejectRow).where(UploadRejectRow.upload_id == import_id)
    return [row.view() for row in session.scalars(question.order_by(UploadRejectRow.line, UploadRejectRow.id))]


def touched(session: Session, import_id: str) -> tuple[int, int]:
    """How many deliveries of an import were handed to a network, and how much of its content is repeated by a rule."""
    tried = select(AttemptRow.id).where(AttemptRow.delivery_id == DeliveryRow.id).exists()
    sent = select(func.count()).select_from(DeliveryRow).where(
        _came(DeliveryRow.content_id, import_id), DeliveryRow.state.not_in(_UNTOUCHED) | tried
    )
    repeated = select(func.count()).select_from(RecurrenceRow).where(_came(RecurrenceRow.content_id, import_id))
    return session.scalar(sent) or 0, session.scalar(repeated) or 0


def take_back(session: Session, import_id: str) -> int:
    """Delete the content of an import and its deliveries; how much content."""
    session.execute(delete(DeliveryRow).where(_came(DeliveryRow.content_id, import_id)))
    gone = list(session.scalars(delete(ContentRow).where(_came(ContentRow.id, import_id)).returning(ContentRow.id)))
    return len(gone)


def _came(column: InstrumentedAttribute[str], import_id: str) -> ColumnElement[bool]:
    """Content of an import has ids in one range: they are numbered by the lines of the file."""
    return column.between(numbered_id(import_id, 0), numbered_id(import_id, MOST))
