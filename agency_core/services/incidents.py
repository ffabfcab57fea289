"""Incidents: people take care of alerts: acknowledge, assign, comment, put off, and write down what was learned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor
from agency_core.domain.alert import AlertState, AlertView
from agency_core.domain.clock import Clock, aware
from agency_core.domain.operations import Change, HistoryView
from agency_core.errors import Conflict, Invalid
from agency_core.models import AlertRow
from agency_core.services.live import LIVE
from agency_core.store.database import Database
from agency_core.store.queries import alert as alerts
from agency_core.store.queries import history

LONGEST_NAME = 80
LONGEST_TEXT = 4_000
LONGEST_SNOOZE = timedelta(days=30)
MOST = 500
COMMENTED = "commented"


class Incidents:
    """What people do about alerts. Every step is history of the alert."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on `db` by the time of `clock`."""
        self._db = db
        self._clock = clock

    def acknowledge(self, actor: Actor, alert_id: str) -> AlertView:
        """Say that somebody cares for it; the first who says so stands. It is no longer repeated nor escalated.

        Raises:
            NotFound: no such alert.
            Conflict: it is resolved, or shows what is so at this moment.
        """
        return self.acknowledge_all(actor, [alert_id])[0]

    def acknowledge_all(self, actor: Actor, alert_ids: Sequence[str]) -> tuple[AlertView, ...]:
        """Acknowledge several, all or none; in the order given.

        Raises:
            Invalid: none, or too many.
            NotFound, Conflict: as in `acknowledge`.
        """
        wanted = list(dict.fromkeys(alert_ids))
        if not 1 <= len(wanted) <= MOST:
            raise Invalid(f"{len(wanted)} alerts are named.", field="alert_ids", remedy=f"Name 1 to {MOST}.")
        now = self._clock.now()
        with self._db.transaction() as session:
            rows = {each: _open(session, actor, each) for each in sorted(wanted)}
            for row in rows.values():
                if not row.acknowledged_by:
                    row.acknowledged_by, row.acknowledged_at = actor.label, now
                    _note(session, row, actor, "acknowledged", row.summary, now)
            return tuple(rows[each].view() for each in wanted)

    def unacknowledge(self, actor: Actor, alert_id: str) -> AlertView:
        """Say that nobody cares for it any more: it is repeated and escalated again.

        Raises:
            NotFound, Conflict: as in `acknowledge`.
        """
        def undo(session: Session, row: AlertRow, now: datetime) -> None:
            if row.acknowledged_by:
                row.acknowledged_by, row.acknowledged_at = "", None
                _note(session, row, actor, "unacknowledged", row.summary, now)

        return self._change(actor, alert_id, undo)

    def assign(self, actor: Actor, alert_id: str, *, to: str) -> AlertView:
        """Give it to somebody (a name of one line); empty: to nobody.

        Raises:
            Invalid: the name is too long or has several lines.
            NotFound, Conflict: as in `acknowledge`.
        """
        name = " ".join(to.split())
        if len(name) > LONGEST_NAME or not name.isprintable():
            raise Invalid("This is no name of a person.", field="assigned_to", remedy=f"Use up to {LONGEST_NAME} characters.")

        def give(session: Session, row: AlertRow, now: datetime) -> None:
            if row.assigned_to != name:
                row.assigned_to = name
                _note(session, row, actor, "assigned" if name else "unassigned", name, now)

        return self._change(actor, alert_id, give)

    def snooze(self, actor: Actor, alert_id: str, *, until: datetime) -> AlertView:
        """Put it off: nobody is told of it before `until`; if it still fires then, everybody who was told is told again.

        Raises:
            Invalid: `until` has no zone, is past, or more than 30 days away.
            NotFound, Conflict: as in `acknowledge`.
        """
        end, now = aware(until, "until"), self._clock.now()
        if not now < end <= now + LONGEST_SNOOZE:
            raise Invalid("until is not within the coming 30 days.", field="until", remedy="Choose a time that is to come.")

        def rest(session: Session, row: AlertRow, now: datetime) -> None:
            row.snoozed_until = end
            _note(session, row, actor, "snoozed", f"until {end:%Y-%m-%d %H:%M} UTC", now)

        return self._change(actor, alert_id, rest)

    def unsnooze(self, actor: Actor, alert_id: str) -> AlertView:
        """Let it be told again from now on.

        Raises:
            NotFound, Conflict: as in `acknowledge`.
        """
        def wake(session: Session, row: AlertRow, now: datetime) -> None:
            if row.snoozed_until is not None and row.snoozed_until > now:
                row.snoozed_until = now
                _note(session, row, actor, "unsnoozed", "", now)

        return self._change(actor, alert_id, wake)

    def comment(self, actor: Actor, alert_id: str, *, text: str) -> HistoryView:
        """Say something about it, also when it is resolved.

        Raises:
            Invalid: the text is empty or too long.
            NotFound: no such alert.
        """
        said = _said(text, "text")
        if not said:
            raise Invalid("There is no text.", field="text", remedy="Write something.")
        with self._db.transaction() as session:
            row = _mine(session, actor, alert_id)
            _note(session, row, actor, COMMENTED, said, self._clock.now())
            session.flush()
            return history.of_subject(session, "alert", row.id)[-1]

    def post_mortem(self, actor: Actor, alert_id: str, *, text: str) -> AlertView:
        """Write down what was learned, also when it is resolved; empty takes it away.

        Raises:
            Invalid: the text is too long.
            NotFound: no such alert.
        """
        said = _said(text, "post_mortem")
        with self._db.transaction() as session:
            row = _mine(session, actor, alert_id)
            if row.post_mortem != said:
                row.post_mortem = said
                _note(session, row, actor, "post_mortem", said, self._clock.now())
            return row.view()

    def _change(self, actor: Actor, alert_id: str, change: Callable[[Session, AlertRow, datetime], None]) -> AlertView:
        with self._db.transaction() as session:
            row = _open(session, actor, alert_id)
            change(session, row, self._clock.now())
            return row.view()


def _mine(session: Session, actor: Actor, alert_id: str) -> AlertRow:
    if alert_id == LIVE:
        raise Conflict(
            "This alert shows the scheduler as it is now.", field="alert_id", remedy="It ends when the agency runs again."
        )
    row = alerts.get(session, alert_id)
    actor.write(row.client_id, "alert")
    return row


def _open(session: Session, actor: Actor, alert_id: str) -> AlertRow:
    row = _mine(session, actor, alert_id)
    if row.state == AlertState.RESOLVED:
        raise Conflict("The alert is resolved.", field="state", remedy="There is nothing left to care for.")
    return row


def _said(text: str, field: str) -> str:
    said = text.strip()
    if len(said) > LONGEST_TEXT:
        raise Invalid(f"The text has {len(said)} characters.", field=field, remedy=f"Use at most {LONGEST_TEXT}.")
    return said


def _note(session: Session, row: AlertRow, actor: Actor, to: str, why: str, now: datetime) -> None:
    history.note(session, Change(row.client_id, "alert", row.id, row.state, to, actor.label, now, why))
