"""Move: an embedded agency goes to a PostgreSQL server, whole and verified, or not at all. The file itself is only read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.engine.lock import LeaderLock
from agency_core.errors import AgencyError, Conflict, Exists, Forbidden, StorageFailed
from agency_core.store.database import Database
from agency_core.store.marker import mark
from agency_core.store.queries import archive, transfer
from agency_core.store.queries.transfer import Sum
from agency_core.store.schema import migrate

LOCK = "engine.lock"
_NOTHING_KEPT = "Nothing was kept on the server; try again."
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Moved:
    """Where the agency lives now, and what was moved of each table."""

    address: str
    tables: dict[str, Sum]

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(each.rows for each in self.tables.values())


def move(actor: Actor, source: Database, url: str, *, folder: Path, clock: Clock, tell: Tell) -> Moved:
    """Bring everything of the embedded `source` to the server at `url`, and note in the data folder that it lives there.

    Args:
        actor: who asks.
        source: of the data folder.
        url: of an empty database.
        folder: the data folder; its files stay, and the new processes use them too.
        clock: tells whether an engine gave a sign of life a moment ago.
        tell: hears how far it got.

    Raises:
        Conflict: the source is not embedded, or its engine runs.
        Exists: the target has rows.
        StorageFailed: the server cannot be reached, or what arrived is not what was sent; the target is left empty.
    """
    if not actor.owns("backup"):
        raise Forbidden("Only the owner moves an agency.", remedy="Ask the owner.")
    if not source.is_embedded:
        raise Conflict("This agency lives on a server already.", remedy="Move a server's database with pg_dump and pg_restore.")
    lock = LeaderLock(folder / LOCK)
    if not lock.try_acquire():
        raise _running()
    target = Database(url, clock)
    try:
        _refuse_beating(source, clock)
        migrate(target)
        _refuse_filled(target)
        tables = _copied(source, target, tell)
        mark(folder, server=target.address)
        return Moved(target.address, tables)
    finally:
        target.close()
        lock.release()


def _running() -> Conflict:
    return Conflict("The engine of this agency runs.", remedy="Stop the agency, wait 15 seconds, and try again.")


def _refuse_beating(source: Database, clock: Clock) -> None:
    with source.reading() as session:
        if archive.beating(session, clock.now()):
            raise _running()


def _refuse_filled(target: Database) -> None:
    with target.reading() as session:
        found = transfer.filled(session)
    if found:
        raise Exists(f"The target has rows already, in {', '.join(found[:3])}.", field="url", remedy="Name an empty database.")


def _copied(source: Database, target: Database, tell: Tell) -> dict[str, Sum]:
    """One look at the source, one transaction on the target: what is not the same is not kept."""
    sums: dict[str, Sum] = {}
    try:
        with source.reading() as old, target.transaction() as new:
            for table in transfer.tables():
                done = 0
                for rows in transfer.chunks(old, table):
                    transfer.add(new, table, rows)
                    done += len(rows)
                transfer.number_on(new, table)
                sent, arrived = transfer.summed(old, table), transfer.summed(new, table)
                if sent != arrived:
                    raise _different(table.name, sent, arrived)
                sums[table.name] = sent
                tell(f"{table.name:<14} {done:>9} rows, checksum {sent.checksum[:12]} on both sides")
    except SQLAlchemyError as error:
        raise StorageFailed(f"The rows could not be moved: {error}.", remedy=_NOTHING_KEPT) from error
    return sums


def _different(table: str, sent: Sum, arrived: Sum) -> AgencyError:
    return StorageFailed(
        f"What arrived in {table} is not what was sent ({arrived.rows} of {sent.rows} rows).",
        remedy=_NOTHING_KEPT,
    )
