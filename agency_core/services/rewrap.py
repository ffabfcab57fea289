"""Rewrap: the key above all clients' keys is replaced while the agency runs, and those that nothing needs are taken away."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.services.audit import note
from agency_core.services.owner import whole
from agency_core.services.vault import Vault
from agency_core.settings import Settings
from agency_core.store import key_file
from agency_core.store.database import Database
from agency_core.store.marker import marked
from agency_core.store.opening import key_path, open_database
from agency_core.store.queries import secret as secrets

NOUN, SUBJECT = "key", "key_file"
"""What entries of the audit trail about keys say that they are about."""


@dataclass(frozen=True)
class Rewrapped:
    """How many data keys were wrapped anew, the name of the key that wraps them, and its file."""

    count: int
    key_id: str
    key_file: Path


def rotate_online(actor: Actor, chosen: Settings, clock: Clock) -> Rewrapped:
    """Put a new key first in the key file and wrap every data key with it; nothing that they sealed is touched.

    Raises:
        Forbidden: only the owner may do this.
        SetupProblem: the key file cannot be written, or a key is missing.
    """
    whole(actor)
    db = open_database(chosen, clock)
    try:
        return rewrapped(actor, db, Vault(db, key_path(chosen), clock))
    finally:
        db.close()


def rewrapped(actor: Actor, db: Database, vault: Vault) -> Rewrapped:
    """The same, where the database is open; whoever calls it has checked that the actor may."""
    count = vault.renew()
    name = vault.ring().ids[0]
    noted(db, actor, "key.rewrapped", {"key_id": name, "count": count})
    return Rewrapped(count, name, vault.path)


def drop_keys(actor: Actor, chosen: Settings, clock: Clock) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Take out of the key file what neither the database nor anything sealed in it needs: the names gone, and those kept.

    Raises:
        Forbidden: only the owner may do this.
        SetupProblem: the key file cannot be written.
    """
    whole(actor)
    db = open_database(chosen, clock)
    try:
        before = key_file.create(key_path(chosen))
        with db.reading() as session:
            needed = secrets.roots(session) | {marked(chosen.data).get("key", ""), before.ids[0]}
        after = key_file.keep_only(key_path(chosen), needed)
        gone = tuple(each for each in before.ids if each not in after.ids)
        noted(db, actor, "key.dropped", {"key_ids": list(gone)})
        return gone, after.ids
    finally:
        db.close()


def noted(db: Database, actor: Actor, action: str, said: dict[str, object]) -> None:
    """Put what was done to a key into the audit trail."""
    with db.transaction() as session:
        note(session, actor, action, noun=NOUN, subject_id=SUBJECT, said=said)
