"""Questions about the switches of the installation, and about what became late while one was on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from agency_core.domain.delivery import DeliveryState
from agency_core.domain.operations import PUBLISHING_PAUSED
from agency_core.domain.pause import PauseView
from agency_core.models import ClientRow, ContentRow, DeliveryRow, HistoryRow, SwitchRow
from agency_core.store.rows import fetch

MOST = 2_000
"""So much content is planned anew at once."""


def publishing(session: Session) -> PauseView:
    """Whether all publishing is paused."""
    row = session.get(SwitchRow, PUBLISHING_PAUSED)
    if row is None or not row.is_on:
        return PauseView(is_on=False)
    return PauseView(is_on=True, by=row.turned_by, since=row.turned_at, why=row.why)


def turn(session: Session, on: PauseView, now: datetime) -> None:
    """Write the switch as `on` says, at `now`."""
    row = fetch(session, SwitchRow, PUBLISHING_PAUSED) or SwitchRow(name=PUBLISHING_PAUSED)
    session.add(row)
    row.is_on, row.turned_by, row.turned_at, row.why = on.is_on, on.by, now, on.why


def of_client(session: Session, client_id: str) -> PauseView:
    """Since when a client is paused, and by whom, as history has it."""
    question = select(HistoryRow).where(
        HistoryRow.noun == "client", HistoryRow.subject_id == client_id, HistoryRow.to_state == "publishing paused"
    )
    row = session.scalar(question.order_by(HistoryRow.id.desc()).limit(1))
    return PauseView(is_on=True, by=row.actor, since=row.at, why=row.why) if row else PauseView(is_on=True)


def late(session: Session, client_id: str, since: datetime | None, now: datetime) -> list[tuple[ContentRow, list[DeliveryRow]]]:
    """Content with a delivery that is due and waits, or was missed since `since` (None: ever), the longest due first."""
    missed = DeliveryRow.state == DeliveryState.MISSED
    if since is not None:
        missed = and_(missed, DeliveryRow.updated_at >= since)
    is_late = or_(and_(DeliveryRow.state == DeliveryState.PENDING, DeliveryRow.due_at <= now), missed)
    goes_on = DeliveryRow.client_id == client_id
    if not client_id:  # what its own client holds back goes on holding it
        goes_on = DeliveryRow.client_id.in_(select(ClientRow.id).where(ClientRow.publishing_paused.is_(False)))
    question = select(DeliveryRow.content_id).where(is_late, goes_on).group_by(DeliveryRow.content_id)
    ids = list(session.scalars(question.order_by(func.min(DeliveryRow.due_at), DeliveryRow.content_id).limit(MOST)))
    held: dict[str, list[DeliveryRow]] = {each: [] for each in ids}
    for row in session.scalars(select(DeliveryRow).where(DeliveryRow.content_id.in_(ids)).order_by(DeliveryRow.id)):
        held[row.content_id].append(row)
    rows = {row.id: row for row in session.scalars(select(ContentRow).where(ContentRow.id.in_(ids)))}
    return [(rows[each], held[each]) for each in ids]


def waiting(session: Session, client_id: str, now: datetime) -> int:
    """How many deliveries wait for a time that is still to come."""
    question = select(func.count()).select_from(DeliveryRow)
    question = question.where(DeliveryRow.state == DeliveryState.PENDING, DeliveryRow.due_at > now)
    return session.scalar(question.where(DeliveryRow.client_id == client_id) if client_id else question) or 0
