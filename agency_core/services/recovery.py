"""Recovery: a copy of the key file is asked for until somebody says that they keep one, and anew after each new key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.errors import Invalid, NotFound, SetupProblem
from agency_core.security.sealing import Keyring
from agency_core.services.audit import note
from agency_core.services.owner import whole
from agency_core.services.rewrap import NOUN, SUBJECT, Rewrapped, rewrapped
from agency_core.services.sessions import Sessions
from agency_core.services.vault import Vault
from agency_core.store import key_file
from agency_core.store.database import Database
from agency_core.store.queries import setting as settings

_SETTING, _KEYS = "recovery_key", "keys"
LONGEST = 64 * 1024
"""Bytes of a file that may be a copy of the key file."""


@dataclass(frozen=True)
class Kept:
    """The key file: where it lies, the names of its keys (newest first), and who last said when that they have a copy.

    `is_due`: there is a key that nobody has said to have a copy of.
    """

    place: str
    names: tuple[str, ...]
    is_due: bool
    by: str
    at: datetime | None


class Recovery:
    """Gives the key file out, and remembers for which keys somebody has a copy."""

    def __init__(self, db: Database, clock: Clock, vault: Vault, sessions: Sessions) -> None:
        """The key file is that of `vault`; `sessions` know who proved lately to be who they are."""
        self._db = db
        self._clock = clock
        self._vault = vault
        self._sessions = sessions

    def kept(self, actor: Actor) -> Kept:
        """How it stands with the key file and its copy.

        Raises:
            Forbidden: only the owner may ask.
            SetupProblem: the key file cannot be read.
        """
        whole(actor)
        names = ring.ids if (ring := key_file.read(self._vault.path)) else ()
        with self._db.reading() as session:
            told = settings.get(session, _SETTING)
        at = datetime.fromisoformat(told["at"]) if told else None
        return Kept(str(self._vault.path), names, not set(names) <= set(told.get(_KEYS, ())), str(told.get("by", "")), at)

    def download(self, actor: Actor) -> str:
        """What is in the key file; that it was given out is an entry of the trail.

        Raises:
            Forbidden: only the owner may have it.
            ProofNeeded: the actor has not confirmed lately that it is them.
            NotFound: there is no key file yet.
        """
        ring = self._delicate(actor)
        with self._db.transaction() as session:
            note(session, actor, "key.downloaded", noun=NOUN, subject_id=SUBJECT, said={"key_ids": list(ring.ids)})
        return key_file.NOTE + ring.text()

    def acknowledge(self, actor: Actor) -> None:
        """Remember that somebody has a copy of all keys that are in the file now.

        Raises:
            Forbidden: only the owner may say so.
            ProofNeeded: the actor has not confirmed lately that it is them.
            NotFound: there is no key file yet.
        """
        ring, now = self._delicate(actor), self._clock.now()
        with self._db.transaction() as session:
            told = {_KEYS: list(ring.ids), "by": actor.label, "at": now.isoformat()}
            settings.put(session, _SETTING, told, actor.label, now)
            note(session, actor, "key.copy_acknowledged", noun=NOUN, subject_id=SUBJECT, said={"key_ids": list(ring.ids)})

    def compare(self, actor: Actor, copy: bytes) -> tuple[str, ...]:
        """The names of the keys that a copy of the key file lacks; none when it would do after this machine is lost.

        Raises:
            Forbidden: only the owner may ask.
            Invalid: it is no key file.
            NotFound: there is no key file yet.
        """
        whole(actor)
        ring = self._ring()
        try:
            found = Keyring.read(copy[:LONGEST].decode("ascii"))
        except (ValueError, SetupProblem) as error:
            raise Invalid("This is no key file.", field="copy", remedy="Choose the file that was downloaded here.") from error
        lacking = tuple(name for name, key in zip(ring.ids, ring.keys, strict=True) if key not in found.keys)
        with self._db.transaction() as session:
            note(session, actor, "key.copy_compared", noun=NOUN, subject_id=SUBJECT, said={"lacking": list(lacking)})
        return lacking

    def rotate(self, actor: Actor) -> Rewrapped:
        """Put a new key first in the key file and wrap the keys of all clients with it, while everything runs.

        Raises:
            Forbidden: only the owner may do this.
            ProofNeeded: the actor has not confirmed lately that it is them.
            SetupProblem: the key file cannot be written, or a key is missing.
        """
        whole(actor)
        self._sessions.demand_proof(actor)
        return rewrapped(actor, self._db, self._vault)

    def _delicate(self, actor: Actor) -> Keyring:
        whole(actor)
        self._sessions.demand_proof(actor)
        return self._ring()

    def _ring(self) -> Keyring:
        found = key_file.read(self._vault.path)
        if found is None:
            raise NotFound("There is no key file yet.", remedy="It is made when there is something to keep secret.")
        return found
