"""The files that travel with a client: out of one media folder, checked, and into another."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from agency_core.domain.ids import new_id
from agency_core.domain.media import FILE_NAME, SUFFIXES
from agency_core.errors import Invalid
from agency_core.media import child
from agency_core.security import kept_files
from agency_core.security.kept_files import FileKeys
from agency_core.services.parcel import ParcelReader, ParcelWriter
from agency_core.services.resettle import Register
from agency_core.store.database import Database
from agency_core.store.queries import archive

_AGAIN = "Export the client again; this file was changed or cut."


class Baggage:
    """Media on their way. Nothing that a parcel says of a file is believed: it is opened as if it were uploaded."""

    def __init__(self, db: Database, folder: Path) -> None:
        """`folder` is the media folder."""
        self._db = db
        self._folder = folder
        self._unpacked: list[Path] = []

    def pack(self, parcel: ParcelWriter, client_id: str) -> None:
        """Add the files of a client's media to a parcel; one that is gone is left out."""
        with self._db.reading() as session:
            names = [row["file"] for row in archive.rows_of(session, client_id, "media")]
        for name in names:
            if (self._folder / name).is_file():
                parcel.file(name, self._folder / name)

    def unpack(self, parcel: ParcelReader, register: Register, now: datetime) -> list[archive.Row]:
        """Bring the files of a parcel into the folder; the rows of those that came, under ids and names that are free here.

        Raises:
            Invalid: a file is not the one that its row tells of, or nothing that the library keeps.
        """
        ids = register.ids["media"]
        with self._db.reading() as session:
            taken = archive.taken(session, "media", ids) if ids else set()
        rows = []
        for row in parcel.table("media", archive.shapes("media")):
            old = row["id"]
            is_free = old not in taken and FILE_NAME.fullmatch(f"{old}.jpg") and not list(self._folder.glob(f"*{old}.*"))
            ids[old] = old if is_free else new_id(now)
            if parcel.holds(row["file"]):
                rows.append(self._opened(parcel, row, ids[old]))
                register.files[row["file"]] = rows[-1]["file"]
        return rows

    def seal(self, keys: FileKeys, client_id: str) -> None:
        """Seal what was unpacked with the key of the client whose it is now.

        Raises:
            OSError: it cannot be written.
        """
        for file in self._unpacked:
            if file.exists():
                kept_files.seal(file, keys, client_id)

    def drop(self) -> None:
        """Take back what was unpacked: the import failed."""
        for file in self._unpacked:
            file.unlink(missing_ok=True)

    def _opened(self, parcel: ParcelReader, row: archive.Row, media_id: str) -> archive.Row:
        self._folder.mkdir(parents=True, exist_ok=True)
        part, thumb, digest = self._folder / f"{media_id}.part", self._folder / f"thumb-{media_id}.jpg", hashlib.sha256()
        self._unpacked += [part, thumb]
        with part.open("wb") as file:
            for chunk in parcel.read(row["file"]):
                digest.update(chunk)
                file.write(chunk)
        if digest.hexdigest() != row["sha256"]:
            raise Invalid(f"media/{row['file']} is not the file that its row tells of.", field="file", remedy=_AGAIN)
        found, size = child.look(part, thumb), part.stat().st_size
        target = self._folder / f"{media_id}.{SUFFIXES[found['mime']]}"
        self._unpacked.append(target)
        part.replace(target)
        return {
            **row, "file": target.name, "thumb": thumb.name if thumb.exists() else "", "mime": found["mime"], "bytes": size,
            "width": found.get("width", 0), "height": found.get("height", 0), "seconds": found.get("seconds", 0.0),
        }
