"""Vault: secrets go into the database sealed, and come out only for the client, row and column they were sealed for."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agency_core.domain.clock import Clock, SystemClock
from agency_core.observe import redaction
from agency_core.security.sealing import Keyring, Place, is_enveloped, is_sealed, missing_key, open_with, seal_with
from agency_core.services.client_files import ClientFiles
from agency_core.services.data_keys import DataKeys
from agency_core.store import key_file
from agency_core.store.database import Database
from agency_core.store.queries import secret as secrets

NOT_SECRET = frozenset({"variable", "generation"})
"""Stored beside secrets, and none: the name of an environment variable, and which sandbox token comes next."""


class Vault:
    """Seals and opens. The key file is read when it is first needed, and made only while nothing is sealed."""

    def __init__(
        self, db: Database, path: Path, clock: Clock | None = None, ring: Keyring | None = None, *, seals_files: bool = False
    ) -> None:
        """The key lies in `path`, unless the `ring` was found elsewhere; `seals_files`: whether new files are sealed."""
        self._db = db
        self._path = path
        self._guard = threading.Lock()
        self._ring = ring
        self.data_keys = DataKeys(db, clock or SystemClock(), self._having)
        self.files = ClientFiles(db, self.data_keys, is_on=seals_files)

    @property
    def path(self) -> Path:
        """Where the key lies."""
        return self._path

    def ring(self) -> Keyring:
        """The keys of this installation; a file with one is made when there is none yet."""
        return self._keys()

    def seal(self, secret: Mapping[str, str], place: Place) -> dict[str, Any]:
        """`secret` as it may be stored at `place`, sealed with the key of its client."""
        redaction.learn(value for name, value in secret.items() if name not in NOT_SECRET)
        return seal_with(*self.data_keys.newest(place.client, secrets.SECRETS), secret, place)

    def open(self, stored: Mapping[str, Any], place: Place) -> dict[str, str]:
        """The secret stored at `place`; what was stored before there was sealing comes as it is.

        Raises:
            SetupProblem: the key is missing.
            StorageFailed: it was sealed for another place, or changed since.
        """
        if is_sealed(stored):
            found = self._opened(stored, place)
            redaction.learn(value for name, value in found.items() if name not in NOT_SECRET)
            return found
        return {name: value for name, value in stored.items() if isinstance(value, str)}

    def prepare(self) -> int:
        """At start: make sure that what is sealed can be opened, and seal with a client's key what is not yet; how many.

        Data keys that an older key of the key file wraps are wrapped with the newest.

        Raises:
            SetupProblem: a key is missing; no new one is made in its place.
        """
        with self._db.reading() as session:
            needed = secrets.roots(session)
            due = any(self._is_due(held.stored) for held in secrets.kept(session))
        if needed:
            self._ring = key_file.read(self._path, needed)
            missing = needed - set(self._ring.ids if self._ring else ())
            if missing:
                raise missing_key(min(missing))
        if not due and needed <= set(self._ring.ids[:1] if self._ring else ()):
            return 0
        with self._db.transaction() as session:
            found = [held for held in secrets.kept(session) if self._is_due(held.stored)]
            for held in found:
                setattr(held.row, held.column, self.seal(self.open(held.stored, held.place), held.place))
            return len(found) + self.data_keys.rewrap(session)

    def renew(self) -> int:
        """Put a new key first in the key file, and wrap every data key with it, while the agency runs; how many.

        Raises:
            SetupProblem: the key file cannot be written.
        """
        self._use(key_file.renew(self._path))
        return self.prepare()

    def _opened(self, stored: Mapping[str, Any], place: Place) -> dict[str, str]:
        if is_enveloped(stored):
            return open_with(self.data_keys.named(place.client, secrets.SECRETS, stored["key"]), stored, place)
        return self._keys().open(stored, place.before)

    def _is_due(self, stored: Mapping[str, Any]) -> bool:
        if is_sealed(stored):
            return not is_enveloped(stored)
        return bool(set(stored) - NOT_SECRET)

    def _having(self, name: str) -> Keyring:
        """The ring, with the key called `name` on it where another process put that into the file."""
        found = self._keys()
        if name and name not in found.ids and (read := key_file.read(self._path, {name})) is not None:
            self._use(read)
            return read
        return found

    def _use(self, ring: Keyring) -> None:
        with self._guard:
            self._ring = ring

    def _keys(self) -> Keyring:
        with self._guard:
            if self._ring is None:
                self._ring = key_file.create(self._path)
            return self._ring
