"""Questions about notifiers and about what is sent through them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, text, true, update
from sqlalchemy.orm import Session

from agency_core.domain.notifier import DELETED
from agency_core.domain.paging import Listing, Page
from agency_core.domain.watching import NotificationState, NotificationView
from agency_core.errors import NotFound
from agency_core.models import NotificationRow, NotifierRow
from agency_core.store.queries.paging import newest_first
from agency_core.store.rows import fetch

_OPEN = text("notification.state IN ('waiting', 'sending')")
"""In the words of the index of what is open."""
MOST_WAITING = 500


def get(session: Session, notifier_id: str) -> NotifierRow:
    """The notifier with this id.

    Raises:
        NotFound: there is none, or it was deleted.
    """
    row = fetch(session, NotifierRow, notifier_id)
    if row is None or row.kind == DELETED:
        raise NotFound(f"There is no notifier {notifier_id!r}.", field="notifier_id", remedy="It may have been deleted.")
    return row


def within(client_id: str, clients: frozenset[str] | None) -> ColumnElement[bool]:
    """Notifiers of `client_id` (of all of `clients` when empty); those of the whole agency for whoever reaches all."""
    if clients is not None:
        own = NotifierRow.client_id.in_(clients)
        return and_(own, NotifierRow.client_id == client_id) if client_id else own
    return or_(NotifierRow.client_id == client_id, NotifierRow.client_id == "") if client_id else true()


def every(session: Session, scope: ColumnElement[bool]) -> list[NotifierRow]:
    """The notifiers of a scope, oldest first."""
    question = select(NotifierRow).where(NotifierRow.kind != DELETED, scope)
    return list(session.scalars(question.order_by(NotifierRow.id)))


def has_sent(session: Session, notifier_id: str) -> bool:
    """Whether anything was ever told through it."""
    question = select(NotificationRow.id).where(NotificationRow.notifier_id == notifier_id).limit(1)
    return session.scalar(question) is not None


def due(session: Session, now: datetime) -> list[str]:
    """Ids of the notifiers through which something is to be sent now."""
    question = select(NotificationRow.notifier_id).where(_OPEN, NotificationRow.next_attempt_at <= now)
    return list(session.scalars(question.distinct()))


def open_of(session: Session, notifier_id: str) -> list[tuple[str, str, str, datetime]]:
    """Of what is to be sent through a notifier, oldest first: id, group, state, and when it is due (or its lease ends)."""
    row = NotificationRow
    question = select(row.id, row.group, row.state, row.next_attempt_at).where(_OPEN, row.notifier_id == notifier_id)
    return [(one, group, state, at) for one, group, state, at in session.execute(question.order_by(row.id).limit(MOST_WAITING))]


def claim(session: Session, notification_id: str, now: datetime, until: datetime) -> NotificationRow | None:
    """Take it until `until`; None when somebody else did meanwhile."""
    row = NotificationRow
    free = or_(row.state == NotificationState.WAITING, row.next_attempt_at <= now)
    taken = session.execute(
        update(row).where(row.id == notification_id, _OPEN, free)
        .values(state=NotificationState.SENDING, next_attempt_at=until, attempts=row.attempts + 1)
        .returning(row.id).execution_options(synchronize_session=False)
    )
    return session.get(row, notification_id, populate_existing=True) if taken.scalar() else None


def hurry(session: Session, notifier_id: str, now: datetime) -> None:
    """What waits to be tried again through this notifier is due now."""
    row = NotificationRow
    waits = (_OPEN, row.notifier_id == notifier_id, row.state == NotificationState.WAITING, row.next_attempt_at > now)
    session.execute(
        update(row).where(*waits, row.attempts > 0)  # what was never tried waits for the end of quiet hours
        .values(next_attempt_at=now).execution_options(synchronize_session=False)
    )


def end_open(session: Session, notifier_id: str, why: str) -> None:
    """What waits to be sent through this notifier never will be."""
    row = NotificationRow
    session.execute(
        update(row).where(_OPEN, row.notifier_id == notifier_id).values(state=NotificationState.FAILED, error=why)
        .execution_options(synchronize_session=False)
    )


def notification(session: Session, notification_id: str) -> NotificationRow:
    """The notification with this id.

    Raises:
        NotFound: there is none.
    """
    row = fetch(session, NotificationRow, notification_id)
    if row is None:
        raise NotFound(
            f"There is no notification {notification_id!r}.", field="notification_id", remedy="It may have been cleared away."
        )
    return row


def log(
    session: Session, clients: Collection[str] | None, chosen: Sequence[ColumnElement[bool]], page: Page
) -> Listing[NotificationView]:
    """What was told, newest first: of `clients` (None: of all, and of the system), with these conditions."""
    scope = true() if clients is None else NotificationRow.client_id.in_(clients)
    rows, cursor = newest_first(session, select(NotificationRow).where(scope, *chosen), NotificationRow.id, page)
    return Listing(tuple(row.view() for row in rows), cursor)
