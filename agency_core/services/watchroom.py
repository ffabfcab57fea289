"""The watch room: everything about knowing in time, joined in one place."""

from __future__ import annotations

from dataclasses import dataclass

from agency_core.domain.clock import Clock
from agency_core.mail import Mail
from agency_core.services.bell import Bell
from agency_core.services.gaps import Gaps
from agency_core.services.ping import Ping
from agency_core.services.vault import Vault
from agency_core.services.watch import Watch
from agency_core.settings import Settings
from agency_core.store.database import Database


@dataclass(frozen=True)
class WatchRoom:
    """Alerts and those who care for them, rules, silences, who is told, figures and uptime."""

    alerts: Watch
    bell: Bell
    gaps: Gaps
    ping: Ping


@dataclass(frozen=True)
class Equipment:
    """What the services of the watch room work with."""

    db: Database
    clock: Clock
    settings: Settings
    vault: Vault
    mail: Mail


def open_watchroom(tools: Equipment) -> WatchRoom:
    """The services of the watch room."""
    return WatchRoom(
        alerts=Watch(tools.db, tools.clock), bell=Bell(tools.db, tools.clock), gaps=Gaps(tools.db, tools.clock),
        ping=Ping(tools.clock, tools.settings.ping_url.get_secret_value()),
    )
