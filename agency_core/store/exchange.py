"""A database file is written anew under another key and takes its own place: whenever the process ends, it is the old one or
the new one, and whole.
"""

from __future__ import annotations

import os
import shutil
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from agency_core.errors import Conflict, StorageFailed
from agency_core.store import cipher
from agency_core.store.disk import sync, sync_folder, wipe

_BESIDE = ("", "-journal", "-wal", "-shm")
_REMEDY = "Check the disk and the free space, try again."


def exchange(file: Path, old: bytes | None, new: bytes | None, *, keep: Path) -> None:
    """Write `file` anew under another key, verify that, and put it into its place.

    Args:
        file: a database that nobody else has open.
        old: its key; None when it is not encrypted.
        new: the key it shall have; None for none.
        keep: a name beside it under which the old file stays.

    Raises:
        Conflict: somebody has it open.
        StorageFailed: the disk is full, or the new file is not what the old one was; nothing has changed.
    """
    part = part_of(file)
    forget(part)
    try:
        with closing(_alone(file, old)) as source:
            _export(source, part, new)
            _refuse_different(_told(source), part, new)
            sync(part)
            _second_name(file, keep)
            part.replace(file)
            sync_folder(file.parent)
    except (cipher.library().Error, OSError) as error:
        raise StorageFailed(f"The database could not be written anew: {error}. It is as it was.", remedy=_REMEDY) from error
    finally:
        with suppress(OSError):  # a disk that takes nothing any more; the next start tries again
            forget(part)


def part_of(file: Path) -> Path:
    """Where a database is written anew until it takes its place."""
    return file.with_name(f"{file.name}.part")


def before_rotation(file: Path) -> Path:
    """The second name of the database with the key that it had before."""
    return file.with_name(f"{file.name}.before-rotation")


def forget(file: Path) -> None:
    """Delete a database that may hold plain text, and what SQLite kept beside it."""
    for beside in _BESIDE:
        wipe(file.with_name(file.name + beside))


def _alone(file: Path, key: bytes | None) -> Any:  # noqa: ANN401 - a connection of the driver
    """The only connection to a database: its journal is taken in, and nobody else can read or write until it is closed."""
    made = cipher.connect(file, key, mode="mode=rw")
    try:
        made.execute("PRAGMA busy_timeout = 1000")
        made.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        made.execute("PRAGMA journal_mode = DELETE").fetchone()
        made.execute("PRAGMA locking_mode = EXCLUSIVE")
        made.execute("BEGIN EXCLUSIVE")
        made.execute("COMMIT")
    except BaseException as error:
        made.close()
        if isinstance(error, cipher.library().OperationalError) and "locked" in str(error):
            said = f"Somebody has {file} open."
            raise Conflict(said, remedy="Stop every process of the agency, wait 15 seconds, and try again.") from error
        raise
    return made


def _export(source: Any, part: Path, key: bytes | None) -> None:  # noqa: ANN401 - a connection of the driver
    known = [source.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    source.execute(f"ATTACH DATABASE ? AS fresh KEY {cipher.literal(key)}", (str(part),))
    for pragma in ("synchronous = OFF", "journal_mode = OFF"):  # a half one is thrown away, a whole one is synced at the end
        source.execute(f"PRAGMA fresh.{pragma}")
    source.execute("SELECT sqlcipher_export('fresh')")
    source.execute(f"PRAGMA fresh.application_id = {known[0]}")
    source.execute(f"PRAGMA fresh.user_version = {known[1]}")
    source.execute("DETACH DATABASE fresh")


def _refuse_different(told: dict[str, Any], part: Path, key: bytes | None) -> None:
    """The new file has to have the same tables with as many rows each, and every page of it has to be whole."""
    with closing(cipher.connect(part, key, mode="mode=ro")) as fresh:
        wrong = [str(row[0]) for row in fresh.execute("PRAGMA quick_check(3)") if row[0] != "ok"]
        if key is not None:
            wrong += [str(row[0]) for row in fresh.execute("PRAGMA cipher_integrity_check")]
        found = _told(fresh)
    wrong += [f"{name} differs" for name in told.keys() | found.keys() if told.get(name) != found.get(name)]
    if wrong or cipher.is_plain(part) != (key is None):
        raise StorageFailed(f"The new file is not what the old one was: {'; '.join(wrong[:3])}.", remedy=_REMEDY)


def _told(opened: Any) -> dict[str, Any]:  # noqa: ANN401 - a connection of the driver
    """Everything that is defined in a database, and of each table how many rows it has."""
    defined = {
        name: (kind, words)
        for kind, name, words in opened.execute("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")
    }
    tables = [name for name, (kind, _) in defined.items() if kind == "table"]
    quoted = {name: name.replace('"', '""') for name in tables}
    rows = {name: opened.execute(f'SELECT count(*) FROM "{quoted[name]}"').fetchone()[0] for name in tables}  # noqa: S608
    return {name: (*each, rows.get(name)) for name, each in defined.items()}


def _second_name(file: Path, keep: Path) -> None:
    forget(keep)
    try:
        os.link(file, keep)
    except OSError:  # a disk without second names
        shutil.copyfile(file, keep)
    sync_folder(file.parent)
