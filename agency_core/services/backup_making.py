"""One backup: a copy of the database as it is at one moment, its files and settings, verified before it gets its name."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from agency_core import __version__
from agency_core.domain.clock import Clock
from agency_core.errors import Invalid, StorageFailed
from agency_core.services import backup_dump
from agency_core.services.backup_check import Examined, examined
from agency_core.services.backup_file import DUMP, SETTINGS, SQLITE, BackupReader, BackupWriter, Manifest, storable
from agency_core.services.whole_file import whole_file
from agency_core.settings import Settings
from agency_core.store.database import Database
from agency_core.store.queries import archive
from agency_core.store.queries import backup as backups
from agency_core.store.schema import standing


@dataclass(frozen=True)
class Source:
    """What is backed up: the database, the settings with the data folder, and where the key lies (which is never copied)."""

    db: Database
    clock: Clock
    settings: Settings
    key: Path


@dataclass(frozen=True)
class Made:
    """A backup that was verified: its size in bytes and how many rows it holds."""

    file: Path
    size: int
    rows: int


def make(source: Source, target: Path) -> Made:
    """Write a backup to `target`, and read it back.

    Raises:
        Exists: there is such a file.
        StorageFailed: it could not be written, or is not sound.
        Conflict: the database is a server's, and its tools are not installed.
        SetupProblem: the key that opens the secrets in it is missing.
    """
    with whole_file(target) as part:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=WORK) as folder:
            told = _packed(source, Path(folder), part)
            _verify(source, part, Path(folder) / "verified", told)
        return Made(target, part.stat().st_size, sum(told.rows.values()))


WORK = ".agency-backup-"
"""How the folders begin in which a backup is made; one that is left was that of a process that was killed."""


def _packed(source: Source, folder: Path, part: Path) -> Manifest:
    with source.db.reading() as session:
        before = archive.counts(session)
    copy = folder / (SQLITE if source.db.is_embedded else DUMP)
    found = _copied(source, copy)
    with source.db.reading() as session:
        _refuse_fewer(found.rows, before, archive.counts(session))
        named = backups.files(session)
    missing = 0
    with BackupWriter(part) as writer:
        writer.file(copy.name, copy)
        copy.unlink()
        for name, file in _files(source.settings.data, named):
            try:
                writer.file(name, file)
            except FileNotFoundError:  # it was deleted after the database was copied, or long ago
                missing += 1
        said = folder / SETTINGS
        said.write_text(json.dumps(_open_settings(source.settings), indent=1), encoding="utf-8")
        writer.file(SETTINGS, said)
        told = Manifest(
            __version__, found.revision, source.clock.now().isoformat(), found.rows, found.key_id, writer.entries, missing
        )
        writer.manifest(told)
    return told


def _copied(source: Source, copy: Path) -> Examined:
    if source.db.is_embedded:
        archive.copy_into(source.db, copy)
        return examined(copy, source.key)
    backup_dump.dump(source.db.engine.url, copy)
    return Examined(backup_dump.rows_of(copy), standing(source.db).revision, "")


def _refuse_fewer(found: dict[str, int], before: dict[str, int], after: dict[str, int]) -> None:
    """What lasts has to be in the copy: tables whose rows come and go by themselves are not looked at."""
    off = [name for name in archive.OF_CLIENT if found.get(name, 0) < min(before[name], after[name])]
    if off:
        raise StorageFailed(f"The copy is not sound: rows are missing in {', '.join(off)}.", remedy="Check the disk, try again.")


def _files(data: Path, named: backups.Named) -> Iterator[tuple[str, Path]]:
    media = [(f"media/{name}", data / "media" / name) for name in named.media]
    uploads = [(f"uploads/{Path(path).name}", Path(path)) for path in named.uploads]
    places = sorted(file for file in (data / "reports").rglob("*") if file.is_file() and ".part" not in str(file))
    reports = [(file.relative_to(data).as_posix(), file) for file in places]
    return (each for each in (*media, *uploads, *reports) if storable(each[0]))


def _open_settings(settings: Settings) -> dict[str, str]:
    """The settings that are no secrets, by the names of their variables."""
    told = {name: value for name, value in settings if not isinstance(value, SecretStr)}
    texts = {name: json.dumps(value) if isinstance(value, list) else str(value) for name, value in told.items()}
    return {f"AGENCY_{name.upper()}": text for name, text in texts.items()}


def _verify(source: Source, part: Path, copy: Path, told: Manifest) -> None:
    """Read the whole file back; its database has to hold what was counted, and its secrets have to open."""
    try:
        with BackupReader(part) as reader:
            reader.check()
            reader.unpack(told.database, copy)
        found = examined(copy, source.key) if source.db.is_embedded else Examined(backup_dump.rows_of(copy), told.revision, "")
    except Invalid as error:
        raise StorageFailed(f"The backup is not sound: {error.message}", remedy="Check the disk, try again.") from error
    if (found.rows, found.key_id) != (told.rows, told.key_id):
        raise StorageFailed("The backup does not hold what was copied.", remedy="Check the disk, try again.")
