"""Who asks: the person whose browser shows a session, remembered so briefly that who was signed out is out at once."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from anyio import CapacityLimiter, to_thread

from agency_core.agency import Agency
from agency_core.api.asked import Headers
from agency_core.domain.actor import SYSTEM, Actor
from agency_core.errors import AgencyError, SignInNeeded

LOG = logging.getLogger(__name__)
REMEMBERED = 0.5
"""Seconds for which an answer is good; what this process ends is forgotten sooner, as its era is over."""
LOOKED_UP_EVERY = 0.4
PATIENCE = 1.0
"""Seconds that a request waits to learn whether there is an owner by now; then what was known still holds."""
_MOST = 10_000
_THREADS = 8


@dataclass(frozen=True)
class _Known:
    actor: Actor
    asked: float
    era: int


class Callers:
    """Asks the services of the door, in threads of their own: those of the API may all wait for a slow database."""

    def __init__(self, agency: Callable[[], Agency]) -> None:
        """Ask the agency that `agency` gives."""
        self._agency = agency
        self._known: dict[str, _Known] = {}
        self._limiter = CapacityLimiter(_THREADS)
        self._is_closed: bool | None = None
        self._looked, self._era = 0.0, -1
        self._looking: asyncio.Task[None] | None = None

    async def person(self, token: str, address: str) -> Actor | None:
        """Who shows this token; None when nobody does any more."""
        if not token:
            return None
        sessions = self._agency().door.sessions
        known, now = self._known.get(token), time.monotonic()
        if known is not None and known.era == sessions.era and now - known.asked < REMEMBERED:
            return known.actor if known.actor.address == address else replace(known.actor, address=address)
        era = sessions.era
        actor = await to_thread.run_sync(partial(sessions.resolve, token, address), limiter=self._limiter)
        self._known.pop(token, None)
        if actor is not None:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[token] = _Known(actor, now, era)
        return actor

    async def program(self, headers: Headers, address: str) -> Actor | None:
        """Who shows this token of a program; None when it is none, or it ended."""
        access = self._agency().door.access
        if (known := access.recall(headers, address)) is not None:
            return known
        try:
            return await to_thread.run_sync(access.authenticate, headers, address, limiter=self._limiter)
        except SignInNeeded:
            return None

    async def engine(self, word: str) -> Actor | None:
        """The engine, when it says the word by which it calls the sandbox of its own agency."""
        is_ours = await to_thread.run_sync(self._agency().door.own_calls.is_ours, word, limiter=self._limiter)
        return SYSTEM if is_ours else None

    async def looked_at(self, token: str, address: str, *, is_active: bool) -> Actor | None:
        """Who shows this token right now, for what stays open; a mere look keeps no session alive."""
        resolve = partial(self._agency().door.sessions.resolve, token, address, is_active=is_active)
        actor = await to_thread.run_sync(resolve, limiter=self._limiter)
        if actor is None:  # whose page is closed asks for nothing else either
            self._known.pop(token, None)
        return actor

    async def must_sign_in(self) -> bool:
        """Whether people have to sign in. Once it is so it stays so; no answer before that is older than a second.

        Raises:
            AgencyError: it cannot be found out, and never was.
        """
        if self._is_closed:
            return True
        sessions = self._agency().door.sessions
        if self._is_closed is None or self._era != sessions.era:
            await self._look()
        elif not 0 <= time.monotonic() - self._looked < LOOKED_UP_EVERY:
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look_again())
            await asyncio.wait({self._looking}, timeout=PATIENCE)
        return bool(self._is_closed)

    async def _look(self) -> None:
        sessions = self._agency().door.sessions
        began, era = time.monotonic(), sessions.era
        self._is_closed = await to_thread.run_sync(sessions.needs_sign_in, limiter=self._limiter)
        self._looked, self._era = began, era

    async def _look_again(self) -> None:
        try:
            await self._look()
        except AgencyError as error:  # the database does not answer: what was known still holds
            self._looked = time.monotonic()
            LOG.warning("Whether there is an owner could not be looked up: %s", error)
