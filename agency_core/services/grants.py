"""Grants: a token for the next minutes, for whoever proves to be somebody, and the chain of refresh tokens after it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.audit import REFUSED
from agency_core.domain.clock import Clock
from agency_core.domain.person import ACCESS_FOR, REFRESH_FOR, Purpose
from agency_core.domain.token import Credential, Granted
from agency_core.errors import SignInNeeded
from agency_core.models import TokenRow
from agency_core.observe import redaction
from agency_core.security import jwt
from agency_core.services.access import Access, standing_of
from agency_core.services.audit import note
from agency_core.services.people import Origin
from agency_core.services.sessions import Sessions, hashed
from agency_core.services.sign_in import SignIn
from agency_core.services.signing import Signing
from agency_core.services.tokens import new_row, put
from agency_core.services.tries import Tries, by_address
from agency_core.store.database import Database
from agency_core.store.queries import token as tokens

NOUN = "token"
_AGAIN = "Sign in again."

Prove = Callable[[str, str, str, str], str]
"""Gives the person with this e-mail address, when password and code (empty without a second factor) are right; from where."""


class Grants:
    """Exchanges what somebody has for a short-lived access token, and a refresh token that is good once."""

    def __init__(self, db: Database, clock: Clock, signing: Signing, access: Access, prove: Prove) -> None:
        """`signing` has the keys, `access` knows who may act with what, `prove` knows passwords."""
        self._db = db
        self._clock = clock
        self._signing = signing
        self._access = access
        self._prove = prove
        self._tries = Tries(db, clock)

    def by_password(self, email: str, password: str, code: str, address: str) -> Granted:
        """For a person.

        Raises:
            SignInRefused: one of them is wrong, whichever.
            SignInNeeded: the second factor is missing.
            TooManyTries: wait.
        """
        person_id = self._prove(email, password, code, address)
        return self._begin(new_row(Purpose.REFRESH, person_id, ""), address)

    def by_agent(self, token: str, address: str) -> Granted:
        """For an agent, by its own token: for programs that would rather not send that with every request.

        Raises:
            SignInNeeded: it does not hold.
            TooManyTries: wait.
        """
        limits = (by_address("token", address),)
        self._tries.take(limits)
        actor, credential = self._access.bearer(token, address), Credential.read(token)
        if actor.kind is not ActorKind.AGENT or credential is None:
            raise SignInNeeded(remedy="Send the token of an agent; a personal key is used as it is.")
        self._tries.take_back(limits)
        (client_id,) = actor.clients or ("",)
        row = new_row(Purpose.REFRESH, actor.id, client_id)
        row.name = credential.id
        return self._begin(row, address)

    def refresh(self, token: str, address: str) -> Granted:
        """The next access token, and the refresh token after this one; a second use of one ends all that came from it.

        Raises:
            SignInNeeded: it does not hold.
            TooManyTries: wait.
        """
        limits, key = (by_address("token", address),), self._signing.current()
        self._tries.take(limits)
        granted, credential = None, Credential.read(token)
        if credential is not None and credential.purpose is Purpose.REFRESH:
            with self._db.transaction() as session:
                granted = self._next(session, credential, address, key)
        if granted is None:
            self._access.forget()
            raise SignInNeeded(remedy=_AGAIN)
        self._tries.take_back(limits)
        return granted

    def end(self, access_token: str, actor: Actor) -> None:
        """End an access token, with the refresh token beside it and all that came before.

        Raises:
            SignInNeeded: it is none.
        """
        family = self._access.family(access_token)
        with self._db.transaction() as session:
            tokens.revoke_family(session, family, self._clock.now())
            note(session, actor, "token.ended", noun=NOUN, subject_id=family)
        self._access.forget()

    def _begin(self, row: TokenRow, address: str) -> Granted:
        key, now = self._signing.current(), self._clock.now()
        with self._db.transaction() as session:
            credential = put(session, row, now, now + REFRESH_FOR)
            row.family = row.id
            standing = standing_of(session, row, now)
            if standing is None:
                raise SignInNeeded(remedy=_AGAIN)
            actor = replace(standing.actor, address=address)
            said = {"by": "agent" if row.name else "password"}
            note(session, actor, "token.granted", client_id=row.client_id, noun=NOUN, subject_id=row.id, said=said)
            return _granted(row, actor, credential, key, now)

    def _next(self, session: Session, credential: Credential, address: str, key: tuple[str, bytes]) -> Granted | None:
        row, now = session.get(TokenRow, credential.id), self._clock.now()
        if row is None or row.purpose != Purpose.REFRESH or not secrets.compare_digest(row.secret, hashed(credential.secret)):
            return None
        standing = standing_of(session, row, now)
        if standing is None or row.expires_at is None:
            return None
        actor = replace(standing.actor, address=address)
        if not tokens.use_once(session, row.id, now):
            tokens.revoke_family(session, row.family, now)
            about = {"client_id": row.client_id, "noun": NOUN, "subject_id": row.id}
            note(session, actor, "token.replayed", outcome=REFUSED, said={"family": row.family}, **about)
            return None
        new = new_row(Purpose.REFRESH, row.owner_id, row.client_id)
        new.name, new.family = row.name, row.family
        return _granted(new, actor, put(session, new, now, row.expires_at), key, now)


def _granted(row: TokenRow, actor: Actor, credential: Credential, key: tuple[str, bytes], now: datetime) -> Granted:
    assert row.expires_at is not None  # noqa: S101 - it was given one; for the type checker
    claims = jwt.Claims(actor.label, row.family, Purpose.ACCESS, secrets.token_urlsafe(16), now, ACCESS_FOR)
    token = jwt.mint(claims, *key)
    redaction.learn((token,))
    return Granted(token, "Bearer", int(ACCESS_FOR.total_seconds()), credential.text(), row.expires_at)


def proving(sign_in: SignIn, sessions: Sessions) -> Prove:
    """Proves people by the one way in that the sign-in page takes too, with its limits and its entries in the trail."""

    def prove(email: str, password: str, code: str, address: str) -> str:
        origin = Origin(address, "API")
        entry = sign_in.password(email, password, origin)
        if entry.pending and not code:
            raise SignInNeeded("The second factor is missing.", field="code", remedy="Send the code that your app shows now.")
        if entry.pending:
            entry = sign_in.second(entry.pending, code, origin)
        actor = sessions.resolve(entry.token, address)
        if actor is None:
            raise SignInNeeded(remedy=_AGAIN)
        sessions.end(entry.token)
        return actor.id

    return prove
