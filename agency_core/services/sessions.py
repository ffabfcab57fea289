"""Sessions: browsers that are signed in, kept on our side, so that each can be ended at once."""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.clock import Clock
from agency_core.domain.ids import new_id
from agency_core.domain.permission import Role, Verb, may
from agency_core.domain.person import ABSOLUTE, IDLE, PersonStatus, SessionView
from agency_core.errors import Busy, Forbidden, NotFound, StorageFailed
from agency_core.models import SessionRow
from agency_core.services import governing
from agency_core.services.audit import note
from agency_core.services.governing import NOUN
from agency_core.store.database import Database
from agency_core.store.queries import person as people
from agency_core.store.queries import session as sessions

COOKIES = ("__Host-agency", "agency")
"""What the cookie with the token is called over HTTPS, and on this machine without."""
TOKEN_BYTES = 32

PROOF_LASTS = timedelta(minutes=10)
"""So long after the password or the second factor was given, what is delicate may be done without giving it again."""
SEEN_EVERY = timedelta(minutes=1)
REMEMBERED = 0.75
"""Seconds for which an answer of `resolve` is good without asking the database: another process may have ended the session."""
_NO_OWNER = 0.5
"""Seconds for which it is remembered that there is no owner yet; with what the gate remembers of it, less than one."""
_MOST_REMEMBERED = 10_000
_LONGEST_BROWSER = 300
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class ProofNeeded(Forbidden):
    """This asks for your password or second factor first."""

    code = "proof_needed"


@dataclass(frozen=True)
class _Known:
    actor: Actor
    seen_at: datetime
    ends_at: datetime
    asked: float
    era: int


class Sessions:
    """Begins, resolves and ends sessions. Remembers answers for a moment; what this process ends is forgotten at once."""

    def __init__(self, db: Database, clock: Clock, *, is_closed: bool = False) -> None:
        """Sessions live in `db`; `is_closed` asks for a sign-in also before there is an owner."""
        self._db = db
        self._clock = clock
        self._guard = threading.Lock()
        self._known: dict[str, _Known] = {}
        self._keys: dict[str, str] = {}
        self._era = 0
        self._is_closed, self._looked = is_closed, -REMEMBERED

    def begin(self, person_id: str, how: str, address: str, browser: str) -> str:
        """Sign a person in; the token that their browser shows from now on, which is kept nowhere.

        Args:
            person_id: who proved to be it.
            how: by what: `password`, `password+totp`, `oidc`, `first run`, `invitation`.
            address: where from.
            browser: what the browser calls itself.
        """
        now, token = self._clock.now(), secrets.token_urlsafe(TOKEN_BYTES)
        with self._db.transaction() as session:
            row = SessionRow(
                id=new_id(now), token=hashed(token), person_id=person_id, how=how, address=address,
                browser=browser[:_LONGEST_BROWSER], created_at=now, seen_at=now, ends_at=now + ABSOLUTE, proved_at=now,
                revoked_at=None,
            )
            session.add(row)
            session.flush()
            people.get(session, person_id).last_seen_at = now
            note(session, actor_of(row, {}, address), "person.signed_in", noun=NOUN, subject_id=person_id, said={"how": how})
        return token

    def resolve(self, token: str, address: str = "", *, is_active: bool = True) -> Actor | None:
        """Who shows this token; None when it is none, or its session or person ended.

        Args:
            token: what the browser shows.
            address: where it asks from.
            is_active: whether somebody does something; a look at a connection that is merely open keeps no session alive.
        """
        return self._held(hashed(token), address, is_active=is_active) if _TOKEN.fullmatch(token) else None

    def named(self, session_id: str, address: str = "") -> Actor | None:
        """Who acts in the session of this name, whose token was shown to this process before; None when it ended.

        Pages ask by it: they know the name of the session that they are drawn for, and never see its token.
        """
        key = self._keys.get(session_id)
        return self._held(key, address, is_active=False) if key else None

    @property
    def era(self) -> int:
        """Changes when this process ends a session or changes a person: what was known before may no longer hold."""
        return self._era

    def needs_sign_in(self) -> bool:
        """Whether people have to sign in: from the first owner on, or when the settings ask for it; then it stays so."""
        if not self._is_closed and not 0 <= time.monotonic() - self._looked < _NO_OWNER:
            with self._db.reading() as session:
                self._is_closed = people.any_owner(session)
            self._looked = time.monotonic()
        return self._is_closed

    def list(self, actor: Actor, *, person_id: str = "") -> tuple[SessionView, ...]:
        """The sessions of a person (of the actor, when nobody is named) that still hold, the last begun first.

        Raises:
            NotFound: this person is out of the actor's reach.
        """
        now, whose = self._clock.now(), person_id or actor.id
        with self._db.reading() as session:
            if whose != actor.id:
                governing.visible(actor, session, whose)
            return tuple(row.view() for row in sessions.of_person(session, whose, now, now - IDLE))

    def revoke(self, actor: Actor, session_id: str) -> None:
        """End one session; to end what is over changes nothing.

        Raises:
            NotFound: there is none within reach.
        """
        with self._db.transaction() as session:
            row = session.get(SessionRow, session_id)
            if row is None:
                raise NotFound("There is no such session.", field="session_id", remedy="Check the id.")
            if row.person_id != actor.id:
                governing.governed(actor, session, row.person_id)
            sessions.revoke(session, session_id, self._clock.now())
            note(session, actor, "session.ended", noun=NOUN, subject_id=row.person_id, said={"session": session_id})
        self.forget()

    def end(self, token: str) -> None:
        """Sign out the browser that shows this token."""
        actor = self.resolve(token, is_active=False)
        if actor is not None:
            self.revoke(actor, actor.session_id)

    def end_all(self, actor: Actor, *, person_id: str = "", besides: str = "") -> None:
        """End all sessions of a person (of the actor, when nobody is named), but the one called `besides`.

        Raises:
            NotFound: this person is out of the actor's reach.
        """
        whose = person_id or actor.id
        with self._db.transaction() as session:
            if whose != actor.id:
                governing.governed(actor, session, whose)
            sessions.revoke_all(session, whose, self._clock.now(), besides)
            note(session, actor, "session.all_ended", noun=NOUN, subject_id=whose)
        self.forget()

    def proved(self, actor: Actor) -> None:
        """Remember that the person of this session gave a password or second factor right now."""
        with self._db.transaction() as session:
            row = session.get(SessionRow, actor.session_id)
            if row is not None:
                row.proved_at = self._clock.now()

    def has_proof(self, actor: Actor) -> bool:
        """Whether the person of this session gave a password or second factor lately; always on a machine without sign-in."""
        if actor.roles is None:
            return actor.kind is not ActorKind.AGENT
        with self._db.reading() as session:
            row = session.get(SessionRow, actor.session_id)
            return row is not None and self._clock.now() - row.proved_at < PROOF_LASTS

    def demand_proof(self, actor: Actor) -> None:
        """Refuse what is delicate to somebody who has not given a password or second factor lately.

        Raises:
            ProofNeeded: it was too long ago, or a token asks, which never gave any.
        """
        if not self.has_proof(actor):
            raise ProofNeeded(remedy="Confirm that it is you on the page People (My profile), then try again.")

    def forget(self) -> None:
        """Ask the database anew: sessions or roles were changed."""
        with self._guard:
            self._era, self._looked = self._era + 1, -REMEMBERED
            self._known.clear()

    def prune(self) -> int:
        """Delete what ended more than a month ago; how many."""
        with self._db.transaction() as session:
            return sessions.forget(session, self._clock.now() - timedelta(days=30))

    def _held(self, key: str, address: str, *, is_active: bool) -> Actor | None:
        now, known = self._clock.now(), self._known.get(key)
        if known is None or not 0 <= time.monotonic() - known.asked < REMEMBERED:
            known = self._asked(key)
        if known is None or now >= known.ends_at or now - known.seen_at >= IDLE:
            return None
        if is_active and now - known.seen_at >= SEEN_EVERY:
            self._seen(key, known, now, address)
        return replace(known.actor, address=address)

    def _asked(self, key: str) -> _Known | None:
        asked, era = time.monotonic(), self._era
        with self._db.reading() as session:
            found = sessions.signed_in(session, key)
        if found is None or found.status != PersonStatus.ACTIVE:
            with self._guard:
                self._known.pop(key, None)
            return None
        row = found.session
        known = _Known(actor_of(row, found.roles, ""), row.seen_at, row.ends_at, asked, era)
        self._remember(key, known)
        return known

    def _seen(self, key: str, known: _Known, now: datetime, address: str) -> None:
        self._remember(key, replace(known, seen_at=now))
        with suppress(Busy, StorageFailed), self._db.transaction() as session:  # people come in also when nothing can be written
            sessions.seen(session, known.actor.session_id, now, address)

    def _remember(self, key: str, known: _Known) -> None:
        with self._guard:
            if known.era != self._era:  # something was ended while the database was asked
                return
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
                self._keys.clear()
            self._known[key] = known
            self._keys[known.actor.session_id] = key


def hashed(token: str) -> str:
    """What is kept of a token that nobody can guess."""
    return hashlib.sha256(token.encode()).hexdigest()


def actor_of(row: SessionRow, roles: Mapping[str, Role], address: str) -> Actor:
    """The person of a session as somebody who acts."""
    wide = roles.get("")
    counted = (wide,) if wide else tuple(roles.values())
    return Actor(
        ActorKind.PERSON, row.person_id, clients=None if wide else frozenset(roles), roles=dict(roles), address=address,
        can_write=any(may(role, Verb.WRITE, "client") for role in counted),
        can_decide=any(may(role, Verb.DECIDE, "client") for role in counted), session_id=row.id,
    )
