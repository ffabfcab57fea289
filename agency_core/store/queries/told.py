"""Questions about who was told of which alert. That it happened is history of the alert, written with the alert itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from agency_core.domain.alert import AlertState, AlertView
from agency_core.domain.operations import Change
from agency_core.domain.watching import NotificationState, NotifierView
from agency_core.models import AlertRow, ClientRow, HistoryRow, NotificationRow, NotifierRow
from agency_core.store import typed
from agency_core.store.dialect import table_of

TOLD = "notified"
"""The state of history into which an alert goes for a notifier; it comes from the severity that it had."""
_PREFIX = "notifier:"


def notifiers(session: Session) -> tuple[NotifierView, ...]:
    """Everybody who can be told, in a fixed order."""
    rows = session.scalars(select(NotifierRow).where(NotifierRow.is_on.is_(True)).order_by(NotifierRow.id))
    return tuple(row.view() for row in rows)


def heard(session: Session) -> Iterable[tuple[str, str, str, datetime]]:
    """Of open alerts, in the order of time: alert, notifier, how bad the alert was when it was told, and when that was."""
    is_open = AlertRow.state.in_([AlertState.PENDING, AlertState.FIRING])
    joined = (HistoryRow.subject_id == AlertRow.id) & (HistoryRow.noun == "alert")
    rows = typed.read_all(
        session, [HistoryRow.subject_id, HistoryRow.actor, HistoryRow.from_state, HistoryRow.at],
        lambda question: question.join(AlertRow, joined).where(is_open, HistoryRow.to_state == TOLD).order_by(HistoryRow.id),
    )
    for alert_id, actor, severity, at in rows:
        yield alert_id, actor.removeprefix(_PREFIX), severity, at


def told(alert: AlertView, notifier: NotifierView, at: datetime, reason: str) -> Change:
    """That a notifier is told of an alert."""
    who, why = _PREFIX + notifier.id, f"{notifier.name}: {reason}"
    return Change(alert.client_id, "alert", alert.id, alert.severity, TOLD, who, at, why)


def send_all(session: Session, rows: list[dict[str, object]]) -> None:
    """Put messages into the outbox."""
    if rows:
        session.execute(insert(table_of(NotificationRow)), [{**row, "state": NotificationState.WAITING} for row in rows])


def names(session: Session, client_ids: Iterable[str]) -> dict[str, str]:
    """Names of clients."""
    wanted = {each for each in client_ids if each}
    if not wanted:
        return {}
    found = session.execute(select(ClientRow.id, ClientRow.name).where(ClientRow.id.in_(wanted)))
    return {client_id: name for client_id, name in found}
