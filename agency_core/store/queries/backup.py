"""Questions about backups: those that were made or tried, and which files of the data folder belong into one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from agency_core.domain.backup import BackupState
from agency_core.domain.paging import Listing, Page
from agency_core.domain.watching import BackupView
from agency_core.errors import NotFound
from agency_core.models import BackupRow, ClientRow, MediaRow, UploadRow
from agency_core.store.queries.paging import newest_first
from agency_core.store.rows import fetch


@dataclass(frozen=True)
class Named:
    """Files that rows name: of the media library (in its folder), and uploads (with their whole path)."""

    media: tuple[str, ...]
    uploads: tuple[str, ...]


def files(session: Session) -> Named:
    """Every file that a row names."""
    media = session.execute(select(MediaRow.file, MediaRow.thumb).order_by(MediaRow.id)).all()
    uploads = session.scalars(select(UploadRow.path).where(UploadRow.path != "").order_by(UploadRow.id))
    return Named(tuple(name for row in media for name in row if name), tuple(uploads))


def get(session: Session, backup_id: str) -> BackupRow:
    """One backup.

    Raises:
        NotFound: there is none of this id.
    """
    row = fetch(session, BackupRow, backup_id)
    if row is None:
        raise NotFound("There is no such backup.", field="backup", remedy="See the list of backups.")
    return row


def newest(session: Session, page: Page) -> Listing[BackupView]:
    """Backups whose file is there, or which failed, wait or run, newest first."""
    question = select(BackupRow).where(BackupRow.state != BackupState.DELETED)
    rows, cursor = newest_first(session, question, BackupRow.id, page)
    return Listing(tuple(row.view() for row in rows), cursor)


def of_state(session: Session, states: Collection[BackupState]) -> Sequence[BackupRow]:
    """Those in one of these states, newest first."""
    return session.scalars(select(BackupRow).where(BackupRow.state.in_(states)).order_by(BackupRow.id.desc())).all()


def last_failed(session: Session) -> datetime | None:
    """When the newest failure ended."""
    question = select(func.max(BackupRow.ended_at)).where(BackupRow.state == BackupState.FAILED)
    return session.scalar(question)


def first_client(session: Session) -> datetime | None:
    """Since when there is a client."""
    return session.scalar(select(func.min(ClientRow.created_at)))


def move_uploads(session: Session, folder: str, names: Collection[str]) -> None:
    """After a restoration: uploads lie in `folder` now; of a file that did not come along nothing is said."""
    for row in session.scalars(select(UploadRow).where(UploadRow.path != "")):
        name = row.path.replace("\\", "/").rpartition("/")[2]
        row.path = f"{folder}/{name}" if name in names else ""


def end_running(session: Session, now: datetime, why: str) -> None:
    """Those that were being made when their process ended have failed."""
    session.execute(
        update(BackupRow).where(BackupRow.state == BackupState.RUNNING)
        .values(state=BackupState.FAILED, ended_at=now, error=why)
    )


def last_verified(session: Session) -> datetime | None:
    """When the newest verified one was begun."""
    question = select(func.max(BackupRow.started_at)).where(BackupRow.state == BackupState.VERIFIED)
    return session.scalar(question)
