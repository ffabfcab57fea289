"""One database, opened one way: short transactions, writers in line, errors in the product's own words."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session, sessionmaker

from agency_core.domain.clock import Clock, SystemClock
from agency_core.errors import AgencyError, Busy, Damaged
from agency_core.store import chain, embedded, reach, server
from agency_core.store.slow import Slow

BUSY_MS = embedded.BUSY_MS
_READING: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


class Database:
    """The database of one installation: a file, or a PostgreSQL server. Safe to share between threads."""

    def __init__(self, place: Path | str, clock: Clock | None = None, key: bytes | None = None) -> None:
        """Open the file with its `key` (None: not encrypted), or the address of a server, when it is first used.

        Raises:
            SetupProblem: it is no address of a server that we can use, or the library that encrypts is missing.
        """
        self.key = key
        """What an embedded database is encrypted with: never shown or logged."""
        self._file = place if isinstance(place, Path) else None
        self._clock = clock or SystemClock()
        self._local = threading.local()
        self._line = threading.RLock()
        self._errors: deque[tuple[datetime, str]] = deque(maxlen=1000)
        self.damage = ""
        """What was said when damage was met, since this process opened it; what is damaged does not heal by itself."""
        self.engine = embedded.open_file(place, key) if isinstance(place, Path) else server.open_url(place)
        self.slow = Slow(self.engine, self._clock)
        self.sessions = sessionmaker(self.engine, expire_on_commit=False)
        """Makes the sessions of this database; whoever has to know what is written listens to it."""
        chain.watch(self.sessions, self._clock)
        reach.listen(self.engine, self.sessions)
        self._translate = embedded.translate if self.is_embedded else server.translate

    @property
    def is_embedded(self) -> bool:
        """Whether it is a file of this machine."""
        return self._file is not None

    @property
    def file(self) -> Path:
        """The file of an embedded database."""
        assert self._file is not None, "a server has no file"  # noqa: S101 - whoever asks has asked is_embedded
        return self._file

    @property
    def address(self) -> str:
        """Where it is, for people and other programs: never with the password."""
        return str(self._file) if self.is_embedded else server.shown(self.engine.url)

    @contextmanager
    def transaction(self, *, durable: bool = False) -> Iterator[Session]:
        """A short write: commits at the end, rolls back on any error. No network call may happen inside.

        Args:
            durable: wait until the disk has it (`synchronous=FULL`): for an intent that is followed by a public act. On a
                server every commit waits.

        Raises:
            Busy: another writer kept the database, or the same rows, for too long.
            StorageFailed: the disk is full or failing, the file is damaged, or the server cannot be reached.
        """
        if not self.is_embedded:
            with self._session({}, writing=True) as session:
                yield session
            return
        options = {"agency_begin": "BEGIN IMMEDIATE", "agency_durable": durable}
        with self._in_line(), self._session(options, writing=True) as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A consistent look; nothing written in it is kept."""
        with self._session({"agency_begin": "BEGIN"} if self.is_embedded else _READING, writing=False) as session:
            yield session

    @property
    def session(self) -> Session | None:
        """The write transaction that this thread has open, for what has to be in it without being handed it."""
        return getattr(self._local, "session", None)

    @property
    def in_transaction(self) -> bool:
        """Whether this thread has a write transaction open."""
        return bool(getattr(self._local, "depth", 0))

    def errors_since(self, span: timedelta) -> tuple[int, str]:
        """How many transactions failed for reasons of storage within `span`, and what the last one said.

        One from the future (the clock was set back since) is not counted.
        """
        now = self._clock.now()
        recent = [message for at, message in self._errors if now - span <= at <= now]
        return len(recent), recent[-1] if recent else ""

    def translate(self, error: DatabaseError) -> AgencyError | None:
        """The product's word for a storage error; None for a mistake of ours (bad SQL, a broken constraint)."""
        return self._translate(error)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _in_line(self) -> Iterator[None]:
        """Threads of this process take turns here: SQLite lets those who wait sleep, up to 100 ms after the way is free."""
        if not self._line.acquire(timeout=BUSY_MS / 1000):
            busy = Busy(remedy="Try again in a few seconds.")
            self._errors.append((self._clock.now(), busy.message))
            raise busy
        try:
            yield
        finally:
            self._line.release()

    @contextmanager
    def _session(self, options: dict[str, Any], *, writing: bool) -> Iterator[Session]:
        try:
            with self.sessions(info={"writing": writing}) as session:
                reach.begin(session, options)
                self._local.depth = getattr(self._local, "depth", 0) + writing
                outer = self.session
                self._local.session = session if writing else outer
                try:
                    yield session
                    if writing:
                        session.commit()
                finally:
                    self._local.depth -= writing
                    self._local.session = outer
        except DatabaseError as error:
            translated = self._translate(error)
            if translated is None:
                raise
            self._errors.append((self._clock.now(), translated.message))
            if isinstance(translated, Damaged):
                self.damage = translated.message
            raise translated from error
