"""Rekey: the database of an agency that is stopped gets a new key, its first one, or none.

Each way the file is written anew, verified, and takes its place in one step; whenever the process ends, it opens with a key
of the key file.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.engine.lock import LeaderLock
from agency_core.errors import Conflict, NotFound
from agency_core.services.owner import whole
from agency_core.services.rewrap import noted
from agency_core.settings import Settings
from agency_core.store import cipher, exchange
from agency_core.store.database import Database
from agency_core.store.marker import marked, note_key
from agency_core.store.opening import alone, encrypt, key_for, key_path, open_database, rekey, settle
from agency_core.store.queries import archive
from agency_core.store.schema import migrate

ENGINE_LOCK = "engine.lock"
_RUNS = "Stop every process of the agency, wait 15 seconds, and try again."


@dataclass(frozen=True)
class Rekeyed:
    """The name of the key that a database has now, the file of that key, and the old database under its second name."""

    key_id: str
    key_file: Path
    kept: Path


def rotate_key(actor: Actor, chosen: Settings, clock: Clock) -> Rekeyed:
    """Give the database a new key, or the newest of the key file when it has an older one. The old key stays in the file.

    Raises:
        Forbidden: only the owner may do this.
        Conflict: the agency runs, or its database is not encrypted or is on a server.
        StorageFailed: the disk is full; the database has its old key.
    """
    with _stopped(actor, chosen, clock) as file:
        if cipher.is_plain(file):
            raise Conflict("The database is not encrypted.", remedy="Encrypt it: python -m agency_core encrypt")
        name = rekey(file, chosen)
    _written_down(actor, chosen, clock, "database.rekeyed", {"key_id": name})
    return Rekeyed(name, key_path(chosen), exchange.before_rotation(file))


def encrypt_database(actor: Actor, chosen: Settings, clock: Clock) -> Path:
    """Encrypt a database that is not; where its key is.

    Raises:
        Forbidden: only the owner may do this.
        Conflict: the agency runs, it is encrypted already or shall not be, or it is on a server.
        StorageFailed: the disk is full; nothing has changed.
    """
    if chosen.db_encryption == "off":
        raise Conflict("AGENCY_DB_ENCRYPTION is off.", field="AGENCY_DB_ENCRYPTION", remedy="Leave it unset, and try again.")
    with _stopped(actor, chosen, clock) as file:
        if not cipher.is_plain(file):
            raise Conflict("The database is encrypted already.")
        note_key(chosen.data, "")
        encrypt(chosen, clock)
    _written_down(actor, chosen, clock, "database.encrypted", {"key_id": marked(chosen.data)["key"]})
    return key_path(chosen)


def decrypt_database(actor: Actor, chosen: Settings, clock: Clock) -> None:
    """Store the database so that everybody who has the file can read it.

    Raises:
        Forbidden: only the owner may do this.
        Conflict: nobody asked for that with AGENCY_DB_ENCRYPTION, the agency runs, or it is not encrypted or on a server.
        StorageFailed: the disk is full; nothing has changed.
    """
    if chosen.db_encryption == "on":
        raise Conflict(
            "The database shall be encrypted: the next start would do it again.", field="AGENCY_DB_ENCRYPTION",
            remedy="Set AGENCY_DB_ENCRYPTION=off for this command and for the agency.",
        )
    with _stopped(actor, chosen, clock) as file:
        if cipher.is_plain(file):
            raise Conflict("The database is not encrypted.")
        settle(file, chosen, clock)
    _written_down(actor, chosen, clock, "database.decrypted", {})


def _written_down(actor: Actor, chosen: Settings, clock: Clock, action: str, said: dict[str, object]) -> None:
    """Put it into the audit trail, which is in the database: that is brought to the present schema for it."""
    db = open_database(chosen, clock)
    try:
        migrate(db, chosen.data)
        noted(db, actor, action, said)
    finally:
        db.close()


@contextmanager
def _stopped(actor: Actor, chosen: Settings, clock: Clock) -> Iterator[Path]:
    """The database file of an agency of which no process runs."""
    whole(actor)
    if isinstance(chosen.database, str):
        raise Conflict("The database is on a server, which encrypts its own disk.", remedy="See docs/encryption.md.")
    file = chosen.database_file
    if not file.exists():
        raise NotFound(f"There is no database in {chosen.data}.", remedy="Name its folder with AGENCY_DATA.")
    with alone(chosen.data):
        engine = LeaderLock(chosen.data / ENGINE_LOCK)
        if not engine.try_acquire():
            raise Conflict("The engine of this agency runs.", remedy=_RUNS)
        try:
            exchange.forget(exchange.part_of(file))
            _refuse_beating(Database(file, clock, key_for(file, key_path(chosen))), clock)
            yield file
        finally:
            engine.release()


def _refuse_beating(db: Database, clock: Clock) -> None:
    try:
        with db.reading() as session:
            if archive.beating(session, clock.now()):
                raise Conflict("An agency was running on it a moment ago.", remedy=_RUNS)
    finally:
        db.close()
