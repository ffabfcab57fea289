"""Presence: what a process that is back writes down about the time in which it was not, and puts right after it."""

from __future__ import annotations

from datetime import datetime, timedelta

from agency_core.domain.clock import Clock
from agency_core.domain.downtime import Absence, Component, GapKind
from agency_core.domain.health import DOWN_AFTER
from agency_core.services.gaps import Gaps
from agency_core.services.watch import Watch
from agency_core.store.database import Database
from agency_core.store.queries import account as accounts
from agency_core.store.queries import task as tasks
from agency_core.store.queries import worker

ENDED = "The process ended without a word: it was killed, crashed, or lost its power."


class Presence:
    """The record of a process's own absences."""

    def __init__(
        self, db: Database, clock: Clock, gaps: Gaps, watch: Watch, longest: timedelta,
        of: tuple[Component, ...] = (Component.ENGINE,),
    ) -> None:
        """A silence up to `longest` is none; `of` is what this process is, the engine first where it is one."""
        self._db = db
        self._clock = clock
        self._gaps = gaps
        self._watch = watch
        self._longest = longest
        self._of = of

    def take_up(self) -> None:
        """After this process began its work: keep since when nobody did, and why.

        An orderly stop is a plan; people are told of it when it was longer than a system may be down.
        """
        now = self._clock.now()
        with self._db.reading() as session:
            seen_at = worker.life(session).seen_at if self._is_engine else worker.served_at(session)
        if seen_at is not None and seen_at > now:
            self._put_right(now)
        stopped_at, *_ = [self._gaps.back(each) for each in self._of]
        if stopped_at is not None:
            if self._is_engine and now - stopped_at > DOWN_AFTER:
                self._watch.note_gap(stopped_at)
        elif seen_at is not None and now - seen_at > self._longest:
            self._failed(Absence(seen_at, now, GapKind.DOWN, ENDED))

    def returned(self, absence: Absence) -> None:
        """After this process stood still, or the clock was moved."""
        if absence.kind is GapKind.CLOCK:
            self._note(absence)
            self._put_right(self._clock.now())
        else:
            self._failed(absence)

    def beats_again(self, fault: Component, since: datetime, why: str) -> None:
        """After a beat was written: keep that there was none for too long, whose fault it was, and why."""
        now = self._clock.now()
        if now - since > self._longest:
            self._gaps.note(fault, Absence(since, now, GapKind.DOWN, why))

    def leave(self) -> None:
        """Before this process ends in order."""
        for each in self._of:
            self._gaps.leave(each)

    @property
    def _is_engine(self) -> bool:
        return self._of[0] is Component.ENGINE

    def _failed(self, absence: Absence) -> None:
        if self._note(absence) > self._longest and self._is_engine:
            self._watch.note_gap(absence.since)

    def _note(self, absence: Absence) -> timedelta:
        return max(self._gaps.note(each, absence) for each in self._of)

    def _put_right(self, now: datetime) -> None:
        """After a clock that was ahead was set back: no sign of life, and no distance between posts, lies in the future."""
        with self._db.transaction() as session:
            tasks.not_ahead(session, now)
            accounts.not_ahead(session, now)
