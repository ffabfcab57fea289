"""The keys of clients' files: new ones are sealed with the key of their client, and what lies plain from before is sealed too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from agency_core.errors import SetupProblem
from agency_core.security import kept_files
from agency_core.services.data_keys import DataKeys
from agency_core.store.database import Database
from agency_core.store.queries import files
from agency_core.store.queries.secret import FILES


class ClientFiles:
    """Knows the data keys of files; where encryption is switched off, new files stay plain and sealed ones still open."""

    def __init__(self, db: Database, data_keys: DataKeys, *, is_on: bool) -> None:
        """`is_on`: whether new files are sealed."""
        self._db = db
        self._data_keys = data_keys
        self.is_on = is_on
        kept_files.serve(self)

    def of_file(self, client_id: str, name: str) -> bytes | None:
        """The key with this name; None when it is not of this installation, or gone with its client."""
        try:
            return self._data_keys.named(client_id, FILES, name)
        except SetupProblem:  # another agency of this process may have it; whoever opens the file says so when none has
            return None

    def for_files(self, client_id: str) -> tuple[str, bytes] | None:
        """The name and the key that new files of a client are sealed with; None where files stay plain."""
        return self._data_keys.newest(client_id, FILES) if self.is_on else None

    def settle(self, data: Path, most: int) -> int:
        """Seal at most so many files of `data` that lie there plain from before, each in one step; how many it were."""
        count = 0
        for client_id, path in self._found(data) if self.is_on else ():
            if count >= most:
                break
            with suppress(FileNotFoundError):  # deleted meanwhile
                count += kept_files.seal(path, self, client_id)
        return count

    def _found(self, data: Path) -> Iterator[tuple[str, Path]]:
        with self._db.reading() as session:
            uploads, reports, media = files.uploads(session), files.reports(session), files.media(session)
        yield from ((client_id, Path(path)) for client_id, path in uploads)
        for client_id, report_id in reports:
            yield from ((client_id, each) for each in sorted((data / "reports" / report_id).glob("*.*")))
        yield from ((client_id, data / "media" / name) for client_id, *names in media for name in names if name)
