"""Questions about alerts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from agency_core.domain.alert import AlertState, AlertView
from agency_core.domain.paging import Listing, Page
from agency_core.domain.rule import Severity
from agency_core.errors import NotFound
from agency_core.models import AlertRow
from agency_core.store.queries.paging import newest_first
from agency_core.store.rows import fetch


def unresolved(session: Session) -> list[AlertRow]:
    """Every alert that is pending or firing, oldest first."""
    question = select(AlertRow).where(AlertRow.state.in_([AlertState.PENDING, AlertState.FIRING]))
    return list(session.scalars(question.order_by(AlertRow.id)))


def get(session: Session, alert_id: str) -> AlertRow:
    """The alert with this id.

    Raises:
        NotFound: there is none.
    """
    row = fetch(session, AlertRow, alert_id)
    if row is None:
        raise NotFound(f"There is no alert {alert_id!r}.", field="alert_id", remedy="Check the id; it may have been deleted.")
    return row


def within(client_id: str, clients: frozenset[str] | None) -> ColumnElement[bool]:
    """What may be seen: alerts of `client_id` (of all of `clients` when empty).

    Alerts of the system itself, which have no client, are seen by whoever reaches all clients (`clients` is None).
    """
    if clients is not None:
        own = AlertRow.client_id.in_(clients)
        return and_(own, AlertRow.client_id == client_id) if client_id else own
    return or_(AlertRow.client_id == client_id, AlertRow.client_id == "") if client_id else true()


def matching(session: Session, scope: ColumnElement[bool], state: str, severity: str, page: Page) -> Listing[AlertView]:
    """Alerts in a scope, newest first; empty words do not filter."""
    question: Any = select(AlertRow).where(scope)
    if state:
        question = question.where(AlertRow.state == state)
    if severity:
        question = question.where(AlertRow.severity == severity)
    rows, cursor = newest_first(session, question, AlertRow.id, page)
    return Listing(tuple(row.view() for row in rows), cursor)


def firing(session: Session, scope: ColumnElement[bool]) -> dict[str, int]:
    """How many alerts in a scope are firing, by severity, all severities named."""
    question = select(AlertRow.severity, func.count()).where(scope, AlertRow.state == AlertState.FIRING)
    found = dict(session.execute(question.group_by(AlertRow.severity)).all())
    return {severity.value: found.get(severity, 0) for severity in Severity}


def is_open(session: Session, rule: str) -> bool:
    """Whether an alert of this rule is pending or firing."""
    question = select(AlertRow.id).where(AlertRow.rule == rule, AlertRow.state != AlertState.RESOLVED)
    return session.scalar(question.limit(1)) is not None
