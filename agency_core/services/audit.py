"""Audit: what was done or refused, by whom, from where; only ever added to, and provable."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import groupby, takewhile
from pathlib import Path
from typing import Any, TypedDict, Unpack
from weakref import WeakMethod

from sqlalchemy import event
from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor
from agency_core.domain.audit import REFUSED, Asked, AuditFilter, AuditView, NewEntry, Proof
from agency_core.domain.clock import Clock
from agency_core.domain.paging import MOST, Listing, Page
from agency_core.domain.permission import Verb
from agency_core.errors import AgencyError, Busy, Invalid, NotFound, StorageFailed
from agency_core.services.audit_proof import proven
from agency_core.services.audit_shelf import Shelf
from agency_core.store import chain
from agency_core.store.database import Database
from agency_core.store.queries import audit
from agency_core.store.queries import setting as settings

log = logging.getLogger(__name__)
NOUN, PROOF = "audit", "audit_proof"
MINUTE, EACH, ALL = timedelta(minutes=1), 10, 200
"""Refusals written in a minute: for one actor at one address, and for everybody; the rest are counted."""


class About(TypedDict, total=False):
    """What an entry may say beside who did what: each is empty when it is not given."""

    client_id: str
    noun: str
    subject_id: str
    outcome: str
    said: Mapping[str, Any]


def note(session: Session, actor: Actor, action: str, **about: Unpack[About]) -> None:
    """Put an entry into the trail with the caller's transaction: both are written, or neither is.

    Args:
        session: the transaction in which it is done.
        actor: who does it.
        action: what, as `noun.verb`: `person.signed_in`, `token.revoked`.
        **about: `client_id`, `noun` and `subject_id` of what it is done to, `outcome` (done or refused), and in `said`
            whatever explains it. Members named like secrets are hidden, and texts lose what looks like one.
    """
    audit.add(session, NewEntry(actor.label, action, address=actor.address, **about))


def taken(db: Database, actor: Actor, action: str, **about: Unpack[About]) -> None:
    """Put into the trail that somebody took a file along.

    It is handed out also when nothing can be written: who has a full disk needs a backup of it. The log says so then.
    """
    try:
        with db.transaction() as session:
            note(session, actor, action, **about)
    except (Busy, StorageFailed) as unwritten:
        log.warning("%s by %s could not be written into the audit trail: %s", action, actor.label, unwritten.message)


class Audit:
    """Writes into the trail, reads it, and proves it."""

    def __init__(self, db: Database, clock: Clock, data: Path) -> None:
        """Work on `db` by the time of `clock`; what is written down outside lies in the folder `data`."""
        self._db = db
        self._clock = clock
        self._shelf = Shelf(data)
        anchor = WeakMethod(self._anchor)  # what listens to a class of sessions is kept for good, and would keep the database
        event.listen(db.sessions, "after_commit", lambda session: (told := anchor()) and told(session))
        self._refusals = _Throttle(clock)

    def done(self, actor: Actor, action: str, **about: Unpack[About]) -> None:
        """Put an entry into the trail where nothing else is written with it: a download, an export."""
        with self._db.transaction() as session:
            note(session, actor, action, **about)

    def refused(self, actor: Actor, action: str, **about: Unpack[About]) -> None:
        """Put a refusal into the trail; more than ten in a minute from one actor and address are only counted."""
        left_out = self._refusals.passes(f"{actor.label} {actor.address}")
        if left_out is None:
            return
        said = {**about.get("said", {}), **({"not_listed_before": left_out} if left_out else {})}
        about = {**about, "outcome": REFUSED, "said": said}
        with self._db.transaction() as session:
            note(session, actor, action, **about)

    def turned_away(self, error: AgencyError) -> None:
        """Put into the trail that a service refused somebody; nothing for any other error.

        Of what was not found only that of somebody who does not reach every client: it may be another client's. A refusal
        that cannot be written is only logged, as it was a refusal in any case.
        """
        asked = error.asked
        if not isinstance(asked, Asked) or (isinstance(error, NotFound) and asked.actor.clients is None):
            return
        said = {"verb": asked.verb, "error": error.code, "why": error.message}
        try:
            self.refused(asked.actor, "access.refused", noun=asked.noun, client_id=asked.client_id, said=said)
        except AgencyError as unwritten:
            log.warning("A refusal could not be written into the audit trail: %s", unwritten.message)

    def list(self, actor: Actor, wanted: AuditFilter = AuditFilter(), page: Page = Page()) -> Listing[AuditView]:
        """Entries that are wanted, newest first: an owner sees all, a manager those of their clients.

        Raises:
            Forbidden: the actor is neither.
        """
        clients = self._reach(actor)
        with self._db.reading() as session:
            return audit.found(session, wanted, clients, page)

    def every(self, actor: Actor, wanted: AuditFilter = AuditFilter()) -> Iterator[AuditView]:
        """All entries that are wanted, newest first, for an export; that they were asked for is an entry too.

        Raises:
            Forbidden: the actor is neither owner nor manager.
        """
        self._reach(actor)
        self.done(actor, "audit.exported", noun=NOUN, client_id=wanted.client_id, said=_told(wanted))
        return self._all(actor, wanted)

    def whole(self, actor: Actor) -> Iterator[AuditView]:
        """Every entry there is, oldest first; that they were asked for is the last of them.

        Raises:
            Forbidden: only an owner may.
        """
        actor.administer(NOUN)
        self.done(actor, "audit.exported", noun=NOUN)
        return self._oldest_first()

    def last_proof(self, actor: Actor) -> Proof | None:
        """What the last look at the whole chain found; None when nobody looked yet."""
        self._reach(actor)
        with self._db.reading() as session:
            told = settings.get(session, PROOF)
        return Proof(**{**told, "at": datetime.fromisoformat(told["at"]), "breaks": tuple(told["breaks"])}) if told else None

    def verify(self, actor: Actor) -> Proof:
        """Look at the whole chain, and keep what was found.

        Raises:
            Forbidden: only an owner may.
        """
        actor.administer(NOUN)
        with self._db.reading() as session:
            found = proven(session, self._shelf, self._clock)
        with self._db.transaction() as session:
            told = {**vars(found), "at": found.at.isoformat(), "breaks": list(found.breaks)}
            settings.put(session, PROOF, told, actor.label, found.at)
        return found

    def export(self, actor: Actor) -> tuple[Path, ...]:
        """Write down every day that is over and was not yet; the files.

        Raises:
            StorageFailed: the disk is full or failing.
        """
        actor.administer(NOUN)
        today = self._clock.now().date()
        last = self._shelf.days()[-1:]
        with self._db.reading() as session:
            entries = audit.entries(session, after=last[0].id if last else 0)
            by_day = groupby(_until(entries, today), key=_DayOf(last[0].day if last else date.min))
            made = [self._shelf.write(day, tuple(part)) for day, part in by_day]
        return tuple(each.path for each in made)

    def tidy(self, actor: Actor, *, days: int) -> int:
        """After the chain was found to hold: delete heads of days that are written down, and daily files older than `days`.

        Args:
            actor: the owner or the system.
            days: how long daily files are kept; 0: for ever.

        Returns:
            How many daily files went.
        """
        actor.administer(NOUN)
        for newest in self._shelf.days()[-1:]:
            self._shelf.forget_heads(newest.day)
        return self._shelf.prune((self._clock.now() - timedelta(days=days)).date()) if days else 0

    def accept(self, actor: Actor, *, why: str) -> int:
        """Compare with nothing older than now, after a restored backup took entries with it; how many files are set aside.

        Raises:
            Invalid: nobody says why.
        """
        actor.administer(NOUN)
        if not why.strip():
            raise Invalid("Say why what was written down counts no more.", field="why", remedy="Say what was restored, and when.")
        found = self.verify(actor)
        files = self._shelf.set_aside(f"{found.at:%Y-%m-%dT%H-%M-%S}")
        self.done(actor, "audit.accepted", noun=NOUN, said={"why": why, "breaks": found.breaks, "files": files})
        self.verify(actor)
        return files

    def _oldest_first(self) -> Iterator[AuditView]:
        with self._db.reading() as session:
            yield from audit.entries(session)

    def _all(self, actor: Actor, wanted: AuditFilter) -> Iterator[AuditView]:
        page = Page(MOST)
        while True:
            part = self.list(actor, wanted, page)
            yield from part.items
            if not part.next_cursor:
                return
            page = Page(MOST, part.next_cursor)

    def _reach(self, actor: Actor) -> frozenset[str] | None:
        if actor.may(Verb.ADMIN, "", NOUN):
            return None
        named = actor.clients if actor.clients is not None else frozenset(actor.roles or {})
        managed = frozenset(each for each in named if each and actor.may(Verb.DECIDE, each, NOUN))
        if not managed:
            actor.administer(NOUN)
        return managed

    def _anchor(self, session: Session) -> None:
        if written := session.info.pop(chain.WRITTEN, None):
            number, entry_hash = written
            self._shelf.remember(number, entry_hash, self._clock.now())


def _told(wanted: AuditFilter) -> dict[str, str]:
    return {name: str(value) for name, value in vars(wanted).items() if value}


def _until(entries: Iterator[AuditView], today: date) -> Iterator[AuditView]:
    return takewhile(lambda each: each.at.date() < today, entries)


class _DayOf:
    """The day under which an entry is written down: its own, or that of the entry before when the clock was set back."""

    def __init__(self, last: date) -> None:
        self._last = last

    def __call__(self, entry: AuditView) -> date:
        self._last = max(self._last, entry.at.date())
        return self._last


class _Throttle:
    """Lets so many refusals of a minute pass, and counts the others."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._began: datetime | None = None
        self._seen: dict[str, int] = {}
        self._left_out = 0

    def passes(self, who: str) -> int | None:
        """How many were left out before this one; None when it is to be left out too."""
        with self._guard:
            now = self._clock.now()
            if self._began is None or not self._began <= now < self._began + MINUTE:
                self._began, self._seen = now, {}
            self._seen[who] = seen = self._seen.get(who, 0) + 1
            if seen > EACH or sum(min(each, EACH) for each in self._seen.values()) > ALL:
                self._left_out += 1
                return None
            left_out, self._left_out = self._left_out, 0
            return left_out
