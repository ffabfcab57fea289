"""Questions about rehearsals: their rows, what is planned and copied for one, and how its clock goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from agency_core.domain.account import AccountStatus
from agency_core.domain.content import ContentStatus
from agency_core.domain.delivery import FAR, DeliveryState
from agency_core.domain.paging import Listing, Page
from agency_core.domain.rehearsal import UNFINISHED, RehearsalView
from agency_core.errors import NotFound
from agency_core.models import AccountRow, Base, ContentRow, DeliveryRow, RehearsalRow
from agency_core.models.base import UtcDateTime
from agency_core.store.queries.archive import Row
from agency_core.store.queries.paging import newest_first
from agency_core.store.rows import fetch

COPIED = ("client", "account", "media", "content", "delivery")
"""Tables of which a rehearsal gets rows, parents first."""
_KEYS = {"client": "id"}
_Before = aliased(DeliveryRow)
_LOOKED_AT = 50


def get(session: Session, rehearsal_id: str) -> RehearsalRow:
    """The rehearsal with this id.

    Raises:
        NotFound: there is none.
    """
    row = fetch(session, RehearsalRow, rehearsal_id)
    if row is None:
        raise NotFound(f"There is no rehearsal {rehearsal_id!r}.", field="rehearsal_id", remedy="Check the id.")
    return row


def matching(session: Session, client_id: str, clients: frozenset[str] | None, page: Page) -> Listing[RehearsalView]:
    """Rehearsals, newest first."""
    question = select(RehearsalRow)
    if client_id:
        question = question.where(RehearsalRow.client_id == client_id)
    if clients is not None:
        question = question.where(RehearsalRow.client_id.in_(clients))
    rows, cursor = newest_first(session, question, RehearsalRow.id, page)
    return Listing(tuple(row.view() for row in rows), cursor)


def unfinished(session: Session, client_id: str = "") -> list[str]:
    """Ids of rehearsals that wait or run, of one client or of all, oldest first."""
    question = select(RehearsalRow.id).where(RehearsalRow.state.in_(UNFINISHED)).order_by(RehearsalRow.id)
    return list(session.scalars(question.where(RehearsalRow.client_id == client_id) if client_id else question))


def planned(session: Session, client_id: str, start: datetime, end: datetime) -> int:
    """How many deliveries of a client wait for a time in [start, end)."""
    return session.scalar(select(func.count()).select_from(DeliveryRow).where(*_week(client_id, start, end))) or 0


def undecided(session: Session, client_id: str, start: datetime, end: datetime) -> list[tuple[datetime, str, str]]:
    """(time, status, title) of content planned in [start, end) that nobody has approved."""
    question = select(ContentRow.scheduled_time, ContentRow.status, ContentRow.title).where(
        ContentRow.client_id == client_id, ContentRow.scheduled_time >= start, ContentRow.scheduled_time < end,
        ContentRow.status.in_([ContentStatus.DRAFT, ContentStatus.IN_REVIEW, ContentStatus.APPROVED]),
    )
    return [(at, status, title) for at, status, title in session.execute(question.order_by(ContentRow.scheduled_time)) if at]


def copied(session: Session, name: str, client_id: str, start: datetime, end: datetime) -> Iterator[Row]:
    """The rows of one of the COPIED tables that the coming deliveries of a client need, without credentials."""
    table = Base.metadata.tables[name]
    question = select(table).where(table.c[_KEYS.get(name, "client_id")] == client_id)
    week = select(DeliveryRow.content_id).where(*_week(client_id, start, end))
    if name == "content":
        question = question.where(table.c.id.in_(week))
    elif name == "delivery":
        question = question.where(table.c.content_id.in_(week), table.c.state == DeliveryState.PENDING)
    for found in session.execute(question.execution_options(yield_per=500)):
        yield {key: {} if key == "credentials" else value for key, value in found._mapping.items()}


def next_moment(session: Session, now: datetime) -> datetime | None:
    """When something can happen next in a rehearsal: a delivery falls due, is asked for, or is too late; None: never."""
    asks = _earliest(DeliveryRow.next_attempt_at).where(
        DeliveryRow.state == DeliveryState.UNCONFIRMED, DeliveryRow.next_attempt_at < FAR
    )
    ends = _earliest(DeliveryRow.expires_at).where(DeliveryRow.state == DeliveryState.PENDING, DeliveryRow.expires_at > now)
    found: list[datetime | None] = [_next_sent(session), *(session.scalar(each) for each in (asks, ends))]
    return min((each for each in found if each is not None), default=None)


def _next_sent(session: Session) -> datetime | None:
    """When the next delivery can be sent: found among the first that wait, or, when these cannot, among all."""
    line = (
        select(DeliveryRow.id, DeliveryRow.next_attempt_at)
        .where(DeliveryRow.state == DeliveryState.PENDING)
        .order_by(DeliveryRow.next_attempt_at)
        .limit(_LOOKED_AT)
    )
    first = session.execute(line).all()
    soonest: datetime | None = session.scalar(_sends().where(DeliveryRow.id.in_([row.id for row in first])))
    if len(first) < _LOOKED_AT or (soonest is not None and soonest <= first[-1].next_attempt_at):
        return soonest
    every: datetime | None = session.scalar(_sends())
    return every


def _sends() -> Select[Any]:
    wakes = func.max(
        DeliveryRow.next_attempt_at, func.coalesce(AccountRow.parked_until, DeliveryRow.next_attempt_at),
        func.coalesce(AccountRow.free_at, DeliveryRow.next_attempt_at), type_=UtcDateTime(),
    )
    before = select(_Before.id).where(_Before.id == DeliveryRow.after_id, _Before.state == DeliveryState.DELIVERED)
    sent = _earliest(wakes).select_from(DeliveryRow).join(AccountRow, AccountRow.id == DeliveryRow.account_id)
    return sent.where(
        DeliveryRow.state == DeliveryState.PENDING, AccountRow.status == AccountStatus.CONNECTED,
        or_(DeliveryRow.after_id == "", before.exists()),
    )


def _earliest(moment: Any) -> Select[Any]:  # noqa: ANN401 - a column or what is made of some
    return select(func.min(moment, type_=UtcDateTime()))


def _week(client_id: str, start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        DeliveryRow.client_id == client_id, DeliveryRow.state == DeliveryState.PENDING, DeliveryRow.part == 0,
        DeliveryRow.due_at >= start, DeliveryRow.due_at < end,
    )
