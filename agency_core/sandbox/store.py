"""The file behind the sandbox. A post that was confirmed is on the disk: a killed process forgets nothing."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from agency_core.sandbox.tables import METADATA

_BUSY_SECONDS = 15.0
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={int(_BUSY_SECONDS * 1000)}")


class Store:
    """A database of its own, never the product's: the simulators stand for machines of other people."""

    def __init__(self, file: Path) -> None:
        """Open `file`, or make it."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self._engine = create_engine(
            f"sqlite:///{file}",
            poolclass=QueuePool,
            pool_size=8,
            max_overflow=24,
            connect_args={"check_same_thread": False, "timeout": _BUSY_SECONDS},
        )
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)
        with self.write() as tx:
            METADATA.create_all(tx)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that may write; it is on the disk when the block ends."""
        with self._engine.begin() as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only looks, and waits for no writer."""
        with self._engine.connect().execution_options(sandbox_begin="BEGIN") as tx:
            yield tx

    def clear(self) -> None:
        """Forget everything."""
        with self.write() as tx:
            for table in METADATA.sorted_tables:
                tx.execute(table.delete())

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def new_number(now: float, bits: int) -> str:
    """An id as the networks make them: milliseconds since 1970, then `bits` random bits, as a decimal number."""
    return str((int(now * 1000) << bits) | secrets.randbits(bits))


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sandbox_begin", "BEGIN IMMEDIATE"))
