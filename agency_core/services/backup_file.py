"""The file of a backup: a ZIP with the database, files, settings and a manifest that says what it must hold."""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO

from agency_core.errors import Invalid

MANIFEST, SETTINGS = "manifest.json", "settings.json"
SQLITE, DUMP = "database.sqlite3", "database.dump"
FORMAT = 1
PIECE = 1024 * 1024
SPILL = 16 * PIECE
"""What is written is forced to the disk in so large steps: one flush of all at the end would hold up everybody's commits."""
_NAME = re.compile(r"(?:database\.(?:sqlite3|dump)|settings\.json|(?:media|uploads|reports)(?:/[\w-][\w.@ -]*)+)")
_MANIFEST_BYTES = 64 * 1024 * 1024
_ANOTHER = "Use an older backup."


@dataclass(frozen=True)
class Entry:
    """One file in a backup: its size in bytes and its SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    Attributes:
        version: of the program that wrote it.
        revision: of the database's schema.
        made_at: when, in UTC and ISO 8601.
        rows: of each table.
        key_id: the name of the key that opened a secret of it; empty when it holds none.
        entries: its files.
        missing: files that the database names and that were not there.
    """

    version: str
    revision: str
    made_at: str
    rows: dict[str, int]
    key_id: str = ""
    entries: dict[str, Entry] = field(default_factory=dict)
    missing: int = 0

    @property
    def database(self) -> str:
        """The entry that is the database."""
        return DUMP if DUMP in self.entries else SQLITE

    @property
    def at(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.made_at)


class BackupWriter:
    """Writes a backup piece by piece; nothing is held in memory as a whole."""

    def __init__(self, part: Path) -> None:
        """Begin the file `part`."""
        self._file = part.open("wb")
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self._spilt = 0
        self.entries: dict[str, Entry] = {}

    def __enter__(self) -> BackupWriter:
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the file."""
        with self._file:
            self._zip.close()

    def file(self, name: str, source: Path) -> None:
        """Add the file `source`; media and reports are packed already and go in as they are."""
        info = zipfile.ZipInfo.from_file(source, name, strict_timestamps=False)
        info.compress_type = zipfile.ZIP_DEFLATED if name in {SQLITE, SETTINGS} else zipfile.ZIP_STORED
        digest, size = hashlib.sha256(), 0
        with source.open("rb") as opened, self._zip.open(info, "w", force_zip64=True) as entry:
            while piece := opened.read(PIECE):
                digest.update(piece)
                entry.write(piece)
                size += len(piece)
                self._spill()
        self.entries[name] = Entry(size, digest.hexdigest())

    def manifest(self, told: Manifest) -> None:
        """Add what it says of itself: the last entry."""
        self._zip.writestr(MANIFEST, json.dumps({"format": FORMAT, **asdict(told)}, indent=1))

    def _spill(self) -> None:
        if self._file.tell() - self._spilt >= SPILL:
            self._spilt = self._file.tell()
            self._file.flush()
            os.fsync(self._file.fileno())


class BackupReader:
    """Reads a backup; what is not as its manifest says is refused."""

    def __init__(self, file: Path) -> None:
        """Open it.

        Raises:
            Invalid: it cannot be read, or says nothing of itself that can be understood.
        """
        with _refusing(file):
            self._zip = zipfile.ZipFile(file)
        try:
            with _refusing(file):
                self.manifest = self._told()
        except Invalid:
            self._zip.close()
            raise
        self._file = file

    def __enter__(self) -> BackupReader:
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the file."""
        self._zip.close()

    def check(self) -> None:
        """Read every entry but the database, which whoever opens it unpacks.

        Raises:
            Invalid: one is not what the manifest says.
        """
        for name in self.manifest.entries:
            if name != self.manifest.database:
                for _ in self._pieces(name):
                    pass

    def unpack(self, name: str, target: Path) -> None:
        """Write an entry to `target`, and to the disk.

        Raises:
            Invalid: it is not what the manifest says.
        """
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as opened:
            for piece in self._pieces(name):
                opened.write(piece)
            opened.flush()
            os.fsync(opened.fileno())

    def _pieces(self, name: str) -> Iterator[bytes]:
        digest, size, said = hashlib.sha256(), 0, self.manifest.entries[name]
        with _refusing(self._file), self._zip.open(name) as entry:
            while piece := _read(entry, said.size - size + 1):
                digest.update(piece)
                size += len(piece)
                yield piece
        if size != said.size or digest.hexdigest() != said.sha256:
            raise Invalid(f"{name} in the backup was changed.", field="file", remedy=_ANOTHER)

    def _told(self) -> Manifest:
        info = self._zip.getinfo(MANIFEST)
        if info.file_size > _MANIFEST_BYTES:
            raise ValueError(MANIFEST)
        said = json.loads(self._zip.read(info))
        if said.pop("format") != FORMAT:
            raise Invalid("The backup was written by a newer version.", field="file", remedy="Install that version.")
        entries = {name: Entry(**each) for name, each in said.pop("entries").items()}
        _refuse_strange(entries)
        told = Manifest(**said, entries=entries)
        if told.at.tzinfo is None:
            raise ValueError(told.made_at)
        return told


def _refuse_strange(entries: Mapping[str, Entry]) -> None:
    strange = [name for name in entries if not _NAME.fullmatch(name)]
    if strange or not {SQLITE, DUMP} & set(entries):
        raise Invalid("The file holds what no backup holds.", field="file", remedy="Name a file that backup wrote.")


def storable(name: str) -> bool:
    """Whether a file of this name can be in a backup."""
    return bool(_NAME.fullmatch(name))


def _read(entry: IO[bytes], most: int) -> bytes:
    return entry.read(min(PIECE, most)) if most > 0 else b""


@contextmanager
def _refusing(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        said = f"{file} cannot be read: {error.strerror or error}."
        raise Invalid(said, field="file", remedy="Name a file that backup wrote.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError, RuntimeError) as error:
        # whatever a file can be besides a backup: cut, flipped bits, another ZIP, an encrypted one
        raise Invalid(f"{file.name} is no whole backup.", field="file", remedy=_ANOTHER) from error
