"""Access: who asks, by the token or the session that a request shows. Asked for every request, so it remembers for a second."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.person import ACCESS_FOR, Purpose
from agency_core.domain.token import Credential
from agency_core.errors import Busy, Forbidden, SignInNeeded, StorageFailed
from agency_core.models import TokenRow
from agency_core.security import jwt
from agency_core.services.audit import note
from agency_core.services.sessions import COOKIES, Sessions, hashed
from agency_core.services.signing import Signing
from agency_core.services.standing import Standing, agent_standing, person_standing
from agency_core.store.database import Database
from agency_core.store.queries import token as tokens

OWN_PAGE = "x-agency-request"
"""The header that a page of ours sends with every write; no other site can make a browser send it unasked."""
READS = frozenset({"GET", "HEAD", "OPTIONS"})
REMEMBERED = 1.0
USED_EVERY = timedelta(minutes=1)
_MOST_REMEMBERED = 10_000
_SEND = "Sign in, or send Authorization: Bearer with a token that holds."

Headers = Mapping[str, tuple[str, ...]]
"""The headers of a request by their names in lower case."""


@dataclass(frozen=True)
class _Known:
    standing: Standing
    asked: float
    era: int


class Access:
    """Says who asks; what is ended in this process is refused at once, what another ended, after a second."""

    def __init__(self, db: Database, clock: Clock, sessions: Sessions, signing: Signing) -> None:
        """Tokens lie in `db`; `sessions` knows the browsers, `signing` the keys of access tokens."""
        self._db = db
        self._clock = clock
        self._sessions = sessions
        self._signing = signing
        self._guard = threading.Lock()
        self._known: dict[str, _Known] = {}
        self._era = 0

    def authenticate(self, headers: Headers, address: str, method: str = "GET", *, is_secure: bool = False) -> Actor:
        """Who asks: by its token, when there is an Authorization, else by the session of its browser.

        Args:
            headers: of the request.
            address: where it comes from.
            method: a write from a browser has to come from a page of ours.
            is_secure: whether it came over TLS, where the cookie of plain HTTP counts for nothing.

        Raises:
            SignInNeeded: nobody that we know, or not any more.
            Forbidden: a browser writes, and it was not a page of ours that made it.
        """
        if "authorization" in headers:
            return self.bearer(_token(headers), address)
        token = cookie(headers, is_secure=is_secure)
        actor = self._sessions.resolve(token, address) if token else None
        if actor is None:
            raise SignInNeeded(remedy=_SEND)
        if method not in READS:
            demand_own_page(headers)
        return actor

    def recall(self, headers: Headers, address: str) -> Actor | None:
        """The same for a token that was looked at within the last second, without asking the database; None for all else."""
        if "authorization" not in headers:
            return None
        known = self._known.get(hashed(_token(headers)))
        return replace(known.standing.actor, address=address) if known and self._holds(known) else None

    def bearer(self, token: str, address: str) -> Actor:
        """Who shows this token of an agent, personal key or access token.

        Raises:
            SignInNeeded: it is none, or it ended.
        """
        key = hashed(token)
        known = self._known.get(key)
        if known is None or not self._holds(known):
            known = self._ask(key, token, address)
        return replace(known.standing.actor, address=address)

    def family(self, token: str) -> str:
        """What the access token belongs to, and is ended by.

        Raises:
            SignInNeeded: it is none.
        """
        try:
            claims = jwt.read(token, Purpose.ACCESS, self._signing.find, self._clock.now(), ACCESS_FOR)
        except jwt.BadToken:
            raise SignInNeeded(remedy=_SEND) from None
        return claims.family

    def forget(self) -> None:
        """Ask the database anew: tokens, people or roles were changed."""
        with self._guard:
            self._era += 1
            self._known.clear()

    def _holds(self, known: _Known) -> bool:
        return 0 <= time.monotonic() - known.asked < REMEMBERED and self._clock.now() < known.standing.ends_at

    def _ask(self, key: str, token: str, address: str) -> _Known:
        asked, era, now = time.monotonic(), self._era, self._clock.now()
        credential = Credential.read(token)
        with self._db.reading() as session:
            standing = self._long_lived(session, credential, now) if credential else self._short_lived(session, token, now)
        if standing is None:
            with self._guard:
                self._known.pop(key, None)
            raise SignInNeeded(remedy=_SEND)
        known = _Known(standing, asked, era)
        with self._guard:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            if era == self._era:
                self._known[key] = known
        if standing.token_id and (standing.used_at is None or now - standing.used_at >= USED_EVERY):
            self._used(standing, now, address)
        return known

    def _long_lived(self, session: Session, credential: Credential, now: datetime) -> Standing | None:
        row = session.get(TokenRow, credential.id)
        if row is None or credential.purpose is Purpose.REFRESH or row.purpose != credential.purpose:
            return None
        if not secrets.compare_digest(row.secret, hashed(credential.secret)):
            return None
        return standing_of(session, row, now)

    def _short_lived(self, session: Session, token: str, now: datetime) -> Standing | None:
        try:
            claims = jwt.read(token, Purpose.ACCESS, self._signing.find, now, ACCESS_FOR)
        except jwt.BadToken:
            return None
        row = session.get(TokenRow, claims.family)
        standing = standing_of(session, row, now) if row is not None and row.purpose == Purpose.REFRESH else None
        if standing is None or standing.actor.label != claims.subject:
            return None
        return replace(standing, ends_at=min(standing.ends_at, claims.issued_at + claims.lasts), token_id="")

    def _used(self, standing: Standing, now: datetime, address: str) -> None:
        with suppress(Busy, StorageFailed), self._db.transaction() as session:  # a full disk lets in
            tokens.seen(session, standing.token_id, now)
            actor = replace(standing.actor, address=address)
            note(session, actor, "token.used", client_id=standing.client_id, noun="token", subject_id=standing.token_id)


def standing_of(session: Session, row: TokenRow, now: datetime) -> Standing | None:
    """Who acts with a token, and how long it holds; None when it, or whoever it belongs to, ended.

    A refresh token that came from the token of an agent names that in `name`, and ends with it.
    """
    if row.revoked_at is not None or row.expires_at is None or row.expires_at <= now:
        return None
    if row.purpose == Purpose.REFRESH and row.name:
        parent = session.get(TokenRow, row.name)
        found = standing_of(session, parent, now) if parent is not None else None
        return replace(found, ends_at=min(found.ends_at, row.expires_at)) if found else None
    return agent_standing(session, row) if row.purpose == Purpose.AGENT else person_standing(session, row)


def cookie(headers: Headers, *, is_secure: bool) -> str:
    """What a browser shows of its session over TLS or without; empty when it shows nothing."""
    jar = SimpleCookie()
    for line in headers.get("cookie", ()):
        with suppress(CookieError):  # what another program on this host has set may be no cookie at all
            jar.load(line)
    name = COOKIES[not is_secure]
    return jar[name].value if name in jar else ""


def demand_own_page(headers: Headers) -> None:
    """Refuse a write that a browser was made to send by a page that is not ours.

    Raises:
        Forbidden: the header of our pages is missing, or the page is another's.
    """
    host, origins = headers.get("host", ("",))[0], headers.get("origin", ())
    if headers.get(OWN_PAGE) != ("1",) or len(origins) != 1 or urlsplit(origins[0]).netloc.lower() != host.lower():
        raise Forbidden(
            "The page that asks is not the agency's own.", field="X-Agency-Request",
            remedy="Send X-Agency-Request: 1 from the agency's own pages, or a token in Authorization.",
        )


def _token(headers: Headers) -> str:
    said = headers["authorization"]
    scheme, _, token = said[0].partition(" ")
    return token.strip() if len(said) == 1 and scheme.lower() == "bearer" else ""
