"""Opening the database of an installation: encrypted with the key from its key file, unless that is switched off.

A new agency gets its key first and its database then. One that is not encrypted yet is encrypted in its place. What does not
fit (a key that is missing or another one, a file that should or should not be encrypted) is refused, and nothing is touched.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from agency_core.domain.clock import Clock
from agency_core.errors import Busy, SetupProblem
from agency_core.security.sealing import Keyring, purpose_key
from agency_core.settings import Settings
from agency_core.store import cipher, exchange, key_file
from agency_core.store.database import Database
from agency_core.store.marker import begin, marked, note_key
from agency_core.store.queries import secret as secrets
from agency_core.store.schema import migrate, refuse_strange_file
from agency_core.store.soundness import PAGE, damaged

log = logging.getLogger(__name__)
PURPOSE = "database"
LOCK = "database.lock"
PATIENCE = timedelta(hours=1)
"""How long a process waits for another one that encrypts the database."""
_STOP = "Stop the agency, then run: python -m agency_core"
_COPY = (
    "Put your copy of the key file there, or name its place with AGENCY_KEY_FILE. Without the key nobody can open the database "
    "or its backups."
)


def open_database(chosen: Settings, clock: Clock) -> Database:
    """The database that the settings describe; an embedded one has its key, and is encrypted unless that is switched off.

    Raises:
        SetupProblem: it must not be used as it is: gone, empty, damaged, or not to be opened with the key that is there.
    """
    if isinstance(chosen.database, str):
        return Database(chosen.database, clock)
    chosen.data.mkdir(parents=True, exist_ok=True)
    refuse_strange_file(chosen.database_file)
    with alone(chosen.data):
        if chosen.db_encryption == "on":
            return Database(chosen.database_file, clock, _key(chosen, clock))
        _refuse_encrypted(chosen)
    log.warning("The database is NOT encrypted (AGENCY_DB_ENCRYPTION=off): whoever copies %s reads it.", chosen.database_file)
    return Database(chosen.database_file, clock)


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """The right to change with which key the database of a data folder is encrypted.

    Raises:
        Busy: another process has it for too long.
    """
    lock = FileLock(data / LOCK)
    try:
        lock.acquire(timeout=PATIENCE.total_seconds())
    except Timeout:
        raise Busy("Another process opens or encrypts the database.", remedy="Wait for its end, and try again.") from None
    try:
        yield
    finally:
        lock.release()


def unlocked(file: Path, path: Path) -> tuple[Keyring, str]:
    """The keys of which one opens the encrypted database `file`, and its name: from `path` or a neighbour of it.

    Raises:
        SetupProblem: none does.
    """
    found = _found(file, path)
    if found is None:
        raise _locked(file, path)
    return found


def _found(file: Path, path: Path) -> tuple[Keyring, str] | None:
    for ring in key_file.near(path):
        for name in ring.ids:
            if cipher.opens(file, purpose_key(ring, PURPOSE, name)):
                return ring, name
    return None


def key_for(file: Path, path: Path) -> bytes | None:
    """The key that opens a database or a copy of one; None when it is not encrypted.

    Raises:
        SetupProblem: none of the keys at `path` and beside it does.
    """
    if cipher.is_plain(file):
        return None
    ring, name = unlocked(file, path)
    return purpose_key(ring, PURPOSE, name)


def plain_of(file: Path) -> Path:
    """The second name of a database that is being encrypted."""
    return file.with_name(f"{file.name}.plain")


def _refuse_encrypted(chosen: Settings) -> None:
    file = chosen.database_file
    if not file.exists() or cipher.is_plain(file):
        return
    if marked(chosen.data).get("key") or _found(file, key_path(chosen)):
        raise SetupProblem(
            "The database is encrypted, and AGENCY_DB_ENCRYPTION is off.", field="AGENCY_DB_ENCRYPTION",
            remedy=f"Leave it unset. To store everything so that whoever copies the file can read it: {_STOP} decrypt",
        )


def _key(chosen: Settings, clock: Clock) -> bytes:
    """The key of the encrypted database, which is made so when it is not yet."""
    file = chosen.database_file
    begin(chosen.data)
    path = key_path(chosen)
    exchange.forget(exchange.part_of(file))
    if cipher.is_plain(file):
        if marked(chosen.data).get("key"):
            raise SetupProblem(
                f"The database of this agency is encrypted, and {file} is not: it is another file.",
                remedy=f"Put the right one back. If this is the right one: {_STOP} encrypt",
            )
        encrypt(chosen, clock)
    if not file.exists() or not file.stat().st_size:
        ring = key_file.create(path)
        name = ring.ids[0]
    else:
        ring, name = unlocked(file, path)
        key_file.adopt(path, ring)
    note_key(chosen.data, name)
    exchange.forget(plain_of(file))
    return purpose_key(ring, PURPOSE, name)


def encrypt(chosen: Settings, clock: Clock) -> None:
    """Encrypt a database that is not, in its place. Whoever calls it has the file for himself.

    Raises:
        SetupProblem: it is damaged, or a secret in it needs a key that is missing.
        Conflict: somebody has it open.
        StorageFailed: the disk is full; nothing has changed.
    """
    file = chosen.database_file
    db = Database(file, clock)
    try:
        migrate(db, chosen.data)
    finally:
        db.close()
    log.info("Encrypting the database %s (%.0f MB); this happens once.", file, file.stat().st_size / 1e6)
    settle(file, chosen, clock)
    log.info("The database is encrypted. Its key is in %s: keep a copy of that file.", key_path(chosen))


def settle(file: Path, chosen: Settings, clock: Clock) -> None:
    """Give a database, or one that shall take its place, the encryption that the settings want; its schema is the newest.

    Raises:
        SetupProblem: its key is missing, or that of a secret in it.
        Conflict: somebody has it open.
        StorageFailed: the disk is full; nothing has changed.
    """
    path, wanted = key_path(chosen), chosen.db_encryption == "on"
    if cipher.is_plain(file):
        name = _ready(file, path, clock) if wanted else ""
        if wanted:
            exchange.exchange(file, None, purpose_key(key_file.create(path), PURPOSE, name), keep=plain_of(file))
            exchange.forget(plain_of(file))
    else:
        ring, name = unlocked(file, path)
        key_file.adopt(path, ring)
        if not wanted:
            exchange.exchange(file, purpose_key(ring, PURPOSE, name), None, keep=plain_of(file))
            exchange.forget(plain_of(file))
            name = ""
    note_key(chosen.data, name)


def rekey(file: Path, chosen: Settings) -> str:
    """Write an encrypted database anew under the newest key of the key file, a new one when it has that; the key's name.

    The old key stays in the key file, for backups; the old database stays beside the new one until there is a new backup.

    Raises:
        SetupProblem: no key opens it, or the key file cannot be written.
        Conflict: somebody has it open.
        StorageFailed: the disk is full; it has its old key.
    """
    path = key_path(chosen)
    found, old = unlocked(file, path)
    ring = key_file.adopt(path, found)
    if ring.ids[0] == old:
        ring = key_file.renew(path)
    keys = purpose_key(ring, PURPOSE, old), purpose_key(ring, PURPOSE)
    exchange.exchange(file, *keys, keep=exchange.before_rotation(file))
    note_key(chosen.data, ring.ids[0])
    return ring.ids[0]


def _ready(file: Path, path: Path, clock: Clock) -> str:
    """The name of the key that an open database will have; it joins those that open what is sealed in it.

    Raises:
        SetupProblem: one of those is missing. A new one in its place would be in the way of the copy that is put back.
    """
    db = Database(file, clock)
    try:
        needed = _needed(db)
    finally:
        db.close()
    ring = key_file.read(path, needed)
    if missing := needed - set(ring.ids if ring else ()):
        raise SetupProblem(
            f"The key {min(missing)} that seals the logins of the connected accounts is missing.", field="AGENCY_KEY_FILE",
            remedy="Put your copy of the key file back, or name it with AGENCY_KEY_FILE. Lost for good: with "
            "AGENCY_DB_ENCRYPTION=off run python -m agency_core forget-logins (after the restoration), then start without it.",
        )
    return (key_file.adopt(path, ring) if ring else key_file.create(path)).ids[0]


def key_path(chosen: Settings) -> Path:
    """Where the key of this installation lies."""
    return key_file.key_path(chosen.key_file, chosen.data)


def _needed(db: Database) -> set[str]:
    """The names of the keys that what is sealed in a database needs."""
    with db.reading() as session:
        return secrets.roots(session)


def _locked(file: Path, path: Path) -> SetupProblem:
    """Why no key opens the file: there is none, it is another one, or the file is damaged."""
    if file.stat().st_size % PAGE and not file.with_name(f"{file.name}-wal").exists():
        return damaged(file, "it is cut off, or no database", None)
    if not path.exists():
        said = f"The key of this agency is missing: there is no {path}. The database was not touched, and no new key was made."
        return SetupProblem(said, field="AGENCY_KEY_FILE", remedy=_COPY)
    wanted, ring = marked(file.parent).get("key", ""), key_file.create(path)
    if wanted in ring.ids:
        return damaged(file, "its own key does not open it", purpose_key(ring, PURPOSE, wanted))
    named = f" (it needs the key {wanted})" if wanted else ""
    return SetupProblem(
        f"The key in {path} is not the one of the database {file}{named}. It was not touched.", field="AGENCY_KEY_FILE",
        remedy=_COPY,
    )
