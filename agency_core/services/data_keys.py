"""Data keys: what a client's secrets and files are sealed with, one for each purpose, wrapped by the key of the key file.

Without a client they are the installation's. A deleted client's keys go with it, and nothing that they sealed opens again.
"""

from __future__ import annotations

import secrets
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import insert
from sqlalchemy.orm import Session

from agency_core.domain.clock import Clock
from agency_core.models import KeyRow
from agency_core.security.sealing import DATA_KEY, KEY_BYTES, Keyring, is_sealed, key_of, missing_key
from agency_core.store.database import Database
from agency_core.store.queries import secret as kept

_NAME_BYTES = 8
MOST_REMEMBERED = 10_000


class DataKeys:
    """The data keys of one installation; those that were opened are remembered by this process."""

    def __init__(self, db: Database, clock: Clock, ring: Callable[[str], Keyring]) -> None:
        """`ring` gives the keys of the key file; asked for one by name, it looks whether the file has it by now."""
        self._db = db
        self._clock = clock
        self._ring = ring
        self._guard = threading.Lock()
        self._opened: dict[tuple[str, str, str], bytes] = {}
        self._newest: dict[tuple[str, str], str] = {}

    def newest(self, client_id: str, purpose: str) -> tuple[str, bytes]:
        """The name and the key that seal for a client now; the first is made when it is needed."""
        with self._guard:
            name = self._newest.get((client_id, purpose), "")
        if name:
            return name, self.named(client_id, purpose, name)
        with self._looking() as session:
            rows = kept.data_keys(session, client_id, purpose)
        if rows:
            self._remember(rows[0], self._unwrapped(rows[0]))
            return rows[0].name, self._unwrapped(rows[0])
        return self._made(client_id, purpose)

    def named(self, client_id: str, purpose: str, name: str) -> bytes:
        """One data key of a client.

        Raises:
            SetupProblem: it is gone with its client, or the key that wraps it is not in the key file.
            StorageFailed: it was wrapped for another client or purpose, or changed since.
        """
        with self._guard:
            found = self._opened.get((client_id, purpose, name))
        if found is not None:
            return found
        with self._looking() as session:
            row = next((each for each in kept.data_keys(session, client_id, purpose) if each.name == name), None)
        if row is None:
            raise missing_key(name)
        key = self._unwrapped(row)
        self._remember(row, key)
        return key

    def rewrap(self, session: Session) -> int:
        """Wrap every data key with the newest key of the key file that is not yet; how many. Nothing they sealed is touched."""
        newest, count = self._ring("").ids[0], 0
        for row in kept.wrapped(session):
            if key_of(row.wrapped) != newest:
                row.wrapped = self._wrapped(row.client_id, row.purpose, row.name, self._unwrapped(row))
                count += 1
        return count

    def forget(self) -> None:
        """Let go of what is remembered: keys of clients that were deleted."""
        with self._guard:
            self._opened.clear()
            self._newest.clear()

    def _made(self, client_id: str, purpose: str) -> tuple[str, bytes]:
        """A new data key, in the transaction that needs it where there is one: it is remembered once that is committed."""
        name, key = f"{DATA_KEY}{secrets.token_hex(_NAME_BYTES)}", secrets.token_bytes(KEY_BYTES)
        values = {
            "client_id": client_id, "purpose": purpose, "name": name, "created_at": self._clock.now(), "retired_at": None,
            "wrapped": self._wrapped(client_id, purpose, name, key),
        }
        session = self._db.session
        if session is not None:
            with session.no_autoflush:
                session.execute(insert(KeyRow).values(**values))
            return name, key
        with self._db.transaction() as own:
            rows = kept.data_keys(own, client_id, purpose)
            if not rows:
                own.execute(insert(KeyRow).values(**values))
        return (rows[0].name, self._unwrapped(rows[0])) if rows else (name, key)

    @contextmanager
    def _looking(self) -> Iterator[Session]:
        """The transaction of this thread, which may have made a key that nobody else sees yet; else a look."""
        session = self._db.session
        if session is None:
            with self._db.reading() as own:
                yield own
            return
        with session.no_autoflush:
            yield session

    def _remember(self, row: KeyRow, key: bytes) -> None:
        if self._db.session is not None:
            return  # made in a transaction that may still fail
        with self._guard:
            if len(self._opened) >= MOST_REMEMBERED:
                self._opened.clear()
            self._opened[row.client_id, row.purpose, row.name] = key
            self._newest.setdefault((row.client_id, row.purpose), row.name)

    def _wrapped(self, client_id: str, purpose: str, name: str, key: bytes) -> dict[str, str]:
        return self._ring("").seal({"key": b64encode(key).decode()}, kept.key_place(client_id, purpose, name))

    def _unwrapped(self, row: KeyRow) -> bytes:
        assert is_sealed(row.wrapped)  # noqa: S101 - the questions leave out what is no data key
        place = kept.key_place(row.client_id, row.purpose, row.name)
        return b64decode(self._ring(key_of(row.wrapped)).open(row.wrapped, place)["key"])
