"""Annotations: notes of people on the time axis, beside what the house knows that happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor
from agency_core.domain.annotation import LONGEST_LABEL, AnnotationView, Note, NoteKind
from agency_core.domain.clock import Clock
from agency_core.domain.ids import new_id
from agency_core.domain.operations import Change
from agency_core.domain.platform import LABELS, Platform
from agency_core.domain.question import PARAMS
from agency_core.errors import Invalid
from agency_core.models import AnnotationRow, HistoryRow
from agency_core.store.database import Database
from agency_core.store.queries import annotation as notes
from agency_core.store.queries import client as clients
from agency_core.store.queries import history, tag

MOST = 50
LONGEST_PERIOD = 3 * 366
_EARLIEST, _LATEST = date(2000, 1, 1), date(2200, 1, 1)
_RANK = {kind: place for place, kind in enumerate(NoteKind)}


class Annotations:
    """What happened when."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Notes live in `db`."""
        self._db = db
        self._clock = clock

    def add(self, actor: Actor, *, client_id: str, first: date, last: date | None = None, label: str) -> AnnotationView:
        """Note something on a day, or from a day up to and with another (client's zone).

        Raises:
            Invalid: the label is empty or too long, or the days cannot be.
            NotFound: no such client.
        """
        said, days = _label(label), _days(first, last or first)
        now = self._clock.now()
        with self._db.transaction() as session:
            clients.get(session, client_id)
            actor.write(client_id, "note")
            row = AnnotationRow(
                id=new_id(now), client_id=client_id, first_day=days[0], last_day=days[1], label=said, created_by=actor.label,
                created_at=now,
            )
            session.add(row)
            _noted(session, row, "", "noted", actor, now)
            return notes.view(row)

    def get(self, actor: Actor, annotation_id: str) -> AnnotationView:
        """One note of a person."""
        with self._db.reading() as session:
            row = notes.get(session, annotation_id)
            actor.reach(row.client_id, "note")
            return notes.view(row)

    def change(
        self, actor: Actor, annotation_id: str, *, first: date | None = None, last: date | None = None, label: str | None = None
    ) -> AnnotationView:
        """Change what is given of a note; None leaves it as it is.

        Raises:
            Invalid: the label is empty or too long, or the days cannot be.
        """
        with self._db.transaction() as session:
            row = notes.get(session, annotation_id)
            actor.write(row.client_id, "note")
            kept = notes.view(row)
            row.first_day, row.last_day = _days(first or kept.first, last or kept.last)
            row.label = row.label if label is None else _label(label)
            if notes.view(row) != kept:
                _noted(session, row, "noted", "changed", actor, self._clock.now())
            return notes.view(row)

    def delete(self, actor: Actor, annotation_id: str) -> AnnotationView:
        """Take a note away; what it was."""
        with self._db.transaction() as session:
            row = notes.get(session, annotation_id)
            actor.write(row.client_id, "note")
            _noted(session, row, "noted", "deleted", actor, self._clock.now())
            gone = notes.view(row)
            session.delete(row)
            return gone

    def between(self, actor: Actor, *, client_id: str, first: date, last: date) -> tuple[Note, ...]:
        """What happened in a period (client's days, both included): at most 50 notes, the most important first.

        Raises:
            Invalid: the period is empty or longer than three years.
        """
        actor.reach(client_id, "note")
        if not _EARLIEST <= first <= last <= min(first + timedelta(days=LONGEST_PERIOD), _LATEST):
            raise Invalid("The period is empty or too long.", field="first", remedy="Start before the end, at most 3 years.")
        with self._db.reading() as session:
            zone = ZoneInfo(clients.get(session, client_id).timezone)
            look = _Look(session, client_id, first, last, zone, self._clock.now())
            found = [*look.noted(), *look.paused(), *look.campaigns(), *look.accounts(), *look.imports(),
                     *look.alerts(actor.clients)]
        found.sort(key=lambda each: (_RANK[each.kind], -each.first.toordinal(), each.label, each.id))
        return tuple(found[:MOST])


class _Look:
    """One look at a period: what happened in it, by kind."""

    def __init__(
        self, session: Session, client_id: str, first: date, last: date, zone: ZoneInfo, now: datetime
    ) -> None:
        self._session, self._client_id, self._first, self._last = session, client_id, first, last
        self._zone, self._now = zone, now
        self._since = datetime.combine(first, time(), zone)
        self._until = datetime.combine(last + timedelta(days=1), time(), zone)

    def noted(self) -> Iterator[Note]:
        for row in notes.touching(self._session, self._client_id, self._first, self._last):
            said = notes.view(row)
            yield Note(said.first, said.last, said.label, NoteKind.NOTE, id=said.id)

    def paused(self) -> Iterator[Note]:
        """Pairs of pause and resumption as spans; one that goes on lasts until today."""
        rows = notes.pauses(self._session, self._client_id)[::-1]
        for noun, label in (("client", "Publishing paused"), ("switch", "All publishing paused")):
            for begun, ended in _spans([row for row in rows if row.noun == noun]):
                end = ended or self._now
                if begun.at < self._until and end >= self._since:
                    yield Note(self._day(begun.at), self._day(end), _because(label, begun), NoteKind.PAUSE, "/operations")

    def campaigns(self) -> Iterator[Note]:
        for each in tag.used(self._session, self._client_id, "campaign", notes.MOST):
            if each.first <= self._last and each.last >= self._first:
                link = f"/analytics?{PARAMS['campaign']}={quote(each.name)}"
                yield Note(each.first, each.last, f"Campaign {each.name}", NoteKind.CAMPAIGN, link)

    def alerts(self, reached: frozenset[str] | None) -> Iterator[Note]:
        for row in notes.alarms(self._session, self._client_id, reached, self._since, self._until):
            if row.fired_at is not None:
                end = self._day(row.resolved_at or self._now)
                yield Note(self._day(row.fired_at), end, row.summary, NoteKind(row.severity), row.link or "/alerts")

    def accounts(self) -> Iterator[Note]:
        for row in notes.reconnections(self._session, self._client_id, self._since, self._until):
            yield Note(self._day(row.at), self._day(row.at), f"Reconnected {row.why}", NoteKind.ACCOUNT, "/accounts")

    def imports(self) -> Iterator[Note]:
        for row in notes.imports(self._session, self._client_id, self._since, self._until):
            if row.finished_at is not None:
                day = self._day(row.finished_at)
                of = f" of {LABELS[Platform(row.platform)]}" if row.platform in set(Platform) else ""
                yield Note(day, day, f"Imported figures{of}: {row.filename}", NoteKind.IMPORT, "/analytics?analytics_tab=Upload")

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()


def _spans(rows: Iterable[HistoryRow]) -> Iterator[tuple[HistoryRow, datetime | None]]:
    """(what began a pause, when it ended) of changes in their order; None while it goes on."""
    begun: HistoryRow | None = None
    for row in rows:
        starts = row.to_state in {"publishing paused", "on"}
        if starts and begun is None:
            begun = row
        elif not starts and begun is not None:
            yield begun, row.at
            begun = None
    if begun is not None:
        yield begun, None


def _because(label: str, row: HistoryRow) -> str:
    return f"{label}: {row.why}" if row.why else label


def _noted(session: Session, row: AnnotationRow, before: str, to: str, actor: Actor, now: datetime) -> None:
    history.note(session, Change(row.client_id, "note", row.id, before, to, actor.label, now, row.label))


def _label(label: str) -> str:
    said = " ".join(label.split())
    if not 1 <= len(said) <= LONGEST_LABEL or not said.isprintable():
        raise Invalid(f"The label has {len(said)} characters.", field="label", remedy=f"Use 1 to {LONGEST_LABEL}, in one line.")
    return said


def _days(first: date, last: date) -> tuple[int, int]:
    if not _EARLIEST <= first <= last <= _LATEST:
        raise Invalid("The last day is before the first, or out of reach.", field="last", remedy="Use days of 2000 to 2199.")
    if (last - first).days >= notes.LONGEST_DAYS:
        raise Invalid("The note covers more than a year.", field="last", remedy=f"Cover at most {notes.LONGEST_DAYS} days.")
    return notes.day_of(first), notes.day_of(last)
