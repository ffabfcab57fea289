"""Questions about deliveries, as people ask them. What the engine does with them is in `ledger.py`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session, aliased

from agency_core.domain.delivery import ALLOWED, OPEN, AttemptView, DeliveryFilter, DeliveryState, DeliveryView
from agency_core.domain.operations import Change
from agency_core.domain.paging import Listing, Page
from agency_core.domain.publishing import Phase
from agency_core.domain.states import move
from agency_core.errors import Conflict, NotFound
from agency_core.models import AccountRow, AttemptRow, ClientRow, ContentRow, DeliveryRow
from agency_core.store.queries import history
from agency_core.store.queries.content import hold_of
from agency_core.store.queries.history import note
from agency_core.store.rows import fetch, ours

_SENT = {DeliveryState.DELIVERED, DeliveryState.UNCONFIRMED}
_MATE = aliased(DeliveryRow)
_LAST_PART = (
    select(func.max(_MATE.part))
    .where(_MATE.content_id == DeliveryRow.content_id, _MATE.account_id == DeliveryRow.account_id)
    .correlate(DeliveryRow)
    .scalar_subquery()
)
_VIEW = (
    select(
        DeliveryRow, ContentRow.title, ContentRow.content_body, ContentRow.variants, ContentRow.follow_ups, AccountRow.network,
        AccountRow.display_name, _LAST_PART, ContentRow.approved_hash,
    )
    .join(ContentRow, ContentRow.id == DeliveryRow.content_id)
    .join(AccountRow, AccountRow.id == DeliveryRow.account_id)
)


def get(session: Session, delivery_id: str) -> DeliveryRow:
    """The delivery with this id.

    Raises:
        NotFound: there is none.
    """
    hold_of(session, [delivery_id])
    row = fetch(session, DeliveryRow, delivery_id)
    if row is None:
        raise NotFound(f"There is no delivery {delivery_id!r}.", field="delivery_id", remedy="Check the id: it may be gone.")
    return row


def view(session: Session, delivery_id: str) -> DeliveryView:
    """The delivery with this id, as its readers see it."""
    get(session, delivery_id)
    return _view(session.execute(_VIEW.where(DeliveryRow.id == delivery_id)).one())


def matching(session: Session, wanted: DeliveryFilter, clients: frozenset[str] | None, page: Page) -> Listing[DeliveryView]:
    """Deliveries that fit the filter, newest first."""
    question: Select[Any] = _VIEW
    for column, value in (
        (DeliveryRow.client_id, wanted.client_id),
        (DeliveryRow.state, wanted.state),
        (DeliveryRow.platform, wanted.platform),
        (DeliveryRow.content_id, wanted.content_id),
    ):
        if value:
            question = question.where(column == value)
    if clients is not None:
        question = question.where(DeliveryRow.client_id.in_(clients))
    if page.cursor:
        question = question.where(DeliveryRow.id < page.cursor)
    found = [_view(each) for each in session.execute(question.order_by(DeliveryRow.id.desc()).limit(page.limit + 1))]
    more = len(found) > page.limit
    return Listing(tuple(found[: page.limit]), found[page.limit - 1].id if more else "")


def coming(session: Session, client_id: str, clients: frozenset[str] | None, limit: int) -> tuple[DeliveryView, ...]:
    """What is sent next, in the order of its time."""
    question = _VIEW.where(DeliveryRow.state.in_([DeliveryState.PENDING, DeliveryState.SENDING]))
    if client_id:
        question = question.where(DeliveryRow.client_id == client_id)
    if clients is not None:
        question = question.where(DeliveryRow.client_id.in_(clients))
    rows = session.execute(question.order_by(DeliveryRow.due_at, DeliveryRow.id).limit(limit))
    return tuple(_view(each) for each in rows)


def looked_at(
    session: Session, start: datetime, end: datetime, limit: int
) -> list[tuple[DeliveryRow, ContentRow, AccountRow, ClientRow]]:
    """Deliveries that wait for a time in [start, end), with all that is looked at before they are sent, the next one first."""
    question = (
        select(DeliveryRow, ContentRow, AccountRow, ClientRow)
        .join(ContentRow, ContentRow.id == DeliveryRow.content_id)
        .join(AccountRow, AccountRow.id == DeliveryRow.account_id)
        .join(ClientRow, ClientRow.id == DeliveryRow.client_id)
        .where(DeliveryRow.state == DeliveryState.PENDING, DeliveryRow.due_at >= start, DeliveryRow.due_at < end)
        .order_by(DeliveryRow.due_at)
        .limit(limit)
    )
    return [(row, content, account, client) for row, content, account, client in session.execute(question)]


def counts(session: Session, client_id: str) -> dict[str, int]:
    """How many deliveries there are in each state, all states named."""
    question = select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state)
    if client_id:
        question = question.where(DeliveryRow.client_id == client_id)
    found = {key: count for key, count in session.execute(question)}
    return {state.value: found.get(state, 0) for state in DeliveryState}


def attempts(session: Session, delivery_id: str) -> tuple[AttemptView, ...]:
    """Every try of a delivery, oldest first."""
    question = select(AttemptRow).where(AttemptRow.delivery_id == delivery_id).order_by(AttemptRow.number)
    return tuple(row.view() for row in session.scalars(question))


def of_content(session: Session, content_id: str) -> list[DeliveryRow]:
    """The deliveries of one piece of content."""
    question = select(DeliveryRow).where(DeliveryRow.content_id == content_id).order_by(DeliveryRow.id)
    return list(session.scalars(ours(session, question)))


def any_of(session: Session, content_id: str) -> bool:
    """Whether the content has a delivery in any state."""
    return session.scalar(select(DeliveryRow.id).where(DeliveryRow.content_id == content_id).limit(1)) is not None


def change(session: Session, row: DeliveryRow, to: DeliveryState, *, actor: str, at: datetime, why: str = "") -> None:
    """Move a delivery along the table and write it into history.

    Raises:
        Conflict: the table does not allow it.
    """
    before = DeliveryState(row.state)
    move(ALLOWED, before, to, "The delivery")
    row.state, row.updated_at, row.why = to, at, why
    if to not in OPEN:
        row.lease_owner, row.lease_until = "", None
    if before is DeliveryState.FAILED:  # whatever became of it, it begins anew: what it had sent was refused
        row.publish_state = {}
    note(session, Change(row.client_id, "delivery", row.id, before, to, actor, at, why))


def is_sent(row: DeliveryRow) -> bool:
    """Whether a waiting delivery was sent already and its network works on it."""
    return row.state == DeliveryState.PENDING and row.publish_state.get("phase") == Phase.COMMIT_SENT


def is_known_as(session: Session, row: DeliveryRow, external_id: str) -> bool:
    """Whether the post with this id is another delivery's of the same account."""
    question = select(DeliveryRow.id).where(
        DeliveryRow.account_id == row.account_id, DeliveryRow.state == DeliveryState.DELIVERED,
        DeliveryRow.external_id == external_id, DeliveryRow.id != row.id,
    )
    return session.scalar(question.limit(1)) is not None


def withdraw(session: Session, content_id: str, actor: str, at: datetime, why: str) -> int:
    """Cancel every delivery of the content that is not on its way yet; how many.

    Raises:
        Conflict: one is being sent this moment, is out already, or its answer is open.
    """
    rows = of_content(session, content_id)
    underway = {DeliveryState.SENDING, DeliveryState.UNCONFIRMED, DeliveryState.DELIVERED}
    busy = [row for row in rows if row.state in underway or is_sent(row)]
    if busy:
        state = "sent" if is_sent(busy[0]) else busy[0].state
        raise Conflict(
            f"It is {state} on {busy[0].platform} already.", field="status",
            remedy="What is out or on its way cannot be taken back here; see its deliveries.",
        )
    waiting = [row for row in rows if row.state in {DeliveryState.PENDING, DeliveryState.MISSED, DeliveryState.FAILED}]
    for row in waiting:
        change(session, row, DeliveryState.CANCELLED, actor=actor, at=at, why=why)
        row.failure = ""
    return len(waiting)


def tell_waiting(session: Session, account_id: str, why: str) -> None:
    """Say at everything that waits to be sent through an account why it waits."""
    waiting = (DeliveryRow.account_id == account_id, DeliveryRow.state == DeliveryState.PENDING)
    session.execute(update(DeliveryRow).where(*waiting).values(why=why))


def past(session: Session, delivery_id: str) -> tuple[Any, ...]:
    """Every move of a delivery, oldest first."""
    return history.of_subject(session, "delivery", delivery_id)


def _view(found: Any) -> DeliveryView:  # noqa: ANN401 - a row of _VIEW
    row, title, body, variants, follow_ups, network, account_name, last_part, approved = found
    words = variants.get(row.platform) or body
    if row.part:
        its = [each["text"] for each in follow_ups if not each["platforms"] or row.platform in each["platforms"]]
        words = its[row.part - 1] if row.part <= len(its) else ""
    return DeliveryView(
        id=row.id, client_id=row.client_id, content_id=row.content_id, account_id=row.account_id, platform=row.platform,
        state=row.state, due_at=row.due_at, next_attempt_at=row.next_attempt_at, attempts=row.attempts,
        phase=row.publish_state.get("phase", "new"), external_id=row.external_id, url=row.url,
        delivered_at=row.delivered_at, why=row.why, failure=row.failure, title=title,
        text=words, network=network, account_name=account_name, created_at=row.created_at, updated_at=row.updated_at,
        part=row.part, parts=last_part + 1, after_id=row.after_id, preflight=row.preflight or {},
        request_id=row.request_id, approved=approved, sent=row.words if row.state in _SENT else "",
    )
