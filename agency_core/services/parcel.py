"""The file in which a client travels: a zip of one table per entry, one row per line, as JSON."""

from __future__ import annotations

import json
import math
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from agency_core.domain.clock import aware
from agency_core.domain.media import FILE_NAME
from agency_core.errors import Invalid
from agency_core.security import kept_files
from agency_core.security.sealed_file import CHUNK
from agency_core.store.queries.archive import OF_CLIENT, REQUIRED, TOLD, Row, Shape

FORMAT = 1
MANIFEST = "manifest.json"
FILES = "media/"
_CHUNK = 1024 * 1024
LONGEST_LINE = 4 * 1024**2
MOST_BYTES = 4 * 1024**3
_WRITTEN = "Name a file written by export."
_AGAIN = "Export the client again; this file was changed or cut."


@dataclass(frozen=True)
class Manifest:
    """What a parcel says of itself."""

    client_id: str
    client_name: str
    version: str
    exported_at: str
    rows: Mapping[str, int]


class ParcelWriter:
    """Writes a parcel, one table after another."""

    def __init__(self, file: Path) -> None:
        """Begin `file`, which must not exist."""
        self._zip = zipfile.ZipFile(file, "x", zipfile.ZIP_DEFLATED)

    def __enter__(self) -> ParcelWriter:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Finish the file."""
        self._zip.close()

    def table(self, name: str, rows: Iterable[Row]) -> int:
        """Write the rows of a table; how many they were."""
        written = 0
        with self._zip.open(f"{name}.jsonl", "w") as entry:
            for row in rows:
                entry.write(json.dumps(row, default=_plain, ensure_ascii=True).encode() + b"\n")
                written += 1
        return written

    def file(self, name: str, path: Path) -> None:
        """Add what a file of the media folder holds, not packed: pictures and videos are packed already."""
        info = zipfile.ZipInfo.from_file(path, f"{FILES}{name}", strict_timestamps=False)
        with kept_files.opened(path) as source, self._zip.open(info, "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target, CHUNK)

    def manifest(self, manifest: Manifest) -> None:
        """Write what the parcel says of itself; to be called last."""
        self._zip.writestr(MANIFEST, json.dumps({"format": FORMAT, **vars(manifest)}, indent=1))


class ParcelReader:
    """Reads a parcel, and trusts nothing in it."""

    def __init__(self, file: Path) -> None:
        """Open `file`.

        Raises:
            Invalid: it is no parcel, or one of a newer version.
        """
        try:
            self._zip = zipfile.ZipFile(file)
        except (OSError, zipfile.BadZipFile) as error:
            raise Invalid(f"{file} cannot be read as an export: {error}.", field="file", remedy=_WRITTEN) from error
        known = {MANIFEST, *(f"{name}.jsonl" for name in (*OF_CLIENT, *TOLD))}
        self._names = {info.filename for info in self._zip.infolist()}
        strange = [name for name in self._names - known if not _is_medium(name)]
        if strange or sum(info.file_size for info in self._zip.infolist()) > MOST_BYTES:
            raise Invalid(f"{file} holds what no export holds.", field="file", remedy=_WRITTEN)

    def __enter__(self) -> ParcelReader:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._zip.close()

    def manifest(self) -> Manifest:
        """What the parcel says of itself.

        Raises:
            Invalid: it says nothing that can be read, or was written by a newer version.
        """
        try:
            found = json.loads(self._zip.read(MANIFEST))
            made, told = found.pop("format"), Manifest(**found)
        except (KeyError, ValueError, TypeError, AttributeError, zipfile.BadZipFile) as error:
            raise Invalid("The export does not say what it is.", field="file", remedy=_AGAIN) from error
        if made != FORMAT:
            raise Invalid(
                f"The export has format {made}; this version reads {FORMAT}.", field="file", remedy="Update this installation."
            )
        return told

    def holds(self, name: str) -> bool:
        """Whether a file of the media folder came with it."""
        return f"{FILES}{name}" in self._names

    def read(self, name: str) -> Iterator[bytes]:
        """A file of the media folder, piece by piece.

        Raises:
            Invalid: it is damaged.
        """
        try:
            with self._zip.open(f"{FILES}{name}") as entry:
                while chunk := entry.read(_CHUNK):
                    yield chunk
        except zipfile.BadZipFile as error:
            raise Invalid(f"{FILES}{name} is damaged.", field="file", remedy=_AGAIN) from error

    def table(self, name: str, shapes: Mapping[str, Shape]) -> Iterator[Row]:
        """The rows of a table, each checked against its columns.

        Raises:
            Invalid: a row does not fit; the message names the line.
        """
        if f"{name}.jsonl" not in self._zip.namelist():
            return
        with self._zip.open(f"{name}.jsonl") as entry:
            number = 0
            while line := entry.readline(LONGEST_LINE + 1):
                number += 1
                yield _row(f"{name}.jsonl line {number}", line, shapes)


def _is_medium(name: str) -> bool:
    return name.startswith(FILES) and FILE_NAME.fullmatch(name.removeprefix(FILES)) is not None


def _row(place: str, line: bytes, shapes: Mapping[str, Shape]) -> Row:
    try:
        found = json.loads(line) if len(line) <= LONGEST_LINE else None
    except ValueError:
        found = None
    if not isinstance(found, dict) or not set(found) <= set(shapes):
        raise Invalid(f"{place} is not a row of this table.", field="file", remedy=_AGAIN)
    return {name: _value(f"{place}, {name}", found.get(name, shape.default), shape) for name, shape in shapes.items()}


def _value(place: str, value: object, shape: Shape) -> Any:  # noqa: ANN401 - what the column holds
    if value is None and shape.nullable:
        return None
    if shape.kind is datetime and isinstance(value, str):
        try:
            return aware(datetime.fromisoformat(value))
        except ValueError:
            value = REQUIRED
    if shape.kind is float and isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    if type(value) is not shape.kind or (isinstance(value, int) and abs(value) >= 2**63):
        raise Invalid(f"{place}: this is not a {shape.kind.__name__}.", field="file", remedy=_AGAIN)
    return value


def _plain(value: object) -> str:
    assert isinstance(value, datetime)  # noqa: S101 - the only type of a column that JSON does not know
    return value.isoformat()
