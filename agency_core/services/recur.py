"""Recur: approved content that is repeated by a rule; its copies are laid into the calendar two weeks ahead."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from agency_core.domain.actor import SYSTEM, Actor
from agency_core.domain.clock import Clock
from agency_core.domain.content import ContentStatus
from agency_core.domain.ids import new_id, numbered_id
from agency_core.domain.operations import Change
from agency_core.domain.recurrence import Recurrence, RecurrenceView, checked, moment_of
from agency_core.errors import AgencyError, Conflict, Invalid
from agency_core.models import ContentRow, RecurrenceRow
from agency_core.services.schedule import Schedule
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import content as contents
from agency_core.store.queries import delivery as deliveries
from agency_core.store.queries import history
from agency_core.store.queries import recurrence as recurrences

AHEAD = timedelta(days=14)
"""How far ahead copies are laid."""
SHOWN = 10
_ENDED = frozenset({ContentStatus.DRAFT, ContentStatus.IN_REVIEW, ContentStatus.CANCELLED})
log = logging.getLogger(__name__)


class Recur:
    """Content that returns."""

    def __init__(self, db: Database, clock: Clock, schedule: Schedule) -> None:
        """`schedule` takes the copies."""
        self._db = db
        self._clock = clock
        self._schedule = schedule

    def preview(self, actor: Actor, *, client_id: str, rule: Recurrence) -> tuple[datetime, ...]:
        """The next ten times of a rule; one without a zone counts in the client's.

        Raises:
            Invalid: the rule makes no sense.
        """
        actor.reach(client_id, "recurrence")
        with self._db.reading() as session:
            return tuple(_zoned(session, client_id, rule).times(self._clock.now(), SHOWN))

    def create(self, actor: Actor, content_id: str, *, rule: Recurrence) -> RecurrenceView:
        """Repeat approved content by a rule; what falls into the next two weeks is in the calendar at once.

        Raises:
            Invalid: the rule makes no sense, or has no time to come.
            Conflict: the content is not approved as it stands.
        """
        now = self._clock.now()
        with self._db.transaction() as session:
            pattern = contents.get(session, content_id)
            actor.decide(pattern.client_id, "content")
            rule = _zoned(session, pattern.client_id, rule)
            if rule.next(now) is None:
                raise Invalid("The rule has no time to come.", field="until", remedy="Choose a later last day, or more times.")
            if held := _held(pattern):
                raise Conflict(held, field="status", remedy="Approve it first; its copies need no further approval then.")
            row = RecurrenceRow(
                id=new_id(now), client_id=pattern.client_id, content_id=content_id, rule=rule.to_json(), next_at=rule.next(now),
                paused=False, created_by=actor.label, created_at=now,
            )
            session.add(row)
            _note(session, row, actor, now, ("", "active"), pattern.title)
            session.flush()
            self._lay(session, row, now)
            return _view(row, pattern, now)

    def list(self, actor: Actor, *, client_id: str) -> tuple[RecurrenceView, ...]:
        """Everything that a client repeats, what goes on first."""
        actor.reach(client_id, "recurrence")
        now = self._clock.now()
        with self._db.reading() as session:
            return tuple(_view(row, pattern, now) for row, pattern in recurrences.of_client(session, client_id))

    def get(self, actor: Actor, recurrence_id: str) -> RecurrenceView:
        """One recurrence."""
        with self._db.reading() as session:
            row = recurrences.get(session, recurrence_id)
            actor.reach(row.client_id, "recurrence")
            return _view(row, contents.get(session, row.content_id), self._clock.now())

    def pause(self, actor: Actor, recurrence_id: str, *, paused: bool) -> RecurrenceView:
        """Lay no more copies for now, or go on. What is in the calendar stays; times that passed meanwhile are left out."""
        now = self._clock.now()
        with self._db.transaction() as session:
            row, pattern = self._own(session, actor, recurrence_id)
            if row.paused != paused:
                row.paused = paused
                _note(session, row, actor, now, ("active", "paused") if paused else ("paused", "active"), pattern.title)
            return _view(row, pattern, now)

    def end(self, actor: Actor, recurrence_id: str, *, withdraw: bool = False) -> RecurrenceView:
        """Lay no more copies, for good; with `withdraw`, those in the calendar that are not on their way are cancelled."""
        now = self._clock.now()
        with self._db.transaction() as session:
            row, pattern = self._own(session, actor, recurrence_id)
            for copy in recurrences.copies(session, row, now) if withdraw else ():
                if copy.status == ContentStatus.SCHEDULED:
                    self._cancel(session, copy, actor, now, "the repetition ended")
            if row.next_at is not None:
                row.next_at = None
                _note(session, row, actor, now, ("active", "ended"), pattern.title)
            return _view(row, pattern, now)

    def skip(self, actor: Actor, recurrence_id: str, *, day: date) -> RecurrenceView:
        """Leave out one day (in the rule's zone); a copy that is in the calendar for it is cancelled.

        Raises:
            Conflict: that copy is on its way, or out.
        """
        now = self._clock.now()
        with self._db.transaction() as session:
            row, pattern = self._own(session, actor, recurrence_id)
            rule = Recurrence.from_json(row.rule)
            copy = session.get(ContentRow, _copy_id(row, moment_of(day, rule.at, rule.timezone)))
            if copy is not None and copy.status != ContentStatus.CANCELLED:
                self._cancel(session, copy, actor, now, "left out")
            row.rule = {**row.rule, "exceptions": sorted({*row.rule["exceptions"], day.isoformat()})}
            if row.next_at is not None:
                row.next_at = Recurrence.from_json(row.rule).next(row.next_at - timedelta(microseconds=1))
            _note(session, row, actor, now, ("active", "active"), f"without {day.isoformat()}")
            return _view(row, pattern, now)

    def lay_ahead(self) -> int:
        """Lay the copies of the next two weeks; how many. What cannot be laid is told, and does not keep the others."""
        now = self._clock.now()
        with self._db.reading() as session:
            waiting = recurrences.due(session, now + AHEAD)
        return sum(self._laid(each, now) for each in waiting)

    def _laid(self, recurrence_id: str, now: datetime) -> int:
        try:
            with self._db.transaction() as session:
                row = recurrences.get(session, recurrence_id)
                if row.paused or row.next_at is None or row.next_at > now + AHEAD:
                    return 0  # somebody else was here meanwhile
                return self._lay(session, row, now)
        except (Conflict, Invalid) as error:
            self._tell(recurrence_id, error, now)
            return 0

    def _lay(self, session: Session, row: RecurrenceRow, now: datetime) -> int:
        """The copies of one recurrence, and how far they reach, in one transaction: all of it or nothing."""
        assert row.next_at is not None  # noqa: S101 - whoever calls has looked
        pattern, rule = contents.get(session, row.content_id), Recurrence.from_json(row.rule)
        if held := _held(pattern):
            raise Conflict(held, field="content_id", remedy="Approve the pattern again, or end the repetition.")
        after = max(row.next_at - timedelta(microseconds=1), now)
        moments = [each for each in rule.times(after, AHEAD.days + 2) if each <= now + AHEAD and each != pattern.scheduled_time]
        new = [each for each in moments if session.get(ContentRow, _copy_id(row, each)) is None]
        for moment in new:
            copy = _copy(row, pattern, moment, now)
            session.add(copy)
            self._schedule.enter(session, copy, SYSTEM, now)
        row.next_at = rule.next(now + AHEAD)
        return len(new)

    def _tell(self, recurrence_id: str, error: AgencyError, now: datetime) -> None:
        """Write into history, once, why nothing is laid."""
        with self._db.transaction() as session:
            row = recurrences.get(session, recurrence_id)
            past = history.of_subject(session, "recurrence", row.id)
            if past and (past[-1].to_state, past[-1].why) == ("held", error.message):
                return
            log.warning("recurrence %s is held: %s", recurrence_id, error.message)
            _note(session, row, SYSTEM, now, ("active", "held"), error.message)

    def _cancel(self, session: Session, copy: ContentRow, actor: Actor, now: datetime, why: str) -> None:
        deliveries.withdraw(session, copy.id, actor.label, now, why)
        contents.change(session, copy, ContentStatus.CANCELLED, actor=actor.label, at=now, why=why)

    def _own(self, session: Session, actor: Actor, recurrence_id: str) -> tuple[RecurrenceRow, ContentRow]:
        row = recurrences.get(session, recurrence_id)
        actor.decide(row.client_id, "recurrence")
        return row, contents.get(session, row.content_id)


def _held(pattern: ContentRow) -> str:
    """Why content may not be repeated; empty when it may."""
    if pattern.status in _ENDED:
        return f"“{pattern.title}” is {pattern.status.replace('_', ' ')}: its copies are not approved."
    if not pattern.approved_hash or pattern.approved_hash != pattern.view().approvable_hash:
        return f"“{pattern.title}” was changed since it was approved."
    return ""


def _zoned(session: Session, client_id: str, rule: Recurrence) -> Recurrence:
    """The rule, checked, in the client's zone where it names none."""
    return checked(rule if rule.timezone else replace(rule, timezone=clients.get(session, client_id).timezone))


def _copy_id(row: RecurrenceRow, moment: datetime) -> str:
    """One id for each moment: a copy cannot be laid twice, whatever happens in between."""
    return numbered_id(row.id, int(moment.timestamp()))


def _copy(row: RecurrenceRow, pattern: ContentRow, moment: datetime, now: datetime) -> ContentRow:
    """The pattern for one time, covered by its approval: it says the same, so it has the same hash."""
    return ContentRow(
        id=_copy_id(row, moment), client_id=pattern.client_id, creator_agent_id=pattern.creator_agent_id,
        persona=pattern.persona, content_type=pattern.content_type, title=pattern.title, content_body=pattern.content_body,
        target_platforms=list(pattern.target_platforms), scheduled_time=moment, status=ContentStatus.APPROVED, revision=1,
        link=pattern.link, media=list(pattern.media), variants=dict(pattern.variants), options=dict(pattern.options),
        follow_ups=list(pattern.follow_ups), priority=pattern.priority, topic=pattern.topic,
        campaign=pattern.campaign, recurrence_id=row.id, review_note="",
        why=f"Repeats “{pattern.title}”.", message_id="", approved_hash=pattern.approved_hash, approved_by=pattern.approved_by,
        approved_at=pattern.approved_at, created_at=now, updated_at=now,
    )


def _view(row: RecurrenceRow, pattern: ContentRow, now: datetime) -> RecurrenceView:
    rule = Recurrence.from_json(row.rule)
    times = tuple(rule.times(now, SHOWN)) if row.next_at is not None else ()
    return RecurrenceView(
        id=row.id, client_id=row.client_id, content_id=row.content_id, title=pattern.title, rule=rule, next_at=row.next_at,
        paused=row.paused, held=_held(pattern) if row.next_at is not None else "", times=times, created_by=row.created_by,
        created_at=row.created_at,
    )


def _note(
    session: Session, row: RecurrenceRow, actor: Actor, now: datetime, moved: tuple[str, str], why: str
) -> None:
    history.note(session, Change(row.client_id, "recurrence", row.id, *moved, actor.label, now, why))
