"""Restore: a backup becomes a data folder, and what it has due is held for a person."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.errors import Conflict, Exists, Forbidden, Invalid, StorageFailed
from agency_core.services.backup_file import DUMP, SETTINGS, SQLITE, BackupReader
from agency_core.services.whole_file import sync_folder
from agency_core.store.database import Database
from agency_core.store.queries import archive
from agency_core.store.queries import backup as backups
from agency_core.store.schema import migrate, standing

_SQLITE, _ZIP = b"SQLite format 3\0", b"PK\x03\x04"
_ANOTHER = "Name a file that backup wrote."
_WORK = ".agency-restore-"
KEPT_SETTINGS = "settings-of-backup.json"


@dataclass(frozen=True)
class Restored:
    """What a restoration came to.

    Attributes:
        file: the database; for a server's, the dump that has to be loaded into one.
        set_aside: the old database, where there was one.
        missed: deliveries that were due.
        unconfirmed: deliveries that were being sent.
        settings: the settings in force when the backup was made; None when it holds none.
        is_dump: whether the backup is of a server's database.
    """

    file: Path
    set_aside: Path | None
    missed: int
    unconfirmed: int
    settings: Path | None = None
    is_dump: bool = False


def restore(actor: Actor, backup: Path, *, target: Path, clock: Clock, force: bool = False) -> Restored:
    """Make `backup` the database `target` with its files beside it; the backup itself is only read.

    Whenever the process ends, `target` is the old database (or none) or the whole new one.

    Args:
        actor: who asks.
        backup: a file that `backup` wrote, of this or an older version.
        target: the database file of the data folder.
        clock: tells what is due.
        force: rename a database that is there already instead of refusing.

    Raises:
        Invalid: the backup is not sound, or not a database of an agency.
        Exists: there is a database, and `force` is not given.
        Conflict: an agency is running on it.
        StorageFailed: the folder cannot be written.
    """
    if actor.clients is not None or not actor.can_decide:
        raise Forbidden("Only the owner restores.", remedy="Ask the owner.")
    is_zip = _head(backup)
    if target.exists():
        if not force:
            raise Exists(
                f"{target.parent} holds an agency already.", field="folder",
                remedy="Name another folder with --folder, or add --force: the old database is renamed, not deleted.",
            )
        _refuse_running(target, clock)
    try:
        with _work(target.parent) as folder:
            if is_zip:
                return _unpacked(actor, backup, folder, target, clock)
            shutil.copyfile(backup, folder / SQLITE)
            held = _prepared(actor, folder / SQLITE, clock, target.parent / "uploads")
            return Restored(target, _swap(folder / SQLITE, target, clock), *held)
    except OSError as error:
        said = f"{target.parent} cannot be written: {error.strerror or error}."
        raise StorageFailed(said, remedy="Check the disk and the folder.") from error


def _head(backup: Path) -> bool:
    """Whether it is a whole backup; an older version wrote the database alone."""
    try:
        with backup.open("rb") as opened:
            head = opened.read(len(_SQLITE))
    except OSError as error:
        raise Invalid(f"{backup} cannot be read: {error.strerror or error}.", field="file", remedy=_ANOTHER) from error
    if head != _SQLITE and not head.startswith(_ZIP):
        raise Invalid(f"{backup} is not a backup.", field="file", remedy=_ANOTHER)
    return head != _SQLITE


@contextmanager
def _work(place: Path) -> Iterator[Path]:
    """A folder on the same disk; those that were left by a restoration that was killed are deleted."""
    place.mkdir(parents=True, exist_ok=True)
    for left in place.glob(f"{_WORK}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=place, prefix=_WORK) as folder:
        yield Path(folder)


def _unpacked(actor: Actor, backup: Path, folder: Path, target: Path, clock: Clock) -> Restored:
    """Restore a whole backup: first everything is unpacked and examined, then files go to their places, the database last."""
    with BackupReader(backup) as reader:
        names = list(reader.manifest.entries)
        for name in names:
            reader.unpack(name, folder / name)
    place = target.parent
    if DUMP in names:
        _bring(folder, place, names)
        return Restored(place / DUMP, None, 0, 0, place / KEPT_SETTINGS, is_dump=True)
    missed, unconfirmed = _prepared(actor, folder / SQLITE, clock, place / "uploads")
    _bring(folder, place, [name for name in names if name != SQLITE])
    return Restored(target, _swap(folder / SQLITE, target, clock), missed, unconfirmed, place / KEPT_SETTINGS)


def _bring(folder: Path, place: Path, names: list[str]) -> None:
    """Move unpacked files to their places. Their names are ids, so one that is there already is the same file."""
    for name in names:
        goal = place / (KEPT_SETTINGS if name == SETTINGS else name)
        goal.parent.mkdir(parents=True, exist_ok=True)
        (folder / name).replace(goal)
    for parent in {(place / name).parent for name in names}:
        sync_folder(parent)


def _prepared(actor: Actor, part: Path, clock: Clock, uploads: Path) -> tuple[int, int]:
    """Check the copy, bring it to this version's schema and hold what is due."""
    db = Database(part, clock)
    try:
        with db.reading() as session:
            wrong = archive.quick_check(session)
        if wrong:
            raise Invalid(f"The backup is damaged: {wrong}.", field="file", remedy="Restore an older one.")
        if not standing(db).revision:
            raise Invalid("The file is a database, but not of an agency.", field="file", remedy=_ANOTHER)
        migrate(db)
        came = {file.name for file in (part.parent / "uploads").glob("*")}
        with db.transaction() as session:
            backups.move_uploads(session, uploads.as_posix(), came)
            return archive.hold(session, actor.label, clock.now())
    except StorageFailed as error:
        raise Invalid(f"The backup cannot be used: {error.message}", field="file", remedy="Restore an older one.") from error
    finally:
        db.close()


def _refuse_running(target: Path, clock: Clock) -> None:
    db = Database(target, clock)
    try:
        with db.reading() as session:
            running = archive.beating(session, clock.now())
    except StorageFailed:
        running = False  # damaged: a reason to restore, and no agency can be working with it
    finally:
        db.close()
    if running:
        raise Conflict(
            f"An agency was running on {target} a moment ago.", field="folder", remedy="Stop it, wait 15 seconds, and try again."
        )


def _swap(part: Path, target: Path, clock: Clock) -> Path | None:
    """Put the new database in the place of the old one in one step; where the old one is now, when there was one."""
    with part.open("rb+") as opened:
        os.fsync(opened.fileno())
    aside = _set_aside(target, clock) if target.exists() else None
    part.replace(target)
    sync_folder(target.parent)
    return aside


def _set_aside(target: Path, clock: Clock) -> Path:
    """Give the old database a second name. What SQLite keeps beside it is gone since it was closed, unless it is damaged."""
    aside = target.with_name(f"{target.name}.before-restore-{clock.now():%Y%m%d-%H%M%S}")
    for suffix in ("-wal", "-shm"):
        piece = target.with_name(target.name + suffix)
        if piece.exists():
            piece.rename(aside.with_name(aside.name + suffix))
    try:
        os.link(target, aside)
    except OSError:  # a disk without second names
        shutil.copyfile(target, aside)
    return aside
