"""Copies of the database that everybody who has the file can read: of before it was encrypted."""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile, ZipFile

from agency_core.services.backup_file import SQLITE
from agency_core.store import cipher


def plain_copies(file: Path) -> list[Path]:
    """Databases that were set aside beside `file`, and backups in the usual folder, that are not encrypted."""
    aside = [each for each in file.parent.glob(f"{file.name}.*") if cipher.is_plain(each)]
    kept = (file.parent / "backups").glob("agency-*")
    return sorted([*aside, *(each for each in kept if _is_plain(each))])


def _is_plain(backup: Path) -> bool:
    if backup.suffix != ".zip":
        return cipher.is_plain(backup)
    try:
        with ZipFile(backup) as opened, opened.open(SQLITE) as entry:
            return entry.read(len(cipher.PLAIN)) == cipher.PLAIN
    except (BadZipFile, KeyError, OSError):  # no whole backup, or one of a server: nothing to read in it
        return False
