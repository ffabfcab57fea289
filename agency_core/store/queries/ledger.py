"""The ledger: claims, leases and fences of deliveries. Every write here is conditional; who comes second changes nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from agency_core.domain.account import AccountStatus
from agency_core.domain.content import ContentStatus
from agency_core.domain.delivery import LEASE, DeliveryState
from agency_core.models import AccountRow, AttemptRow, ClientRow, ContentRow, DeliveryRow


def _sendable(now: datetime) -> ColumnElement[bool]:
    return and_(
        DeliveryRow.state == DeliveryState.PENDING,
        DeliveryRow.next_attempt_at <= now,
        or_(DeliveryRow.expires_at.is_(None), DeliveryRow.expires_at > now),
        ContentRow.status == ContentStatus.SCHEDULED,
        ClientRow.publishing_paused.is_(False),
        AccountRow.status == AccountStatus.CONNECTED,
        or_(AccountRow.parked_until.is_(None), AccountRow.parked_until <= now),
    )


def due(session: Session, now: datetime, limit: int) -> list[str]:
    """Ids of deliveries that can be sent now, the longest waiting first."""
    question = (
        select(DeliveryRow.id)
        .join(ContentRow, ContentRow.id == DeliveryRow.content_id)
        .join(ClientRow, ClientRow.id == DeliveryRow.client_id)
        .join(AccountRow, AccountRow.id == DeliveryRow.account_id)
        .where(_sendable(now))
        .order_by(DeliveryRow.next_attempt_at, DeliveryRow.id)
        .limit(limit)
    )
    return list(session.scalars(question))


def claim_next(session: Session, owner: str, now: datetime) -> DeliveryRow | None:
    """Take the longest waiting due delivery for `owner`; None when nothing is due or somebody else took it."""
    found = due(session, now, 1)
    if not found:
        return None
    took = session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id == found[0], DeliveryRow.state == DeliveryState.PENDING)
        .values(
            state=DeliveryState.SENDING, fence=DeliveryRow.fence + 1, lease_owner=owner, lease_until=now + LEASE,
            updated_at=now,
        )
        .execution_options(synchronize_session=False)
    )
    if changed(took) != 1:
        return None
    return session.get(DeliveryRow, found[0], populate_existing=True)


def save(session: Session, claimed: tuple[str, int], now: datetime, **values: Any) -> bool:  # noqa: ANN401 - columns
    """Write `values` while the claim `(delivery id, fence)` holds and its lease runs, and renew the lease.

    False: the claim was lost, and nothing was written; whoever sees that must not call the network any more.
    """
    written = session.execute(
        update(DeliveryRow)
        .where(
            DeliveryRow.id == claimed[0],
            DeliveryRow.fence == claimed[1],
            DeliveryRow.state == DeliveryState.SENDING,
            DeliveryRow.lease_until > now,
        )
        .values(lease_until=now + LEASE, updated_at=now, **values)
        .execution_options(synchronize_session=False)
    )
    return changed(written) == 1


def held(session: Session, claimed: tuple[str, int]) -> DeliveryRow | None:
    """The delivery, while the claim `(delivery id, fence)` holds."""
    question = select(DeliveryRow).where(
        DeliveryRow.id == claimed[0], DeliveryRow.fence == claimed[1], DeliveryRow.state == DeliveryState.SENDING
    )
    return session.scalar(question.execution_options(populate_existing=True))


def orphans(session: Session, now: datetime, owner: str | None) -> list[DeliveryRow]:
    """Deliveries being sent by nobody: their lease ran out, or (`owner` given) they belong to a process that is gone."""
    gone = DeliveryRow.lease_until <= now
    if owner is not None:
        gone = or_(gone, DeliveryRow.lease_owner != owner)
    return list(session.scalars(select(DeliveryRow).where(DeliveryRow.state == DeliveryState.SENDING, gone)))


def expired(session: Session, now: datetime) -> list[DeliveryRow]:
    """Deliveries that are too late to be sent unasked."""
    question = select(DeliveryRow).where(DeliveryRow.state == DeliveryState.PENDING, DeliveryRow.expires_at <= now)
    return list(session.scalars(question.limit(500)))


def unconfirmed(session: Session, now: datetime, limit: int) -> list[str]:
    """Ids of deliveries whose network should be asked now what became of them."""
    question = select(DeliveryRow.id).where(
        DeliveryRow.state == DeliveryState.UNCONFIRMED, DeliveryRow.next_attempt_at <= now
    )
    return list(session.scalars(question.order_by(DeliveryRow.next_attempt_at).limit(limit)))


def open_attempt(session: Session, delivery_id: str) -> AttemptRow | None:
    """The try of a delivery that has not ended."""
    question = select(AttemptRow).where(AttemptRow.delivery_id == delivery_id, AttemptRow.ended_at.is_(None))
    return session.scalar(question.order_by(AttemptRow.number.desc()).limit(1))


def outcomes(session: Session, delivery_id: str, outcome: str) -> int:
    """How many tries of a delivery ended so."""
    question = select(func.count()).where(AttemptRow.delivery_id == delivery_id, AttemptRow.outcome == outcome)
    return session.scalar(question) or 0


def changed(result: object) -> int:
    """How many rows an UPDATE changed."""
    assert isinstance(result, CursorResult)  # noqa: S101 - what an UPDATE returns
    return int(result.rowcount)
