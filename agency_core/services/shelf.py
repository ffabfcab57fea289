"""The media folder: files lie there sealed with the key of their client, and are opened by a process that has no keys."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from agency_core.errors import SetupProblem, StorageFailed
from agency_core.media import child
from agency_core.media.fit import Plan
from agency_core.security import kept_files
from agency_core.security.kept_files import FileKeys
from agency_core.security.sealed_file import CHUNK, is_sealed_file

COPIES_KEPT = timedelta(days=30)
PARTS_KEPT = PLAIN_KEPT = timedelta(days=1)
_MADE = ("fit-*", "fetched-*", "card-*")
"""What is made again when it is missed: copies that fit, what was fetched from elsewhere, title cards."""


class Shelf:
    """Keeps files, and has them looked into and made to fit."""

    def __init__(self, folder: Path, keys: FileKeys) -> None:
        """Files lie flat in `folder`, and are sealed with `keys` where that is on."""
        self.folder = folder
        self._keys = keys

    def keep(self, name: str, chunks: Iterable[bytes], client_id: str) -> Path:
        """Keep a stream as a file of a client; it is whole or not there.

        Raises:
            OSError: it cannot be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        kept_files.keep(self.folder / name, chunks, self._keys, client_id)
        return self.folder / name

    def has(self, name: str) -> bool:
        """Whether something that can be made again is there and can be opened; what is asked for is not forgotten."""
        try:
            kept_files.size_of(self.folder / name)
            os.utime(self.folder / name)
        except (FileNotFoundError, SetupProblem, StorageFailed):  # then it is made anew, with a key that is there
            return False
        return True

    def look(self, file: Path, client_id: str, small: str = "") -> dict[str, Any]:
        """What a kept file is; its small picture is kept as `small`, where it is named and there can be one.

        Raises:
            Invalid: it is nothing that the library keeps.
        """
        with kept_files.plain(file) as path, _aside() as aside:
            drawn = aside / "small.jpg"
            found = child.look(path, drawn if small else None)
            if drawn.exists():
                self.keep(small, [drawn.read_bytes()], client_id)
        return found

    def fit(self, source: Path, planned: Plan, most_bytes: int, client_id: str) -> dict[str, Any]:
        """Keep the copy of a kept file that was planned; its mime, width, height and bytes.

        Raises:
            Invalid: it cannot be made.
        """
        with kept_files.plain(source) as path, _aside() as aside:
            found = child.fit(path, aside / planned.name, planned, most_bytes)
            with (aside / planned.name).open("rb") as made:
                self.keep(planned.name, iter(lambda: made.read(CHUNK), b""), client_id)
        return found

    def remove(self, *names: str) -> None:
        """Remove files that are there."""
        for name in names:
            (self.folder / name).unlink(missing_ok=True)

    def prune(self, now: datetime) -> int:
        """Delete what was not used for COPIES_KEPT, copies from before there was sealing, and what broken uploads left."""
        deleted = 0
        for pattern in (*_MADE, "*.part"):
            for file in self.folder.glob(pattern):
                with suppress(FileNotFoundError):  # another process was faster
                    if now.timestamp() - file.stat().st_mtime > self._kept(file).total_seconds():
                        file.unlink()
                        deleted += 1
        return deleted

    def _kept(self, file: Path) -> timedelta:
        if file.suffix == ".part":
            return PARTS_KEPT
        return PLAIN_KEPT if self._keys.is_on and not is_sealed_file(file) else COPIES_KEPT


def made_for(folder: Path, client_id: str) -> Iterator[Path]:
    """What was made for a client and is sealed for it: copies that fit, what was fetched, title cards."""
    for file in (each for pattern in _MADE for each in folder.glob(pattern)):
        with suppress(FileNotFoundError):  # another process was faster
            if kept_files.sealed_for(file)[0] == client_id:
                yield file


@contextmanager
def _aside() -> Iterator[Path]:
    """A private folder outside the data, gone at the end."""
    with tempfile.TemporaryDirectory(prefix="agency-") as folder:
        yield Path(folder)
