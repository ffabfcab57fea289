"""Keeping: copies of everything, how long what is old is kept, the terms of each client, and letting go for good."""

from __future__ import annotations

from dataclasses import dataclass

from agency_core.domain.clock import Clock
from agency_core.services.backup_making import Source
from agency_core.services.backups import Backups
from agency_core.services.domains import Domains
from agency_core.services.farewell import Farewell
from agency_core.services.retention import Retention
from agency_core.services.terms import Terms
from agency_core.services.vault import Vault
from agency_core.settings import Settings
from agency_core.store.database import Database


@dataclass(frozen=True)
class Keeping:
    """Backups and retention; what is agreed with each client; what is deleted or told on request."""

    backups: Backups
    retention: Retention
    terms: Terms
    domains: Domains
    farewell: Farewell


def open_keeping(db: Database, clock: Clock, settings: Settings, vault: Vault) -> Keeping:
    """The services that keep and let go."""
    backups, retention = Backups(Source(db, clock, settings, vault.path)), Retention(db, clock)
    domains = Domains(db, settings)
    return Keeping(backups, retention, Terms(db, clock, domains), domains, Farewell(db, clock, settings.data))
