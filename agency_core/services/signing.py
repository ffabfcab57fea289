"""Signing: which keys sign access tokens. They are derived from the key of the installation and lie nowhere."""

from __future__ import annotations

import secrets
import threading
import time
from datetime import timedelta

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.person import ACCESS_FOR, Purpose
from agency_core.models import KeyRow
from agency_core.security.sealing import purpose_key
from agency_core.services.audit import note
from agency_core.services.vault import Vault
from agency_core.store.database import Database
from agency_core.store.queries import token as tokens

NOUN = "key"
REMEMBERED = 1.0
"""Seconds after which the database is asked again: another process may have changed the key."""
_RANDOM_BYTES = 8


class Signing:
    """The newest key signs; older ones are accepted until the tokens that they signed are over."""

    def __init__(self, db: Database, clock: Clock, vault: Vault) -> None:
        """Names of keys lie in `db`; what they are derived from, in the key file of `vault`."""
        self._db = db
        self._clock = clock
        self._vault = vault
        self._guard = threading.Lock()
        self._rows: tuple[KeyRow, ...] = ()
        self._asked = -REMEMBERED
        self._derived: dict[str, bytes] = {}

    def current(self) -> tuple[str, bytes]:
        """The id of the key that signs now, and the key; the first is made when it is needed."""
        named = self._signs(self._known())
        if named is None:
            with self._db.transaction() as session:
                named = self._signs(tuple(tokens.signing_keys(session)))
                if named is None:
                    session.add(row := self._new())
                    named = row.name
            self.forget()
        return named, self._derive(named)

    def find(self, key_id: str) -> bytes | None:
        """The key with this id, when tokens that it signed may still be accepted."""
        now = self._clock.now()
        row = next((each for each in self._known() if each.name == key_id), None)
        if row is None or (row.retired_at is not None and row.retired_at <= now):
            return None
        return self._derive(key_id) if _origin(key_id) in self._vault.ring().ids else None

    def rotate(self, actor: Actor, *, at_once: bool = False) -> str:
        """Sign with a new key from now on; its id.

        Args:
            actor: an owner.
            at_once: the old ones are compromised: tokens that they signed are refused immediately, not accepted to their end.

        Raises:
            Forbidden: the actor is no owner.
        """
        actor.administer(NOUN)
        now = self._clock.now()
        ends = now if at_once else now + ACCESS_FOR
        with self._db.transaction() as session:
            for each in tokens.signing_keys(session):
                each.retired_at = min(each.retired_at or ends, ends)
            session.add(row := self._new())
            said = {"at_once": at_once, "key_id": row.name}
            note(session, actor, "key.rotated", noun=NOUN, subject_id=tokens.SIGNING, said=said)
        self.forget()
        return row.name

    def prune(self) -> int:
        """Delete the names of keys that have been retired for a day; how many."""
        with self._db.transaction() as session:
            return tokens.forget_signing_keys(session, self._clock.now() - timedelta(days=1))

    def forget(self) -> None:
        """Ask the database anew."""
        with self._guard:
            self._asked = -REMEMBERED

    def _known(self) -> tuple[KeyRow, ...]:
        if not 0 <= time.monotonic() - self._asked < REMEMBERED:
            asked = time.monotonic()
            with self._db.reading() as session:
                rows = tuple(tokens.signing_keys(session))
            with self._guard:
                self._rows, self._asked = rows, asked
        return self._rows

    def _signs(self, rows: tuple[KeyRow, ...]) -> str | None:
        newest = self._vault.ring().ids[0]
        return next((row.name for row in rows if row.retired_at is None and _origin(row.name) == newest), None)

    def _new(self) -> KeyRow:
        name = f"{self._vault.ring().ids[0]}-{secrets.token_hex(_RANDOM_BYTES)}"
        return KeyRow(
            client_id="", purpose=tokens.SIGNING, name=name, wrapped={}, created_at=self._clock.now(), retired_at=None,
        )

    def _derive(self, key_id: str) -> bytes:
        if key_id not in self._derived:
            wanted = f"{tokens.SIGNING} {Purpose.ACCESS} {key_id}"
            self._derived[key_id] = purpose_key(self._vault.ring(), wanted, _origin(key_id))
        return self._derived[key_id]


def _origin(key_id: str) -> str:
    """The name of the installation's key from which the one with this id is derived."""
    return key_id.partition("-")[0]
