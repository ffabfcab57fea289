"""One installation, one leader: a lock that is freed by whoever guards it when its process dies."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DatabaseError

from agency_core.store.database import Database
from agency_core.store.turns import number_of


class Lead(Protocol):
    """The right to run the engine of an installation. Threads of one process share one instance."""

    def try_acquire(self) -> bool:
        """Take the lead unless somebody else has it; whether we have it now."""
        ...

    def still(self) -> bool:
        """Whether we still have it."""
        ...

    def release(self) -> None:
        """Give the lead away."""
        ...


class LeaderLock:
    """The lead on a data folder: an exclusive lock on a file, which the operating system frees."""

    def __init__(self, file: Path) -> None:
        """The lock lives in `file`, which is created when needed and stays."""
        self._lock = FileLock(file, thread_local=False)

    @property
    def held(self) -> bool:
        """Whether this process leads."""
        return self._lock.is_locked

    def still(self) -> bool:
        """Whether we still have it: nobody can take a locked file away."""
        return self.held

    def try_acquire(self) -> bool:
        """Take the lead unless somebody else has it; whether we have it now."""
        if self.held:
            return True
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            return False
        return True

    def release(self) -> None:
        """Give the lead away."""
        self._lock.release()


class ServerLock:
    """The lead on a PostgreSQL server: a lock of one connection, which the server frees when that connection ends."""

    def __init__(self, db: Database) -> None:
        """The connection is opened by the first try, and kept while we lead."""
        self._db = db
        self._connection: Connection | None = None

    def try_acquire(self) -> bool:
        """Take the lead unless somebody else has it; whether we have it now."""
        if self.still():
            return True
        connection = self._db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if not connection.scalar(select(func.pg_try_advisory_lock(number_of("lead")))):
            connection.close()
            return False
        self._connection = connection
        return True

    def still(self) -> bool:
        """Whether the connection lives; a server that was restarted has forgotten us."""
        if self._connection is None:
            return False
        try:
            self._connection.execute(select(1))
        except DatabaseError:  # the lead is lost with its connection; another one is tried for later
            self._forget()
            return False
        return True

    def release(self) -> None:
        """Give the lead away."""
        if self.still() and self._connection is not None:
            self._connection.execute(select(func.pg_advisory_unlock(number_of("lead"))))
            self._forget()

    def _forget(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            connection.invalidate()
            connection.close()


def lead_of(db: Database, file: Path) -> Lead:
    """The lead of the installation with this database; `file` is the lock of an embedded one."""
    return LeaderLock(file) if db.is_embedded else ServerLock(db)
