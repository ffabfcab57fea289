"""Audit: what was done or refused, by whom, from where; only ever added to, and provable."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor
from agency_core.domain.audit import REFUSED, AuditFilter, AuditView, NewEntry
from agency_core.domain.clock import Clock
from agency_core.domain.paging import Listing, Page
from agency_core.domain.permission import Verb
from agency_core.store.database import Database
from agency_core.store.queries import audit

NOUN = "audit"
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


class Audit:
    """Writes into the trail, reads it, and proves it."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on `db` by the time of `clock`."""
        self._db = db
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

    def list(self, actor: Actor, wanted: AuditFilter = AuditFilter(), page: Page = Page()) -> Listing[AuditView]:
        """Entries that are wanted, newest first: an owner sees all, a manager those of their clients.

        Raises:
            Forbidden: the actor is neither.
        """
        clients = self._reach(actor)
        with self._db.reading() as session:
            return audit.found(session, wanted, clients, page)

    def _reach(self, actor: Actor) -> frozenset[str] | None:
        if actor.may(Verb.ADMIN, "", NOUN):
            return None
        named = actor.clients if actor.clients is not None else frozenset(actor.roles or {})
        managed = frozenset(each for each in named if each and actor.may(Verb.DECIDE, each, NOUN))
        if not managed:
            actor.administer(NOUN)
        return managed


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
