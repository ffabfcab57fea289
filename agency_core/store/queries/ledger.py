"""The ledger: claims, leases and fences of deliveries. Every write here is conditional; who comes second changes nothing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Integer, Select, and_, bindparam, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from agency_core.domain.account import AccountStatus
from agency_core.domain.content import ContentStatus
from agency_core.domain.delivery import LEASE, UNSEEN, DeliveryState
from agency_core.domain.operations import PUBLISHING_PAUSED
from agency_core.domain.publishing import Phase
from agency_core.models import AccountRow, AttemptRow, ClientRow, ContentRow, DeliveryRow, SwitchRow
from agency_core.models.base import UtcDateTime
from agency_core.store.queries.content import hold_of
from agency_core.store.rows import ours
from agency_core.store.turns import take_turn

_SPARE = 3
"""So many times as many are looked at as are taken: another machine may be taking the first ones."""
LOOKS = (250, 4000)
"""So many of the longest waiting are looked at to find the next one of each account; more only where that found too few."""
_ALL = 10**9
_LOOKED_AT: BindParameter[int] = bindparam("looked_at", type_=Integer())
_NOW: BindParameter[datetime] = bindparam("now", type_=UtcDateTime())
_LIMIT: BindParameter[int] = bindparam("limit", type_=Integer())
_Before = aliased(DeliveryRow)
_SENDABLE = and_(
    DeliveryRow.state == DeliveryState.PENDING,
    DeliveryRow.next_attempt_at <= _NOW,
    or_(DeliveryRow.expires_at.is_(None), DeliveryRow.expires_at > _NOW),
    ContentRow.status == ContentStatus.SCHEDULED,
    ClientRow.publishing_paused.is_(False),
    AccountRow.status == AccountStatus.CONNECTED,
    or_(AccountRow.parked_until.is_(None), AccountRow.parked_until <= _NOW),
    or_(AccountRow.free_at.is_(None), AccountRow.free_at <= _NOW, DeliveryRow.part > 0),
    or_(
        DeliveryRow.after_id == "",
        exists().where(_Before.id == DeliveryRow.after_id, _Before.state == DeliveryState.DELIVERED),
    ),
    ~exists().where(_Before.account_id == DeliveryRow.account_id, _Before.state == DeliveryState.SENDING),
    ~exists().where(SwitchRow.name == PUBLISHING_PAUSED, SwitchRow.is_on.is_(True)),
)


def _one_an_account() -> Select[str]:
    """The next delivery of each account, most urgent first: what is due before what is only prepared, then by its time."""
    waiting = (
        select(
            DeliveryRow.id, DeliveryRow.account_id, DeliveryRow.priority, DeliveryRow.due_at, DeliveryRow.part,
            (DeliveryRow.due_at > _NOW).label("early"),
        )
        .join(ContentRow, ContentRow.id == DeliveryRow.content_id)
        .join(ClientRow, ClientRow.id == DeliveryRow.client_id)
        .join(AccountRow, AccountRow.id == DeliveryRow.account_id)
        .where(_SENDABLE)
        .order_by(DeliveryRow.next_attempt_at, DeliveryRow.id)
        .limit(_LOOKED_AT)
        .subquery("waiting")
    ).c
    order = (waiting.early, waiting.priority.desc(), waiting.due_at, waiting.part, waiting.id)
    place = func.row_number().over(partition_by=waiting.account_id, order_by=order)
    ranked = select(*waiting, place.label("place")).subquery("ranked").c
    firsts = select(ranked.id).where(ranked.place == 1)
    return firsts.order_by(ranked.early, ranked.priority.desc(), ranked.due_at, ranked.id).limit(_LIMIT)


_DUE = _one_an_account()
_ANY_DUE = (
    select(DeliveryRow.id)
    .join(ContentRow, ContentRow.id == DeliveryRow.content_id)
    .join(ClientRow, ClientRow.id == DeliveryRow.client_id)
    .join(AccountRow, AccountRow.id == DeliveryRow.account_id)
    .where(_SENDABLE)
    .limit(_LIMIT)
)


def any_due(session: Session, now: datetime) -> bool:
    """Whether there is anything that can be sent now."""
    return session.scalar(_ANY_DUE, {"now": now, "limit": 1}) is not None


def due(session: Session, now: datetime, limit: int) -> list[str]:
    """Ids of deliveries that can be sent now, the next one of each account that is not being sent for."""
    found: list[str] = []
    for many in LOOKS:
        found = list(session.scalars(_DUE, {"now": now, "limit": limit, "looked_at": many}))
        if len(found) >= limit or not found:
            return found
    if _overflows(session, now):  # few accounts have so much due that those of the others lie behind it
        found = list(session.scalars(_DUE, {"now": now, "limit": limit, "looked_at": _ALL}))
    return found


def _overflows(session: Session, now: datetime) -> bool:
    """Whether more waits than the widest look takes in."""
    waiting = select(DeliveryRow.id).where(DeliveryRow.state == DeliveryState.PENDING, DeliveryRow.next_attempt_at <= now)
    return session.scalar(waiting.offset(LOOKS[-1]).limit(1)) is not None


def claim(session: Session, owner: str, now: datetime, limit: int, only: str = "") -> list[DeliveryRow]:
    """Take up to `limit` due deliveries for `owner`, or `only` this one; those that somebody else took are left out.

    Machines take turns: two that looked at the same time could each take the next one of the same account.
    """
    take_turn(session, "claim")
    found = _sendable_now(session, only, now) if only else due(session, now, limit * _SPARE)
    if not found:
        return []
    free = (
        select(DeliveryRow.id)
        .where(DeliveryRow.id.in_(found), DeliveryRow.state == DeliveryState.PENDING)
        .order_by(DeliveryRow.priority.desc(), DeliveryRow.due_at, DeliveryRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    took = session.scalars(
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(free))
        .values(
            state=DeliveryState.SENDING, fence=DeliveryRow.fence + 1, lease_owner=owner, lease_until=now + LEASE,
            updated_at=now,
        )
        .returning(DeliveryRow.id)
        .execution_options(synchronize_session=False)
    )
    place = {delivery_id: number for number, delivery_id in enumerate(found)}
    question = select(DeliveryRow).where(DeliveryRow.id.in_(list(took))).execution_options(populate_existing=True)
    return sorted(session.scalars(question), key=lambda row: place[row.id])


def _sendable_now(session: Session, delivery_id: str, now: datetime) -> list[str]:
    return list(session.scalars(_ANY_DUE.where(DeliveryRow.id == delivery_id), {"now": now, "limit": 1}))


def rows_of(session: Session, ids: Collection[str]) -> dict[str, DeliveryRow]:
    """These deliveries as they are now, locked for writing."""
    question = select(DeliveryRow).where(DeliveryRow.id.in_(ids)).order_by(DeliveryRow.id).with_for_update()
    return {row.id: row for row in session.scalars(question.execution_options(populate_existing=True))}


def open_attempts(session: Session, ids: Collection[str]) -> dict[str, AttemptRow]:
    """The tries of these deliveries that have not ended, by delivery."""
    question = select(AttemptRow).where(AttemptRow.delivery_id.in_(ids), AttemptRow.ended_at.is_(None))
    return {row.delivery_id: row for row in session.scalars(question.order_by(AttemptRow.number))}


def orphans(session: Session, now: datetime, owner: str | None) -> list[DeliveryRow]:
    """Deliveries being sent by nobody: their lease ran out, or (`owner` given) they belong to a process that is gone."""
    gone = DeliveryRow.lease_until <= now
    if owner is not None:
        gone = or_(gone, DeliveryRow.lease_owner != owner)
    return _still(session, select(DeliveryRow).where(DeliveryRow.state == DeliveryState.SENDING, gone))


def expired(session: Session, now: datetime) -> list[DeliveryRow]:
    """Deliveries that are too late to be sent unasked."""
    question = select(DeliveryRow).where(DeliveryRow.state == DeliveryState.PENDING, DeliveryRow.expires_at <= now)
    return _still(session, question.limit(500))


def unseen(session: Session, now: datetime) -> list[DeliveryRow]:
    """Posts that their networks took, and that nobody can look at because their account is not connected any more."""
    gone = select(AccountRow.id).where(AccountRow.status.in_([AccountStatus.RECONNECT, AccountStatus.DISCONNECTED]))
    question = select(DeliveryRow).where(
        DeliveryRow.state == DeliveryState.PENDING, DeliveryRow.next_attempt_at <= now - UNSEEN,
        DeliveryRow.account_id.in_(gone), DeliveryRow.publish_state["phase"].as_string() == Phase.COMMIT_SENT,
    )
    return _still(session, question)


def stopped(session: Session, ids: Collection[str]) -> set[str]:
    """Those of these deliveries that may not be sent any more: all, their client's, or their account's are held back."""
    question = (
        select(DeliveryRow.id)
        .join(ClientRow, ClientRow.id == DeliveryRow.client_id)
        .join(AccountRow, AccountRow.id == DeliveryRow.account_id)
        .where(
            DeliveryRow.id.in_(ids),
            or_(
                ClientRow.publishing_paused.is_(True), AccountRow.status != AccountStatus.CONNECTED,
                exists().where(SwitchRow.name == PUBLISHING_PAUSED, SwitchRow.is_on.is_(True)),
            ),
        )
    )
    return set(session.scalars(question))


def _still(session: Session, question: Select[Any]) -> list[DeliveryRow]:
    """What the question finds; in a writing session only what is so once nobody else is changing it."""
    if session.info.get("writing"):
        hold_of(session, session.scalars(question.with_only_columns(DeliveryRow.id)).all())
    return list(session.scalars(ours(session, question)))


def unconfirmed(session: Session, now: datetime, limit: int) -> list[str]:
    """Ids of deliveries whose network should be asked now what became of them."""
    question = select(DeliveryRow.id).where(
        DeliveryRow.state == DeliveryState.UNCONFIRMED, DeliveryRow.next_attempt_at <= now
    )
    return list(session.scalars(question.order_by(DeliveryRow.next_attempt_at).limit(limit)))


def last_attempt(session: Session, delivery_id: str) -> AttemptRow | None:
    """The latest try of a delivery."""
    question = select(AttemptRow).where(AttemptRow.delivery_id == delivery_id)
    return session.scalar(question.order_by(AttemptRow.started_at.desc()).limit(1))


def failures(session: Session, delivery_id: str, kinds: Collection[str], latest: int) -> int:
    """How many of the `latest` tries of a delivery failed in one of these ways."""
    tries = (
        select(AttemptRow.failure)
        .where(AttemptRow.delivery_id == delivery_id)
        .order_by(AttemptRow.started_at.desc())
        .limit(latest)
        .subquery()
    )
    return session.scalar(select(func.count()).where(tries.c.failure.in_(kinds))) or 0


def outcomes(session: Session, delivery_id: str, outcome: str) -> int:
    """How many tries of a delivery ended so."""
    question = select(func.count()).where(AttemptRow.delivery_id == delivery_id, AttemptRow.outcome == outcome)
    return session.scalar(question) or 0
