"""One database, opened one way: short transactions, writers in line, errors in the product's own words."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from agency_core.domain.clock import Clock, SystemClock
from agency_core.errors import AgencyError, Busy, StorageFailed

BUSY_MS = 10_000


class Database:
    """The embedded database of one installation. Safe to share between threads."""

    def __init__(self, file: Path, clock: Clock | None = None) -> None:
        """Open `file`; nothing is created before the first transaction."""
        self.file = file
        self._clock = clock or SystemClock()
        self._local = threading.local()
        self._line = threading.RLock()
        self._errors: deque[tuple[datetime, str]] = deque(maxlen=1000)
        self.engine = create_engine(
            f"sqlite:///{file}", poolclass=QueuePool, pool_size=16, max_overflow=16, pool_timeout=30,
            connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000},
        )
        event.listen(self.engine, "connect", _prepare)
        event.listen(self.engine, "begin", _begin)

    @contextmanager
    def transaction(self, *, durable: bool = False) -> Iterator[Session]:
        """A short write: commits at the end, rolls back on any error. No network call may happen inside.

        Args:
            durable: wait until the disk has it (`synchronous=FULL`): for an intent that is followed by a public act.

        Raises:
            Busy: another writer kept the database longer than the busy time-out.
            StorageFailed: the disk is full or failing, or the file is damaged.
        """
        with self._in_line(), self._session("BEGIN IMMEDIATE", durable=durable) as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A consistent look; nothing written in it is kept."""
        with self._session("BEGIN", durable=False) as session:
            yield session

    @property
    def in_transaction(self) -> bool:
        """Whether this thread has a write transaction open."""
        return bool(getattr(self._local, "depth", 0))

    def errors_since(self, span: timedelta) -> tuple[int, str]:
        """How many transactions failed for reasons of storage within `span`, and what the last one said."""
        floor = self._clock.now() - span
        recent = [message for at, message in self._errors if at >= floor]
        return len(recent), recent[-1] if recent else ""

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
    def _session(self, begin: str, *, durable: bool) -> Iterator[Session]:
        writing = begin != "BEGIN"
        try:
            with Session(self.engine, expire_on_commit=False, autoflush=True) as session:
                session.connection(execution_options={"agency_begin": begin, "agency_durable": durable})
                self._local.depth = getattr(self._local, "depth", 0) + writing
                try:
                    yield session
                    if writing:
                        session.commit()
                finally:
                    self._local.depth -= writing
        except DatabaseError as error:
            translated = translate(error)
            if translated is None:
                raise
            self._errors.append((self._clock.now(), translated.message))
            raise translated from error


def translate(error: DatabaseError) -> AgencyError | None:
    """The product's word for a storage error; None for a mistake of ours (bad SQL, a broken constraint)."""
    said = str(error.orig).lower()
    if isinstance(error, OperationalError) and ("locked" in said or "busy" in said):
        return Busy(remedy="Try again in a few seconds.")
    if "disk is full" in said or "database or disk is full" in said:
        return StorageFailed("The disk is full; nothing was written.", remedy="Free some space in the data folder.")
    if "disk i/o" in said or "readonly" in said or "unable to open" in said:
        return StorageFailed(f"The database cannot be used: {error.orig}.", remedy="Check the disk and the folder's permissions.")
    if "malformed" in said or "not a database" in said:
        return StorageFailed("The database file is damaged.", remedy="Restore the last backup: python -m agency_core restore.")
    return None


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", f"busy_timeout={BUSY_MS}", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-16000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    level = "FULL" if options.get("agency_durable") else "NORMAL"
    if connection.info.get("synchronous", "NORMAL") != level:
        connection.exec_driver_sql(f"PRAGMA synchronous={level}")
        connection.info["synchronous"] = level
    connection.exec_driver_sql(options.get("agency_begin", "BEGIN"))
