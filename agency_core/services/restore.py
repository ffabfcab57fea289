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
from agency_core.errors import Conflict, Exists, Forbidden, Invalid, SetupProblem, StorageFailed
from agency_core.services.backup_file import DUMP, SETTINGS, SQLITE, BackupReader
from agency_core.settings import Settings
from agency_core.store import cipher
from agency_core.store.database import Database
from agency_core.store.disk import sync, sync_folder
from agency_core.store.marker import begin, mark
from agency_core.store.opening import key_for, key_path, settle
from agency_core.store.queries import archive
from agency_core.store.queries import backup as backups
from agency_core.store.schema import migrate, standing
from agency_core.store.soundness import PAGE

_ZIP = b"PK\x03\x04"
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


def restore(actor: Actor, backup: Path, *, place: Settings, clock: Clock, force: bool = False) -> Restored:
    """Make `backup` the data folder of `place`; the backup itself is only read. It is encrypted as `place` says.

    Whenever the process ends, the database of that folder is the old one (or none) or the whole new one.

    Args:
        actor: who asks.
        backup: a file that `backup` wrote, of this or an older version.
        place: the settings that name the data folder and the key file.
        clock: tells what is due.
        force: rename a database that is there already instead of refusing.

    Raises:
        Invalid: the backup is not sound, or not a database of an agency.
        Exists: there is a database, and `force` is not given.
        Conflict: an agency is running on it.
        SetupProblem: the key that opens the backup is missing.
        StorageFailed: the folder cannot be written.
    """
    target = place.database_file
    if not actor.owns("backup"):
        raise Forbidden("Only the owner restores.", remedy="Ask the owner.")
    is_zip = _head(backup)
    if target.exists():
        if not force:
            raise Exists(
                f"{target.parent} holds an agency already.", field="folder",
                remedy="Name another folder with --folder, or add --force: the old database is renamed, not deleted.",
            )
        _refuse_running(place, clock)
    try:
        with _work(target.parent) as folder:
            if is_zip:
                return _unpacked(actor, backup, folder, place, clock)
            shutil.copyfile(backup, folder / SQLITE)
            held = _prepared(actor, folder / SQLITE, place, clock)
            return Restored(target, _swap(folder / SQLITE, place, clock), *held)
    except OSError as error:
        said = f"{target.parent} cannot be written: {error.strerror or error}."
        raise StorageFailed(said, remedy="Check the disk and the folder.") from error


def _head(backup: Path) -> bool:
    """Whether it is a whole backup; a database alone, encrypted or not, is one of an older version, or one set aside."""
    try:
        with backup.open("rb") as opened:
            head = opened.read(len(cipher.PLAIN))
        size = backup.stat().st_size
    except OSError as error:
        raise Invalid(f"{backup} cannot be read: {error.strerror or error}.", field="file", remedy=_ANOTHER) from error
    if head.startswith(_ZIP) or head == cipher.PLAIN:
        return head != cipher.PLAIN
    if not size or size % PAGE:
        raise Invalid(f"{backup} is not a backup.", field="file", remedy=_ANOTHER)
    return False


@contextmanager
def _work(place: Path) -> Iterator[Path]:
    """A folder on the same disk; those that were left by a restoration that was killed are deleted."""
    place.mkdir(parents=True, exist_ok=True)
    for left in place.glob(f"{_WORK}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=place, prefix=_WORK) as folder:
        yield Path(folder)


def _unpacked(actor: Actor, backup: Path, folder: Path, chosen: Settings, clock: Clock) -> Restored:
    """Restore a whole backup: first everything is unpacked and examined, then files go to their places, the database last."""
    with BackupReader(backup) as reader:
        names = list(reader.manifest.entries)
        for name in names:
            reader.unpack(name, folder / name)
    place = chosen.data
    if DUMP in names:
        _bring(folder, place, names)
        return Restored(place / DUMP, None, 0, 0, place / KEPT_SETTINGS, is_dump=True)
    missed, unconfirmed = _prepared(actor, folder / SQLITE, chosen, clock)
    _bring(folder, place, [name for name in names if name != SQLITE])
    aside = _swap(folder / SQLITE, chosen, clock)
    return Restored(chosen.database_file, aside, missed, unconfirmed, place / KEPT_SETTINGS)


def _bring(folder: Path, place: Path, names: list[str]) -> None:
    """Move unpacked files to their places. Their names are ids, so one that is there already is the same file."""
    for name in names:
        goal = place / (KEPT_SETTINGS if name == SETTINGS else name)
        goal.parent.mkdir(parents=True, exist_ok=True)
        (folder / name).replace(goal)
    for parent in {(place / name).parent for name in names}:
        sync_folder(parent)


def _prepared(actor: Actor, part: Path, chosen: Settings, clock: Clock) -> tuple[int, int]:
    """Check the copy, bring it to this version's schema, hold what is due, and give it the key of its new place."""
    held = _held(actor, part, chosen, clock)
    begin(chosen.data)
    settle(part, chosen, clock)
    return held


def _held(actor: Actor, part: Path, chosen: Settings, clock: Clock) -> tuple[int, int]:
    db = Database(part, clock, key_for(part, key_path(chosen)))
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
            backups.move_uploads(session, (chosen.data / "uploads").as_posix(), came)
            return archive.hold(session, actor.label, clock.now())
    except StorageFailed as error:
        raise Invalid(f"The backup cannot be used: {error.message}", field="file", remedy="Restore an older one.") from error
    finally:
        db.close()


def _refuse_running(place: Settings, clock: Clock) -> None:
    file = place.database_file
    try:
        db = Database(file, clock, key_for(file, key_path(place)))
        try:
            with db.reading() as session:
                running = archive.beating(session, clock.now())
        finally:
            db.close()
    except (StorageFailed, SetupProblem):
        running = False  # damaged, or its key is gone: a reason to restore, and no agency can be working with it
    if running:
        raise Conflict(
            f"An agency was running on {file} a moment ago.", field="folder", remedy="Stop it, wait 15 seconds, and try again."
        )


def _swap(part: Path, place: Settings, clock: Clock) -> Path | None:
    """Put the new database in the place of the old one in one step; where the old one is now, when there was one."""
    target = place.database_file
    sync(part)
    aside = _set_aside(target, clock) if target.exists() else None
    part.replace(target)
    sync_folder(target.parent)
    mark(place.data)
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
