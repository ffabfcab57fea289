"""Questions about the media library."""

from __future__ import annotations

import re
from collections.abc import Collection

from sqlalchemy import String, cast, or_, select
from sqlalchemy.orm import Session

from agency_core.domain.content import ContentStatus
from agency_core.domain.media import ADDRESS, MediaFilter, MediaUse, MediaView
from agency_core.domain.paging import Listing, Page
from agency_core.domain.platform import MediaSort
from agency_core.errors import NotFound
from agency_core.models import ContentRow, MediaRow
from agency_core.store.queries.paging import newest_first
from agency_core.store.rows import fetch

_TYPES = {MediaSort.IMAGE: "image/%", MediaSort.VIDEO: "video/%", MediaSort.DOCUMENT: "application/%"}
_COPY = re.compile(r"fit-([0-9a-f]{32})-[0-9a-f]{12}")
_OVER = frozenset({ContentStatus.PUBLISHED, ContentStatus.CANCELLED})
"""Content in these states needs its media no longer."""


def view(row: MediaRow) -> MediaView:
    """A frozen copy."""
    return MediaView(
        id=row.id, client_id=row.client_id, name=row.name, url=f"{ADDRESS}{row.file}",
        thumb_url=f"{ADDRESS}thumb/{row.id}" if row.thumb else "", sha256=row.sha256, mime=row.mime, bytes=row.bytes,
        width=row.width, height=row.height, seconds=row.seconds, alt_text=row.alt_text, created_by=row.created_by,
        created_at=row.created_at,
    )


def get(session: Session, media_id: str) -> MediaRow:
    """The medium with this id.

    Raises:
        NotFound: there is none.
    """
    row = fetch(session, MediaRow, media_id)
    if row is None:
        raise NotFound(f"There is no medium {media_id!r}.", field="media_id", remedy="Check the id: it may be gone.")
    return row


def same(session: Session, client_id: str, sha256: str) -> MediaRow | None:
    """The client's medium with these very bytes; None when there is none."""
    return session.scalar(select(MediaRow).where(MediaRow.client_id == client_id, MediaRow.sha256 == sha256))


def named(session: Session, client_id: str, files: Collection[str]) -> dict[str, MediaView]:
    """Those of `files` that the client's library has, by file name."""
    question = select(MediaRow).where(MediaRow.client_id == client_id, MediaRow.file.in_(files))
    return {row.file: view(row) for row in session.scalars(question)}


def digests(session: Session, files: Collection[str]) -> dict[str, str]:
    """The SHA-256 of those of `files` that a library has, by file name."""
    ids = {file: file.rpartition(".")[0] for file in files}  # what a file is called begins with the id of its medium
    question = select(MediaRow.file, MediaRow.sha256).where(MediaRow.id.in_(ids.values()), MediaRow.file.in_(files))
    return {file: digest for file, digest in session.execute(question)}


def matching(session: Session, wanted: MediaFilter, clients: frozenset[str] | None, page: Page) -> Listing[MediaView]:
    """Media that fit the filter, newest first."""
    question = select(MediaRow)
    if wanted.client_id:
        question = question.where(MediaRow.client_id == wanted.client_id)
    if clients is not None:
        question = question.where(MediaRow.client_id.in_(clients))
    if wanted.sort:
        question = question.where(MediaRow.mime.like(_TYPES[MediaSort(wanted.sort)]))
    if wanted.text:
        like = f"%{wanted.text.replace('%', '').replace('_', ' ')}%"
        question = question.where(or_(MediaRow.name.ilike(like), MediaRow.alt_text.ilike(like)))
    rows, cursor = newest_first(session, question, MediaRow.id, page)
    return Listing(tuple(view(row) for row in rows), cursor)


def uses(session: Session, row: MediaRow, limit: int = 100) -> tuple[MediaUse, ...]:
    """The client's content that shows a medium, newest first."""
    question = (
        select(ContentRow.id, ContentRow.title, ContentRow.status)
        .where(ContentRow.client_id == row.client_id, cast(ContentRow.media, String).like(f"%{ADDRESS}{row.file}\"%"))
        .order_by(ContentRow.id.desc())
        .limit(limit)
    )
    return tuple(MediaUse(*found) for found in session.execute(question))


def needed(found: tuple[MediaUse, ...]) -> tuple[MediaUse, ...]:
    """Those of them that are not published yet."""
    return tuple(use for use in found if use.status not in _OVER)


def is_of_reach(session: Session, file: str) -> bool:
    """Whether a file of the media folder is a medium that this session sees: itself, its small picture, or a copy of it."""
    stem = file.rpartition(".")[0]
    if copied := _COPY.fullmatch(stem):
        bytes_of = (MediaRow.sha256 >= copied[1], MediaRow.sha256 < f"{copied[1]}g")
        return session.scalar(select(MediaRow.id).where(*bytes_of).limit(1)) is not None
    row = fetch(session, MediaRow, stem.removeprefix("thumb-"))
    return row is not None and file in {row.file, row.thumb}


def is_used_elsewhere(session: Session, row: MediaRow) -> bool:
    """Whether another client's library has the same bytes."""
    question = select(MediaRow.id).where(MediaRow.sha256 == row.sha256, MediaRow.id != row.id)
    return session.scalar(question.limit(1)) is not None
