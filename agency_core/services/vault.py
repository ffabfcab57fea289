"""Vault: secrets go into the database sealed, and come out only for the row they were sealed for."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agency_core.observe import redaction
from agency_core.security.sealing import Keyring, is_sealed, key_of, missing_key
from agency_core.store import key_file
from agency_core.store.database import Database
from agency_core.store.queries import secret as secrets

NOT_SECRET = frozenset({"variable", "generation"})
"""Stored beside secrets, and none: the name of an environment variable, and which sandbox token comes next."""


class Vault:
    """Seals and opens. The key file is read when it is first needed, and made only while nothing is sealed."""

    def __init__(self, db: Database, path: Path) -> None:
        """The key lies in `path`."""
        self._db = db
        self._path = path
        self._guard = threading.Lock()
        self._ring: Keyring | None = None

    @property
    def path(self) -> Path:
        """Where the key lies."""
        return self._path

    def ring(self) -> Keyring:
        """The keys of this installation; a file with one is made when there is none yet."""
        return self._keys()

    def seal(self, secret: Mapping[str, str], place: str) -> dict[str, Any]:
        """`secret` as it may be stored at `place`."""
        redaction.learn(value for name, value in secret.items() if name not in NOT_SECRET)
        return self._keys().seal(secret, place)

    def open(self, stored: Mapping[str, Any], place: str) -> dict[str, str]:
        """The secret stored at `place`; what was stored before there was sealing comes as it is.

        Raises:
            SetupProblem: the key is missing.
            StorageFailed: it was sealed for another place, or changed since.
        """
        if is_sealed(stored):
            found = self._keys().open(stored, place)
            redaction.learn(value for name, value in found.items() if name not in NOT_SECRET)
            return found
        return {name: value for name, value in stored.items() if isinstance(value, str)}

    def prepare(self) -> int:
        """At start: make sure that what is sealed can be opened, and seal what is not (or is, with an older key); how many.

        Raises:
            SetupProblem: a key is missing; no new one is made in its place.
        """
        with self._db.reading() as session:
            found = [held.stored for held in secrets.kept(session)]
        needed = {key_of(stored) for stored in found if is_sealed(stored)}
        if needed:
            self._ring = key_file.read(self._path, needed)
            missing = needed - set(self._ring.ids if self._ring else ())
            if missing:
                raise missing_key(min(missing))
        if not any(self._is_due(stored) for stored in found):
            return 0
        with self._db.transaction() as session:
            due = [held for held in secrets.kept(session) if self._is_due(held.stored)]
            for held in due:
                setattr(held.row, held.column, self.seal(self.open(held.stored, held.place), held.place))
        return len(due)

    def _is_due(self, stored: Mapping[str, Any]) -> bool:
        if is_sealed(stored):
            return key_of(stored) != self._keys().ids[0]
        return bool(set(stored) - NOT_SECRET)

    def _keys(self) -> Keyring:
        with self._guard:
            if self._ring is None:
                self._ring = key_file.create(self._path)
            return self._ring
