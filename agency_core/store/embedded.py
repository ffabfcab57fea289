"""SQLite, as the database of one machine: a file with a write-ahead log, and writers who ask for the lock when they begin."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from agency_core.errors import AgencyError, Busy, Damaged, StorageFailed
from agency_core.store import cipher

BUSY_MS = 10_000


def open_file(file: Path, key: bytes | None) -> Engine:
    """An engine on `file`, which is created at the first transaction; `key` encrypts it.

    The connection that rested least is taken first: it still has pages in its memory, decrypted.

    Raises:
        SetupProblem: the library that encrypts is missing.
    """
    engine = create_engine(
        f"sqlite:///{file}", module=cipher.library(), creator=lambda: cipher.connect(file, key), poolclass=QueuePool,
        pool_size=16, max_overflow=16, pool_timeout=30, pool_use_lifo=True,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _leave)
    return engine


def translate(error: DatabaseError) -> AgencyError | None:
    """The product's word for an error of SQLite; None for a mistake of ours (bad SQL, a broken constraint)."""
    said = str(error.orig).lower()
    if isinstance(error, OperationalError) and ("locked" in said or "busy" in said):
        return Busy(remedy="Try again in a few seconds.")
    if "disk is full" in said:
        return StorageFailed("The disk is full; nothing was written.", remedy="Free some space in the data folder.")
    if "disk i/o" in said or "readonly" in said or "unable to open" in said:
        return StorageFailed(f"The database cannot be used: {error.orig}.", remedy="Check the disk and the folder's permissions.")
    if "malformed" in said or "not a database" in said:
        return Damaged("The database file is damaged.", remedy="Restore the last backup: python -m agency_core restore.")
    return None


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _leave(context: ExceptionContext) -> None:
    """A connection that met damage refuses all that follows, what is whole too: another one takes its place."""
    error = context.sqlalchemy_exception
    if isinstance(error, DatabaseError) and isinstance(translate(error), Damaged):
        context.is_disconnect, context.invalidate_pool_on_disconnect = True, False


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    level = "FULL" if options.get("agency_durable") else "NORMAL"
    if connection.info.get("synchronous", "NORMAL") != level:
        connection.exec_driver_sql(f"PRAGMA synchronous={level}")
        connection.info["synchronous"] = level
    connection.exec_driver_sql(options.get("agency_begin", "BEGIN"))
