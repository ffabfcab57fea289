"""The watch room: everything about knowing in time, joined in one place."""

from __future__ import annotations

from dataclasses import dataclass

from agency_core.domain.clock import Clock
from agency_core.mail import Mail
from agency_core.services.bell import Bell
from agency_core.services.courier import Courier
from agency_core.services.custom_rules import CustomRules
from agency_core.services.facts import Surroundings
from agency_core.services.gaps import Gaps
from agency_core.services.gauges import Gauges
from agency_core.services.incidents import Incidents
from agency_core.services.kpis import Kpis
from agency_core.services.maintenance import Maintenance
from agency_core.services.notifiers import Notifiers
from agency_core.services.notify import Notify
from agency_core.services.ping import Ping
from agency_core.services.replay import Replay
from agency_core.services.rules import Rules
from agency_core.services.silences import Silences
from agency_core.services.uptime import Uptimes
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
    incidents: Incidents
    silences: Silences
    maintenance: Maintenance
    rules: Rules
    notifiers: Notifiers
    notify: Notify
    custom_rules: CustomRules
    replay: Replay
    kpis: Kpis
    uptime: Uptimes
    gauges: Gauges


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
    courier = Courier(tools.clock, tools.vault, tools.mail, tools.settings)
    own = CustomRules(tools.db, tools.clock)
    around = Surroundings(tools.settings.data, tools.vault)
    return WatchRoom(
        custom_rules=own, replay=Replay(tools.db, tools.clock, own), kpis=Kpis(tools.db, tools.clock),
        uptime=Uptimes(tools.db, tools.clock), gauges=Gauges(tools.db, tools.clock, around),
        notifiers=Notifiers(tools.db, tools.clock, tools.vault, courier), notify=Notify(tools.db, tools.clock, courier),
        alerts=Watch(tools.db, tools.clock, more=own.findings, around=around), bell=Bell(tools.db, tools.clock),
        gaps=Gaps(tools.db, tools.clock),
        ping=Ping(tools.clock, tools.settings.ping_url.get_secret_value()),
        incidents=Incidents(tools.db, tools.clock), silences=Silences(tools.db, tools.clock),
        maintenance=Maintenance(tools.db, tools.clock), rules=Rules(tools.db, tools.clock),
    )
