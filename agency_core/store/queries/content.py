"""Questions about content."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, cast, func, or_, select
from sqlalchemy.orm import Session

from agency_core.domain.content import ALLOWED, ContentFilter, ContentStatus, ContentView
from agency_core.domain.operations import Change
from agency_core.domain.paging import Listing, Page
from agency_core.domain.states import move
from agency_core.errors import NotFound
from agency_core.models import ContentRow, DeliveryRow
from agency_core.store.objects import object_of
from agency_core.store.queries.history import note
from agency_core.store.queries.paging import newest_first, texts_newest_first
from agency_core.store.rows import fetch, ours

NAMES = tuple(each.name for each in fields(ContentView))


def get(session: Session, content_id: str) -> ContentRow:
    """The content with this id.

    Raises:
        NotFound: there is none.
    """
    row = fetch(session, ContentRow, content_id)
    if row is None:
        raise NotFound(f"There is no content {content_id!r}.", field="content_id", remedy="Check the id: it may be gone.")
    return row


def hold_of(session: Session, deliveries: Collection[str]) -> None:
    """Let nobody else change the content of these deliveries until the end of a writing session.

    Whoever changes a delivery takes its content first: the last of its deliveries to end ends the content too.
    """
    if session.info.get("writing") and session.get_bind().dialect.name != "sqlite":
        hold(session, session.scalars(select(DeliveryRow.content_id).where(DeliveryRow.id.in_(deliveries))).all())


def hold(session: Session, contents: Collection[str]) -> None:
    """The same for content by its ids; what is held already is not asked for again."""
    held: set[str] = session.info.setdefault("held", set())
    wanted = set(contents) - held
    if wanted and session.info.get("writing") and session.get_bind().dialect.name != "sqlite":
        session.execute(ours(session, select(ContentRow.id).where(ContentRow.id.in_(wanted)).order_by(ContentRow.id)))
        held |= wanted


def matching(session: Session, wanted: ContentFilter, clients: frozenset[str] | None, page: Page) -> Listing[ContentView]:
    """Content that fits the filter, newest first."""
    rows, cursor = newest_first(session, _filtered(select(ContentRow), wanted, clients), ContentRow.id, page)
    return Listing(tuple(row.view() for row in rows), cursor)


def written(session: Session, wanted: ContentFilter, clients: frozenset[str] | None, page: Page) -> Listing[str]:
    """The same, each as the JSON of its view."""
    columns: tuple[Any, ...] = (object_of(session, ContentRow, NAMES), ContentRow.id)
    return texts_newest_first(session, _filtered(select(*columns), wanted, clients), ContentRow.id, page)


def counts(session: Session, client_id: str) -> dict[str, int]:
    """How much content there is in each status, all statuses named."""
    question = select(ContentRow.status, func.count()).group_by(ContentRow.status)
    if client_id:
        question = question.where(ContentRow.client_id == client_id)
    found = {key: count for key, count in session.execute(question)}
    return {status.value: found.get(status, 0) for status in ContentStatus}


def between(session: Session, client_id: str, start: datetime, end: datetime) -> tuple[ContentView, ...]:
    """Content with a time in [start, end) that is not cancelled, in the order of its time."""
    question = (
        select(ContentRow)
        .where(
            ContentRow.client_id == client_id,
            ContentRow.scheduled_time >= start,
            ContentRow.scheduled_time < end,
            ContentRow.status != ContentStatus.CANCELLED,
        )
        .order_by(ContentRow.scheduled_time, ContentRow.id)
    )
    return tuple(row.view() for row in session.scalars(question))


def change(session: Session, row: ContentRow, to: ContentStatus, *, actor: str, at: datetime, why: str = "") -> None:
    """Move content along the table and write it into history.

    Raises:
        Conflict: the table does not allow it.
    """
    before = ContentStatus(row.status)
    row.status = move(ALLOWED, before, to, "The content")
    row.updated_at = at
    note(session, Change(row.client_id, "content", row.id, before, to, actor, at, why or row.title))


def _filtered(question: Select[Any], wanted: ContentFilter, clients: frozenset[str] | None) -> Select[Any]:
    if clients is not None:
        question = question.where(ContentRow.client_id.in_(clients))
    if wanted.client_id:
        question = question.where(ContentRow.client_id == wanted.client_id)
    if wanted.status:
        question = question.where(ContentRow.status == wanted.status)
    if wanted.persona:
        question = question.where(ContentRow.persona == wanted.persona)
    if wanted.agent_id:
        question = question.where(ContentRow.creator_agent_id == wanted.agent_id)
    if wanted.platform:
        question = question.where(cast(ContentRow.target_platforms, String).like(f'%"{wanted.platform}"%'))
    if wanted.text:
        like = f"%{wanted.text.replace('%', '').replace('_', ' ')}%"
        question = question.where(or_(ContentRow.title.ilike(like), ContentRow.content_body.ilike(like)))
    return question
