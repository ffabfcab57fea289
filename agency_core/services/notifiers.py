"""Notifiers: the ways to tell people, kept with their addresses sealed; each can be tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from zoneinfo import available_timezones

from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.ids import new_id
from agency_core.domain.notifier import (
    DELETED,
    LONGEST_MINUTES,
    NAME_LIMIT,
    FieldView,
    NewNotifier,
    NotifierChanges,
    NotifierKind,
    Trial,
)
from agency_core.domain.operations import Change
from agency_core.domain.rule import Severity
from agency_core.domain.watching import Matcher, NotificationState, NotifierView, QuietHours, Reason, Told
from agency_core.errors import Invalid
from agency_core.models import NotificationRow, NotifierRow
from agency_core.notifiers import NOTIFIERS
from agency_core.services.courier import Courier
from agency_core.services.notify import LEASE
from agency_core.services.vault import Vault
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import history
from agency_core.store.queries import notifier as notifiers
from agency_core.store.queries.secret import place

MOST_MATCHED, LONGEST_MATCH = 100, 200
_DAY = 24 * 60
_GONE = "The notifier was deleted before this was sent."


@dataclass(frozen=True)
class _Filled:
    """The checked fields of a notifier, apart from what is secret."""

    open: dict[str, str]
    secret: dict[str, str]
    target: str


class Notifiers:
    """Who is told, and where."""

    def __init__(self, db: Database, clock: Clock, vault: Vault, courier: Courier) -> None:
        """Notifiers live in `db`, their addresses sealed by `vault`."""
        self._db = db
        self._clock = clock
        self._vault = vault
        self._courier = courier

    def kinds(self) -> tuple[NotifierKind, ...]:
        """Every kind with the form it is entered in."""
        names = [each.name for each in fields(FieldView)]
        return tuple(
            NotifierKind(kind.name, kind.label, kind.about, tuple(
                FieldView(**{name: getattr(each, name) for name in names}) for each in kind.fields
            ))
            for kind in NOTIFIERS.all()
        )

    def list(self, actor: Actor, *, client_id: str = "") -> tuple[NotifierView, ...]:
        """The notifiers of a client and of the whole agency, as far as the actor reaches; all without `client_id`."""
        if client_id:
            actor.reach(client_id, "notifier")
        with self._db.reading() as session:
            return tuple(row.view() for row in notifiers.every(session, notifiers.within(client_id, actor.clients)))

    def get(self, actor: Actor, notifier_id: str) -> NotifierView:
        """One notifier, without its secrets."""
        with self._db.reading() as session:
            row = notifiers.get(session, notifier_id)
            actor.reach(row.client_id, "notifier")
            return row.view()

    def create(self, actor: Actor, *, new: NewNotifier) -> NotifierView:
        """Keep a new notifier, switched on.

        Raises:
            Invalid: a field cannot be right; `field` names it.
            NotFound: no such kind or client.
        """
        actor.decide(new.client_id, "notifier")
        now = self._clock.now()
        filled = self._filled(new.kind, new.values)
        row = NotifierRow(
            id=new_id(now), client_id=new.client_id, kind=new.kind, created_by=actor.label, created_at=now, is_on=True,
            last_error="",
        )
        _say(row, new)
        self._fill(row, filled)
        with self._db.transaction() as session:
            if new.client_id:
                clients.get(session, new.client_id)
            session.add(row)
            _noted(session, row, ("", "created"), actor, now)
            session.flush()
            return row.view()

    def update(self, actor: Actor, notifier_id: str, *, changes: NotifierChanges) -> NotifierView:
        """Change what is given. Of the fields of its kind, a secret that is not given stays as it is.

        Raises:
            Invalid: a field cannot be right; `field` names it.
        """
        filled = self._changed(actor, notifier_id, changes.values) if changes.values is not None else None
        now = self._clock.now()
        with self._db.transaction() as session:
            row = notifiers.get(session, notifier_id)
            actor.decide(row.client_id, "notifier")
            was_on = row.is_on
            _say(row, changes)
            if filled:
                self._fill(row, filled)
                row.last_error = ""
            if changes.is_on is not None:
                row.is_on = changes.is_on
            switched = "switched on" if row.is_on else "switched off"
            _noted(session, row, ("", switched if row.is_on != was_on else "changed"), actor, now)
            session.flush()
            return row.view()

    def delete(self, actor: Actor, notifier_id: str) -> None:
        """Forget its address; what was told through it stays in the log."""
        now = self._clock.now()
        with self._db.transaction() as session:
            row = notifiers.get(session, notifier_id)
            actor.decide(row.client_id, "notifier")
            _noted(session, row, (row.kind, "deleted"), actor, now)
            if not notifiers.has_sent(session, row.id):
                session.delete(row)
                return
            notifiers.end_open(session, row.id, _GONE)
            row.kind, row.is_on, row.settings, row.secret, row.last_error = DELETED, False, {}, {}, ""

    def test(self, actor: Actor, notifier_id: str) -> Trial:
        """Send a real message now, also through a notifier that is off; how it went. It stands in the log."""
        now = self._clock.now()
        with self._db.transaction() as session:
            notifier = notifiers.get(session, notifier_id)
            actor.decide(notifier.client_id, "notifier")
            row = _test_row(notifier, now)
            session.add(row)
            session.flush()
            errand = self._courier.errand(session, row, notifier)
        outcome = self._courier.carry(errand)
        with self._db.transaction() as session:
            row = notifiers.notification(session, errand.told.id)
            kept = session.get(NotifierRow, notifier_id)
            at = self._clock.now()
            row.state = NotificationState.SENT if outcome.ok else NotificationState.FAILED
            row.sent_at, row.error = (at, "") if outcome.ok else (None, outcome.why)
            if kept is not None and kept.kind != DELETED:
                kept.last_error = row.error
                kept.last_sent_at = at if outcome.ok else kept.last_sent_at
        return Trial(outcome.ok, outcome.said, outcome.remedy, errand.told.id)

    def _changed(self, actor: Actor, notifier_id: str, given: Mapping[str, str]) -> _Filled:
        with self._db.reading() as session:
            row = notifiers.get(session, notifier_id)
            actor.decide(row.client_id, "notifier")
            kind, settings, sealed, its_place = row.kind, dict(row.settings), dict(row.secret), place(row)
        kept = self._courier.values(its_place, kind, settings, sealed)
        secret = {each.name for each in NOTIFIERS[kind].fields if each.secret}
        changed = {name: value for name, value in given.items() if value.strip() or name not in secret}
        return self._filled(kind, {**kept, **changed})

    def _filled(self, kind: str, values: Mapping[str, str]) -> _Filled:
        notifier = NOTIFIERS[kind]
        known = {each.name: each for each in notifier.fields}
        for name, value in values.items():
            if name not in known:
                raise Invalid(f"{notifier.label} has no field {name!r}.", field=name, remedy=f"Fields: {', '.join(known)}.")
            if len(value) > known[name].longest:
                raise Invalid(f"{known[name].label} is too long.", field=name, remedy=f"Use at most {known[name].longest}.")
        for name, each in known.items():
            if each.required and not values.get(name, "").strip():
                raise Invalid(f"{each.label} is missing.", field=name, remedy=each.help)
        checked = notifier.check(values, self._courier.allowed)
        secret = {name: value for name, value in checked.items() if known[name].secret}
        rest = {name: value for name, value in checked.items() if name not in secret}
        return _Filled(rest, secret, notifier.target(checked))

    def _fill(self, row: NotifierRow, filled: _Filled) -> None:
        row.settings, row.target = filled.open, filled.target
        row.secret = self._vault.seal(filled.secret, place(row)) if filled.secret else {}


def _say(row: NotifierRow, told: NewNotifier | NotifierChanges) -> None:
    """Write what is not None of what both say, checked."""
    if told.name is not None:
        row.name = _name(told.name)
    if told.match is not None:
        row.match = _match(told.match)
    if told.quiet is not None:
        row.quiet = _quiet(told.quiet)
    if told.after_minutes is not None:
        row.after_minutes = _minutes(told.after_minutes, "after_minutes")
    if told.repeat_minutes is not None:
        row.repeat_minutes = _minutes(told.repeat_minutes, "repeat_minutes")
    if told.tells_resolved is not None:
        row.tells_resolved = told.tells_resolved


def _name(name: str) -> str:
    said = " ".join(name.split())
    if not 1 <= len(said) <= NAME_LIMIT or not said.isprintable():
        raise Invalid(f"The name has {len(said)} characters.", field="name", remedy=f"Use 1 to {NAME_LIMIT}, in one line.")
    return said


def _match(match: Matcher) -> dict[str, list[str]]:
    if unknown := set(match.severities) - set(Severity):
        raise Invalid(
            f"There is no severity {min(unknown)!r}.", field="match.severities", remedy=f"Severities: {', '.join(Severity)}."
        )
    stored = {"rules": [*match.rules], "severities": [*match.severities], "subjects": [*match.subjects]}
    for name, each in stored.items():
        if len(each) > MOST_MATCHED or any(not 1 <= len(word) <= LONGEST_MATCH for word in each):
            remedy = f"At most {MOST_MATCHED}, of 1 to {LONGEST_MATCH} characters each."
            raise Invalid("The list is too long, or a word of it.", field=f"match.{name}", remedy=remedy)
    return stored


def _quiet(quiet: QuietHours) -> dict[str, object]:
    if not (0 <= quiet.begin < _DAY and 0 <= quiet.end < _DAY):
        raise Invalid("Quiet hours lie outside the day.", field="quiet", remedy="Give minutes from midnight, 0 to 1439.")
    if quiet.timezone not in available_timezones():
        raise Invalid(f"There is no time zone {quiet.timezone!r}.", field="quiet.timezone", remedy="For example Europe/Berlin.")
    return {"begin": quiet.begin, "end": quiet.end, "timezone": quiet.timezone}


def _minutes(minutes: int, field: str) -> int:
    if not 0 <= minutes <= LONGEST_MINUTES:
        raise Invalid(f"{minutes} minutes.", field=field, remedy=f"Use 0 to {LONGEST_MINUTES} (a week).")
    return minutes


def _noted(session: Session, row: NotifierRow, move: tuple[str, str], actor: Actor, now: datetime) -> None:
    history.note(session, Change(row.client_id, "notifier", row.id, *move, actor.label, now, row.name))


def _test_row(notifier: NotifierRow, now: datetime) -> NotificationRow:
    made = new_id(now)
    told = Told(
        f"test-{notifier.id}", Severity.INFO, "firing", f"A test of {notifier.name}",
        "Whoever reads this is told when something is wrong.", now, "/alerts",
    )
    return NotificationRow(
        id=made, notifier_id=notifier.id, client_id=notifier.client_id, reason=Reason.TEST, group=f"test {made}",
        title=f"Test of {notifier.name}", severity=Severity.INFO, told=[{**vars(told), "since": now.isoformat()}],
        state=NotificationState.SENDING, attempts=1, created_at=now, next_attempt_at=now + LEASE, error="",
    )
