"""Questions about alerts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from agency_core.domain.alert import AlertFilter, AlertState, AlertView, from_values
from agency_core.domain.paging import Listing, Page
from agency_core.domain.rule import Severity
from agency_core.errors import NotFound
from agency_core.models import AlertRow
from agency_core.store import typed
from agency_core.store.dialect import table_of
from agency_core.store.queries.paging import newest_first
from agency_core.store.rows import fetch

_NAMES = [field.name for field in fields(AlertView)]
_OPEN = AlertRow.state.in_([AlertState.PENDING, AlertState.FIRING])
KEPT = (
    "client_id", "severity", "state", "summary", "detail", "link", "fired_at", "last_seen_at", "resolved_at", "calm_since",
    "muted_by", "notified_at", "told_severity", "escalated", "figures",
)
"""What the watch itself writes of an alert that is there; the rest belongs to people."""


def unresolved(session: Session) -> list[AlertView]:
    """Every alert that is pending or firing, oldest first, without entities: there may be ten thousand."""
    columns = [getattr(AlertRow, name) for name in _NAMES]
    rows = typed.read_all(session, columns, lambda question: question.where(_OPEN).order_by(AlertRow.id))
    return [from_values(zip(_NAMES, row, strict=True)) for row in rows]


def add_all(session: Session, views: Iterable[AlertView]) -> None:
    """Write new alerts."""
    typed.add_all(session, table_of(AlertRow), [vars(view) for view in views])


def keep_all(session: Session, views: Iterable[AlertView]) -> None:
    """Write what the watch knows of alerts that are there."""
    typed.change_all(session, table_of(AlertRow), KEPT, [vars(view) for view in views])


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


def matching(session: Session, scope: ColumnElement[bool], wanted: AlertFilter, page: Page) -> Listing[AlertView]:
    """Alerts in a scope, newest first; empty words do not filter."""
    question: Any = select(AlertRow).where(scope)
    for name in ("state", "severity", "rule", "assigned_to"):
        if word := getattr(wanted, name):
            question = question.where(getattr(AlertRow, name) == word)
    if wanted.text:
        parts = (AlertRow.summary, AlertRow.detail, AlertRow.subject)
        question = question.where(or_(*(part.icontains(wanted.text, autoescape=True) for part in parts)))
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
