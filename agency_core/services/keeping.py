"""Keeping: copies of everything, and how long what is old is kept."""

from __future__ import annotations

from dataclasses import dataclass

from agency_core.domain.clock import Clock
from agency_core.services.backup_making import Source
from agency_core.services.backups import Backups
from agency_core.services.retention import Retention
from agency_core.services.vault import Vault
from agency_core.settings import Settings
from agency_core.store.database import Database


@dataclass(frozen=True)
class Keeping:
    """Backups and retention."""

    backups: Backups
    retention: Retention


def open_keeping(db: Database, clock: Clock, settings: Settings, vault: Vault) -> Keeping:
    """The services that keep and let go."""
    return Keeping(Backups(Source(db, clock, settings, vault.path)), Retention(db, clock))
