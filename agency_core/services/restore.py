"""Restore: a backup becomes the database of a data folder, and what it has due is held for a person."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.errors import Conflict, Exists, Forbidden, Invalid, StorageFailed
from agency_core.services.whole_file import whole_file
from agency_core.store.database import Database
from agency_core.store.queries import archive
from agency_core.store.schema import migrate, standing

_MAGIC = b"SQLite format 3\0"
_ANOTHER = "Name a file that backup wrote."


@dataclass(frozen=True)
class Restored:
    """What a restoration came to: the database, the old one where there was one, and how many deliveries were held."""

    file: Path
    set_aside: Path | None
    missed: int
    unconfirmed: int


def restore(actor: Actor, backup: Path, *, target: Path, clock: Clock, force: bool = False) -> Restored:
    """Make `backup` the database `target`; the backup itself is only read.

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
    _sound_head(backup)
    if target.exists():
        if not force:
            raise Exists(
                f"{target.parent} holds an agency already.", field="folder",
                remedy="Name another folder with --folder, or add --force: the old database is renamed, not deleted.",
            )
        _refuse_running(target, clock)
    with whole_file(target.with_name(f"{target.name}.restored")) as part:
        shutil.copyfile(backup, part)
        missed, unconfirmed = _prepared(actor, part, clock)
    aside = _set_aside(target, clock) if target.exists() else None
    target.with_name(f"{target.name}.restored").replace(target)
    return Restored(target, aside, missed, unconfirmed)


def _sound_head(backup: Path) -> None:
    try:
        with backup.open("rb") as opened:
            head = opened.read(len(_MAGIC))
    except OSError as error:
        raise Invalid(f"{backup} cannot be read: {error.strerror or error}.", field="file", remedy=_ANOTHER) from error
    if head != _MAGIC:
        raise Invalid(f"{backup} is not a backup.", field="file", remedy=_ANOTHER)


def _prepared(actor: Actor, part: Path, clock: Clock) -> tuple[int, int]:
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
        with db.transaction() as session:
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


def _set_aside(target: Path, clock: Clock) -> Path:
    aside = target.with_name(f"{target.name}.before-restore-{clock.now():%Y%m%d-%H%M%S}")
    for suffix in ("-wal", "-shm", ""):
        piece = target.with_name(target.name + suffix)
        if piece.exists():
            piece.rename(aside.with_name(aside.name + suffix))
    return aside
